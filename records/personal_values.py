"""Finds and removes somebody's name or address in every text that the database holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from django.apps import apps
from django.db import connection, models

from records import append_only
from records.search_words import words_of

REMOVED = "—"
# An escaped backslash is read over, so that what follows it is not taken for an escape.
ESCAPE = re.compile(r"\\\\|\\u([0-9a-fA-F]{4})")


# What has to know of a removal is entered before it and left after it: a chain of signed texts then says what they
# read like now.
AROUND: list[Callable[[], AbstractContextManager[None]]] = []


def spellings_of(value: str) -> set[str]:
    """A value as texts hold it, as JSON may escape it, and as the search words fold it."""
    return {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], words_of(value)}


def worth_looking_for(value: str) -> bool:
    """One word alone («Ali») is a piece of other names and other words: only its own row holds it as hers."""
    return "@" in value or len(value.split()) > 1


def remove(values: Iterable[str], *, keep: models.QuerySet) -> dict[str, int]:
    """Put a dash for each of the values wherever it stands; `keep` are rows that the caller sees to itself."""
    spellings = {spelling for value in values if worth_looking_for(value) for spelling in spellings_of(value)}
    if not spellings:
        return {}
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(spelling)}(?!\w)" for spelling in sorted(spellings, key=len, reverse=True)),
        re.IGNORECASE,
    )
    with ExitStack() as around:
        for enter in AROUND:
            around.enter_context(enter())
        return clear_tables(sorted(spellings), pattern, keep)


def clear_tables(spellings: list[str], pattern: re.Pattern[str], keep: models.QuerySet) -> dict[str, int]:
    cleared: dict[str, int] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        kept = set(keep.values_list("pk", flat=True)) if model is keep.model else set()
        found = clear_table(model, spellings, pattern, kept)
        if found:
            cleared[model._meta.db_table] = found
    return cleared


def clear_table(model: type[models.Model], spellings: list[str], pattern: re.Pattern[str], kept: set[Any]) -> int:
    columns = [field for field in model._meta.local_concrete_fields if holds_text(field)]
    if not columns:
        return 0
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    texts = [f"CAST({quoted(field.column)} AS text)" for field in columns]
    likes = " OR ".join(f"LOWER({text}) LIKE %s ESCAPE '!'" for text in texts for _spelling in spellings)
    asked = [f"%{escaped(spelling)}%" for _text in texts for spelling in spellings]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {', '.join(texts)} FROM {table} WHERE {likes}", asked)  # noqa: S608
        rows = [row for row in cursor.fetchall() if row[0] not in kept]
        if not rows:
            return 0
        with append_only.set_aside(model):
            return sum(clear_row(cursor, table, key, row_key, columns, held, pattern) for row_key, *held in rows)


def clear_row(
    cursor: Any,
    table: str,
    key: str,
    row_key: Any,
    columns: list[models.Field],
    held: list[str | None],
    pattern: re.Pattern[str],
) -> bool:
    plain = {field: unescaped(text) for field, text in zip(columns, held, strict=True) if text}
    changed = {field: pattern.sub(REMOVED, text) for field, text in plain.items() if pattern.search(text)}
    if any(is_index(field) for field in changed):
        # A row of a search index is made anew from what it indexes.
        cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row_key])  # noqa: S608
        return True
    for field, text in changed.items():
        cast = "::jsonb" if connection.vendor == "postgresql" and isinstance(field, models.JSONField) else ""
        column = quoted(field.column)
        cursor.execute(f"UPDATE {table} SET {column} = %s{cast} WHERE {key} = %s", [text, row_key])  # noqa: S608
    return bool(changed)


def unescaped(text: str) -> str:
    """JSON with its letters written out, which is the same JSON: else the end of a word could not be told."""

    def letter(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else 0
        return chr(code) if code >= 0x80 and not 0xD800 <= code <= 0xDFFF else found[0]

    return ESCAPE.sub(letter, text)


def holds_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField) or is_index(
        field
    )


def is_index(field: models.Field) -> bool:
    return type(field).__name__ == "SearchVectorField"


def quoted(name: str | None) -> str:
    assert name
    return connection.ops.quote_name(name)


def escaped(spelling: str) -> str:
    return re.sub(r"([!%_])", r"!\1", spelling).lower()
