"""Tables of the stories, written as people write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from records.tables.bringing_in import BringingIn, Refusal, Tally
from records.tables.mapping import TableMap, fits, plain_map, read_map
from records.tables.reader import Table, open_table
from records.tables.registry import IMPORTERS

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def table(content: bytes | str, **how: Any) -> Table:
    return open_table(io.BytesIO(content.encode() if isinstance(content, str) else content), **how)


def workbook(*rows: Sequence[Any], title: str = "Sheet") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def bring_in(
    what: str, content: bytes | str, *, by: Any, told: str = "", keep: bool = True, source: str = "a file"
) -> tuple[Tally, list[Refusal]]:
    """What has become of the rows, and what was refused."""
    importer = IMPORTERS[what]
    opened = table(content)
    table_map: TableMap = (
        read_map(told, [*importer.fields, "key"], fallback_source=source)
        if told
        else plain_map(opened.headers, [*importer.fields, "key"], source=source)
    )
    fits(table_map, opened.headers)
    refusals: list[Refusal] = []
    run = BringingIn(importer, opened, table_map, by, refusals.append)
    run.go(keep=keep)
    return run.tally, refusals


def reasons(refusals: list[Refusal]) -> list[tuple[int, str, str]]:
    return [(refusal.row, refusal.column, str(refusal.words)) for refusal in refusals]
