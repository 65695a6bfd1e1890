"""The two formats. Both are written row by row, so that memory does not grow with the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import get_language_bidi

from records.exports.cells import DAY_ZERO, SUSPECT, is_live, made_inert
from records.exports.columns import Cells, Kind, Table

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Without it Excel reads Arabic letters as something else.
BYTE_ORDER_MARK = "\ufeff"
ROWS_AT_ONCE = 1_000
MOST_ROWS_OF_A_SHEET = 1_048_575
LONGEST_CELL = 32_767
WIDTHS = {Kind.TEXT: 32, Kind.WORD: 20, Kind.WHOLE: 12, Kind.DECIMAL: 16, Kind.DAY: 13}
FORMATS = {Kind.WHOLE: "#,##0", Kind.DECIMAL: "#,##0.00", Kind.DAY: "yyyy-mm-dd"}


def csv_of(table: Table, rows: Iterable[Cells] | None = None, *, with_head: bool = True) -> Iterator[bytes]:
    """In pieces of some hundred rows."""
    piece = io.StringIO()
    writer = csv.writer(piece)
    if with_head:
        piece.write(BYTE_ORDER_MARK)
        writer.writerow([str(column.title) for column in table.columns])
    lines = made_inert(table.rows() if rows is None else rows, table.columns)
    writer.writerows(islice(lines, ROWS_AT_ONCE))
    while written := piece.getvalue():
        yield written.encode()
        piece.seek(0)
        piece.truncate()
        writer.writerows(islice(lines, ROWS_AT_ONCE))


def write_xlsx(table: Table, into: BinaryIO, rows: Iterable[Cells] | None = None) -> None:
    book = xlsxwriter.Workbook(into, {"constant_memory": True})
    sheet = book.add_worksheet()
    if get_language_bidi():
        sheet.right_to_left()
    head = book.add_format({"bold": True, "bg_color": "#5C1029", "font_color": "#FFFFFF", "text_wrap": True})
    if get_language_bidi():
        head.set_reading_order(2)
        head.set_align("right")
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    # Marked as text for good: to edit such a cell does not bring its formula to life.
    quoted = book.add_format({"quote_prefix": True})
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(column.title), head)
    sheet.freeze_panes(1, 1)
    kinds = [(place, column.kind, formats.get(column.kind)) for place, column in enumerate(table.columns)]
    typed, word, day = Kind.TEXT, Kind.WORD, Kind.DAY
    write_string, write_number = sheet.write_string, sheet.write_number
    line = 0
    for line, row in enumerate(table.rows() if rows is None else rows, start=1):
        if line > MOST_ROWS_OF_A_SHEET:
            break
        for place, kind, style in kinds:
            cell = row[place]
            if cell is None or cell == "":
                continue
            if kind is word:
                write_string(line, place, cell)
            elif kind is typed:
                write_string(line, place, cell[:LONGEST_CELL], quoted if cell[0] in SUSPECT and is_live(cell) else None)
            elif kind is day:
                write_number(line, place, cell.toordinal() - DAY_ZERO, style)
            else:
                write_number(line, place, cell, style)
    sheet.autofilter(0, 0, min(line, MOST_ROWS_OF_A_SHEET), max(len(table.columns) - 1, 0))
    book.close()
