"""Tables that people hand in, CSV or XLSX, read row by row: the size of a file never becomes the size of the memory."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _

from records.tables.wording import Words, said

MOST_COLUMNS = 200
MOST_ROWS = 1_048_575
LONGEST_LINE = 1024 * 1024
LONGEST_CELL = 20_000
# A workbook may claim that its next row is the millionth; those between would be gone through one by one.
MOST_EMPTY_ROWS = 20_000
# What an XLSX may unfold to. Its shared texts are the only part that has to be held at once.
MOST_UNFOLDED = 400 * 1024 * 1024
MOST_SHARED_TEXT = 24 * 1024 * 1024
MOST_PARTS = 2000

DELIMITERS = ",;\t|"
ENCODINGS = {"utf-8": "utf-8", "windows-1256": "cp1256"}
ARABIC = re.compile("[\u0600-\u06ff]")
ARABIC_IN_A_LATIN_WORD = re.compile("[A-Za-z][\u0600-\u06ff]|[\u0600-\u06ff][A-Za-z]")
ROW_MARK = re.compile(rb"<(?:\w+:)?row[ />]")
LONGEST_MARK = 64
# What a part of a workbook that is damaged raises while it is read.
BROKEN = (ParseError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile, zlib.error, EOFError)
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


class TableProblem(Exception):
    """The whole file cannot be read; the message says why and what to do."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(str(words))


@dataclass(slots=True)
class Row:
    """`cells` by column name as text; `problem` where the row cannot be read as one."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    # Column -> what is wrong with the cell, before anybody asked what it means.
    spoilt: dict[str, Words] = field(default_factory=dict)
    problem: Words | None = None


class Place(NamedTuple):
    """Where reading goes on: the number of the last row that was read and, in a CSV, the byte after it."""

    row: int = 1
    byte: int = 0


class Table:
    """`headers`, and `rows()` from a place on; `place` is where the row given last ended."""

    headers: list[str]
    place: Place
    encoding: str = "utf-8"
    _going_on: Iterator[Row] | None = None

    def rows(self, after: Place | None = None) -> Iterator[Row]:
        raise NotImplementedError

    def rows_on(self, after: Place | None) -> Iterator[Row]:
        """Those after a place; where that is where reading stopped, it goes on from there."""
        if self._going_on is None or after != self.place:
            self._going_on = self.rows(after)
        return self._going_on

    def count(self) -> int:
        """About how many rows there are, to say how far one is."""
        return sum(1 for _row in self.rows())

    def _laid_out(self, number: int, cells: list[str], spoilt: dict[int, Words], may_be_short: bool) -> Row | None:
        wanted = len(self.headers)
        while len(cells) > wanted and not cells[-1].strip():
            cells.pop()
        if not spoilt and not "".join(cells).strip():
            return None
        if len(cells) == wanted and not spoilt:
            return Row(number, dict(zip(self.headers, cells, strict=True)))
        if len(cells) > wanted or (len(cells) < wanted and not may_be_short):
            return Row(
                number,
                problem=said(
                    _("This row has %(found)s cells and the first row %(wanted)s."), found=len(cells), wanted=wanted
                ),
            )
        named = {name: cells[place] if place < len(cells) else "" for place, name in enumerate(self.headers)}
        return Row(number, named, {self.headers[place]: words for place, words in spoilt.items() if place < wanted})


def open_table(content: IO[bytes], *, name: str = "", sheet: str = "", encoding: str = "") -> Table:
    """By its content: the name is what people call it. Raises TableProblem."""
    content.seek(0)
    start = content.read(8)
    content.seek(0)
    if start.startswith(OLE_MAGIC):
        raise TableProblem(
            _("This file is an old Excel workbook, or one with a password. Save it as .xlsx without a password.")
        )
    if start.startswith(b"PK"):
        return XlsxTable(content, sheet)
    return CsvTable(content, encoding)


class CsvTable(Table):
    def __init__(self, content: IO[bytes], encoding: str = "") -> None:
        self.content = content
        self.start = _after_mark(content)
        self.encoding = encoding or _encoding_of(content)
        self.codec = ENCODINGS.get(self.encoding, self.encoding)
        content.seek(self.start)
        first = self._decoded(content.readline(LONGEST_LINE))
        if not first.strip():
            raise TableProblem(_("The file is empty: its first row has to name the columns."))
        self.delimiter = max(DELIMITERS, key=first.count)
        self.place = Place(0, self.start)
        number, cells, _problem = next(self._records(Place(0, self.start)))
        self.headers = _named(cells)
        self.first = Place(number, self.place.byte)

    def rows(self, after: Place | None = None) -> Iterator[Row]:
        # The numbers are those that a spreadsheet shows; a text with line breaks in it still is one row.
        for number, cells, problem in self._records(after if after and after.byte else self.first):
            if number > MOST_ROWS:
                raise TableProblem(said(_("The file has more than %(most)s rows. Split it."), most=f"{MOST_ROWS:,}"))
            row = Row(number, problem=problem) if problem else self._laid_out(number, cells, {}, may_be_short=False)
            if row is not None:
                yield row

    def _records(self, after: Place) -> Iterator[tuple[int, list[str], Words | None]]:
        csv.field_size_limit(LONGEST_CELL)
        number, byte = after.row, after.byte
        while True:
            self.content.seek(byte)
            lines = _Lines(self, byte)
            reader = csv.reader(lines, delimiter=self.delimiter)
            for cells in _told_or_none(reader):
                number += 1
                if cells is None or self._has_swallowed(lines, cells):
                    # Only the first line is lost to the open quotation mark; reading goes on with the second.
                    byte = lines.after_first
                    self.place = Place(number, byte)
                    yield number, [], _("A cell of this row does not end: is a quotation mark left open?")
                    break
                lines.begin_row()
                self.place = Place(number, lines.byte)
                yield number, cells, None
            else:
                return

    def _has_swallowed(self, lines: _Lines, cells: list[str]) -> bool:
        return lines.count > 1 and hasattr(self, "headers") and len(cells) != len(self.headers)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode(self.codec)
        except UnicodeDecodeError as error:
            raise _unknown_encoding() from error


def _told_or_none(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None


class _Lines:
    """The lines of the file as text, and where in it the row being read began and its last line ended."""

    def __init__(self, table: CsvTable, byte: int) -> None:
        self.table = table
        self.byte = self.after_first = byte
        self.count = 0

    def begin_row(self) -> None:
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.table.content.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
                raise TableProblem(_("The file has a line that is too long to be a row. Is it really a CSV file?"))
            self.byte += len(line)
            self.count += 1
            if self.count == 1:
                self.after_first = self.byte
            yield self.table._decoded(line)


def _after_mark(content: IO[bytes]) -> int:
    start = content.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return len(codecs.BOM_UTF8)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableProblem(_("The file is written in UTF-16. Save it as “CSV UTF-8” or as .xlsx and send it again."))
    if b"\x00" in start or start == b"%PDF":
        raise TableProblem(_("This file is no table. Send a CSV or an XLSX file."))
    return 0


def _encoding_of(content: IO[bytes]) -> str:
    """UTF-8 where it reads as such; else Windows-1256 where that makes Arabic of it; else nobody's guess."""
    content.seek(0)
    if _reads_as_utf8(content):
        return "utf-8"
    arabic = others = 0
    content.seek(0)
    while block := content.read(LONGEST_LINE):
        text = block.decode("cp1256", errors="replace")
        arabic += len(ARABIC.findall(text))
        # A letter with an accent reads as an Arabic one inside a Latin word, where no Arabic letter stands.
        others += sum(1 for c in text if not c.isascii() and c.isalpha() and not ARABIC.match(c))
        others += len(ARABIC_IN_A_LATIN_WORD.findall(text))
    if arabic > 4 * others:
        return "windows-1256"
    raise _unknown_encoding()


def _reads_as_utf8(content: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := content.read(LONGEST_LINE):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unknown_encoding() -> TableProblem:
    return TableProblem(
        _(
            "The letters of this file cannot be read: it is neither UTF-8 nor Arabic Windows-1256. "
            "In Excel choose “Save as”, then “CSV UTF-8” or .xlsx, and send it again."
        )
    )


class XlsxTable(Table):
    encoding = "xlsx"

    def __init__(self, content: IO[bytes], sheet: str = "") -> None:
        self.content = content
        self.place = Place(0)
        _unfolds_modestly(content)
        self.sheet = _sheet_of(content, sheet)
        for number, cells in self._records():
            values = [_text_of(cell)[0] for cell in cells]
            if number == 1 and any(values):
                while values and not values[-1].strip():
                    values.pop()
                self.headers = _named(values)
                return
            break
        raise TableProblem(_("The file is empty: its first row has to name the columns."))

    def rows(self, after: Place | None = None) -> Iterator[Row]:
        done = after.row if after else 1
        for number, cells in self._records():
            if number <= done:
                continue
            if number > MOST_ROWS:
                raise TableProblem(said(_("The file has more than %(most)s rows. Split it."), most=f"{MOST_ROWS:,}"))
            self.place = Place(number)
            texts: list[str] = []
            spoilt: dict[int, Words] = {}
            for place, cell in enumerate(cells):
                text, problem = _text_of(cell)
                texts.append(text)
                if problem:
                    spoilt[place] = problem
            row = self._laid_out(number, texts, spoilt, may_be_short=True)
            if row is not None:
                yield row

    def count(self) -> int:
        """By the marks of the rows in the file: to read their cells would take as long as to bring them in."""
        found, rest = 0, b""
        try:
            with self.sheet._get_source() as part:
                while read := part.read(LONGEST_LINE):
                    block = rest + read
                    found += len(ROW_MARK.findall(block))
                    rest = _cut_mark(block)
        except BROKEN as error:
            raise _broken() from error
        # The first row names the columns.
        return max(found - 1, 0)

    def _records(self) -> Iterator[tuple[int, Any]]:
        try:
            yield from _without_endless_gaps(enumerate(self.sheet.iter_rows(), start=1))
        except BROKEN as error:
            raise _broken() from error


def _cut_mark(block: bytes) -> bytes:
    """What at the end of a block may begin a mark that ends in the next one."""
    end = block[max(block.rfind(b"<"), len(block) - LONGEST_MARK) :]
    return b"" if ROW_MARK.match(end) else end


def _sheet_of(content: IO[bytes], name: str) -> Any:
    """The sheet of that name, or the first."""
    from openpyxl import load_workbook

    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever the broken part happens to raise
        raise _broken() from error
    sheets = {found.title: found for found in book.worksheets}
    if not sheets or (name and name not in sheets):
        raise TableProblem(
            said(
                _("The workbook has no sheet “%(name)s”. Its sheets: %(sheets)s."),
                name=name,
                sheets=", ".join(sheets),
            )
        )
    chosen = sheets[name] if name else next(iter(sheets.values()))
    # What a file says of its own size may be wrong, by mistake or on purpose.
    chosen.reset_dimensions()
    return chosen


def _without_endless_gaps(rows: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    empty = 0
    for number, cells in rows:
        empty = 0 if any(cell.value is not None for cell in cells) else empty + 1
        if empty > MOST_EMPTY_ROWS:
            raise TableProblem(
                said(
                    _(
                        "After row %(row)s there is nothing for thousands of rows. "
                        "Delete the empty rows and send it again."
                    ),
                    row=f"{number - empty:,}",
                )
            )
        yield number, cells


def _unfolds_modestly(content: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(content) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken() from error
    shared = sum(part.file_size for part in listed if "sharedstrings" in part.filename.lower())
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNFOLDED or shared > MOST_SHARED_TEXT:
        raise TableProblem(_("This workbook unfolds to more than can be read safely. Save the one sheet as CSV UTF-8."))
    if not any(part.filename.startswith("xl/") for part in listed):
        raise TableProblem(_("This file is no table. Send a CSV or an XLSX file."))


def _broken() -> TableProblem:
    return TableProblem(
        _("This workbook is damaged and cannot be read. Open it in Excel, save it as .xlsx and send it again.")
    )


def _text_of(cell: Any) -> tuple[str, Words | None]:
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    if value is None:
        return "", None
    if kind == "f":
        return str(value)[:LONGEST_CELL], _("This cell holds a formula. Paste its value instead.")
    if kind == "e":
        return str(value), _("This cell holds an error of the spreadsheet.")
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat(), None
    if isinstance(value, dt.date):
        return value.isoformat(), None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), None
    text = str(value)
    if len(text) > LONGEST_CELL:
        return text[:LONGEST_CELL], _("This cell is longer than anything that can be kept.")
    return text, None


def _named(cells: list[str]) -> list[str]:
    names = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableProblem(_("The file is empty: its first row has to name the columns."))
    if len(names) > MOST_COLUMNS:
        raise TableProblem(said(_("The file has more than %(most)s columns."), most=MOST_COLUMNS))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise TableProblem(said(_("Two columns have the same name: %(names)s."), names=", ".join(twice)))
    # A column without a name is read and never asked for.
    return [name or f"#{place}" for place, name in enumerate(names, start=1)]
