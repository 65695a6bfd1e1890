"""The list of what was refused: for people, in their language, to mend in the same spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from records.tables.bringing_in import Refusal

# What a spreadsheet would take for a formula, in plain and in full-width form.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(LIVE) else text


class RejectsWriter:
    def __init__(self, target: IO[bytes], *, with_head: bool = True) -> None:
        self.text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        self.writer = csv.writer(self.text)
        self.count = 0
        if with_head:
            # The mark makes Excel read the letters as UTF-8.
            self.text.write("\ufeff")
            self.writer.writerow([_("Row"), _("Column"), _("What is wrong"), _("What it says")])

    def add(self, refusal: Refusal) -> None:
        self.count += 1
        told = (refusal.column, str(refusal.words), refusal.value)
        self.writer.writerow([refusal.row, *map(harmless, told)])

    def close(self) -> None:
        self.text.flush()
        self.text.detach()


def as_facts(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [{"row": r.row, "column": r.column, "words": str(r.words), "value": r.value} for r in refusals]
