"""What was refused, as a table of its own: its rows as they stood, each with what is wrong, to mend and load again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from records.tables.bringing_in import Refusal
from records.tables.cells import LIVE
from records.tables.mapping import columns_of_refusals
from records.tables.wording import in_each_language

ENDING = ".rejects"
# What browsers add to the name of a file that is there already.
DOWNLOADED_AGAIN = re.compile(r" ?\(\d{1,3}\)$")
WHY = gettext_lazy("Refused: why")


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(LIVE) else text


class RejectsWriter:
    """One line for a row, whatever is wrong with it; the refusals of a row come one after the other."""

    def __init__(self, target: IO[bytes], headers: Sequence[str], *, with_head: bool = True) -> None:
        self.text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        self.writer = csv.writer(self.text)
        self.headers = [name for name in headers if name not in columns_of_refusals()]
        self.count = 0
        self.row: list[Refusal] = []
        if with_head:
            # The mark makes Excel read the letters as UTF-8.
            self.text.write("\ufeff")
            self.writer.writerow([_("Refused: row"), *in_each_language(WHY).values(), *self.headers])

    def add(self, refusal: Refusal) -> None:
        if self.row and self.row[0].row != refusal.row:
            self._write()
        self.row.append(refusal)
        self.count += 1

    def close(self) -> None:
        if self.row:
            self._write()
        self.text.flush()
        self.text.detach()

    def _write(self) -> None:
        cells = self.row[0].cells
        told = [*self._why(), *(cells.get(name, "") for name in self.headers)]
        self.writer.writerow([self.row[0].row, *map(harmless, told)])
        self.row = []

    def _why(self) -> list[str]:
        """In each language: the list goes on to people who know the row and may read another one."""
        why: dict[str, list[str]] = {}
        for told in self.row:
            for language, words in in_each_language(told.words).items():
                why.setdefault(language, []).append(f"{told.column}: {words}" if told.column else words)
        return [" | ".join(words) for words in why.values()]


@lru_cache(maxsize=1)
def endings() -> tuple[str, ...]:
    """How the names of our own lists end, in each language."""
    found = [ENDING]
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append((_("%(name)s - refused.csv") % {"name": ""}).rpartition(".")[0])
    return tuple(found)


def source_of(stem: str) -> str:
    """What a file's rows are said to come from where nobody says it: a list of refusals belongs to the first file."""
    stem = DOWNLOADED_AGAIN.sub("", stem)
    for ending in endings():
        stem = stem.removesuffix(ending)
    return stem


def as_facts(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [{"row": r.row, "column": r.column, "words": in_each_language(r.words), "value": r.value} for r in refusals]
