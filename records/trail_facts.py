"""What the trail's events tell in, in words: the names of their facts, the choices that stand there as codes, and the
kinds of records that have no name of their own. What several apps tell stands here; each app registers the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.policy import Words

FACTS: dict[str, Words] = {
    "added": _("Added"),
    "agency": _("Agency"),
    "belongs_to": _("Belongs to"),
    "cleared": _("Places cleared"),
    "code": _("Code"),
    "codes": _("Codes"),
    "count": _("How many"),
    "day": _("Day"),
    "days": _("Days"),
    "due_on": _("Due on"),
    "ends_on": _("Last day"),
    "file": _("File"),
    "filters": _("Filters"),
    "hash": _("Checksum"),
    "id": _("Number"),
    "ids": _("Numbers of the records"),
    "is_shared": _("Shared"),
    "kind": _("Kind"),
    "language": _("Language"),
    "name": _("Name"),
    "new": _("New"),
    "number": _("Number"),
    "people": _("People"),
    "person": _("Person"),
    "place": _("Page"),
    "project": _("Project"),
    "projects": _("Projects"),
    "put_right": _("Put right"),
    "reason": _("Reason"),
    "revision": _("Edition"),
    "role": _("Role"),
    "rows": _("Rows"),
    "sha256": _("Checksum"),
    "size": _("Size in bytes"),
    "source": _("Source"),
    "starts_on": _("First day"),
    "status": _("Status"),
    "table": _("Table"),
    "until": _("Until"),
    "version": _("Version"),
    "what": _("What"),
    "as": _("Written as"),
}
# Fact -> what its codes are called.
CHOICES: dict[str, dict[Any, Words]] = {}
# Fact -> the model of the records whose numbers stand there; these are called by their names.
REFERENCES: dict[str, str] = {}
# Model -> what one of its records is called, where Django would call it by the name of its class.
KINDS: dict[str, Words] = {
    "records.job": _("Job"),
    "records.privatefile": _("File"),
    "records.savedview": _("Saved view"),
    "records.sourcemap": _("How a source's columns are read"),
}
OF_A_QUARTER = re.compile(r"([a-z]+)_(\d{4})_([1-4])")


def register(
    facts: Mapping[str, Words] | None = None,
    *,
    choices: Mapping[str, Mapping[Any, Words]] | None = None,
    kinds: Mapping[str, Words] | None = None,
    references: Mapping[str, str] | None = None,
) -> None:
    FACTS.update(facts or {})
    KINDS.update(kinds or {})
    REFERENCES.update(references or {})
    for name, words in (choices or {}).items():
        CHOICES.setdefault(name, {}).update(words)


def words_of_fact(name: str) -> str:
    if name in FACTS:
        return str(FACTS[name])
    amount = OF_A_QUARTER.fullmatch(name)
    if amount and amount[1] in FACTS:
        return f"{FACTS[amount[1]]} {amount[2]}/{amount[3]}"
    return name


def words_of_value(name: str, value: Any) -> Any:
    """A choice by its name; anything else as it is."""
    return CHOICES.get(name, {}).get(value, value) if isinstance(value, str) else value
