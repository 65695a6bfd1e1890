"""Tables as people send them: whatever is wrong with a file is told in a sentence that says what to do."""

from __future__ import annotations

import datetime as dt
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from records.tables import reader
from records.tables.reader import Place, TableProblem
from tests.imports.tables import table, workbook

ARABIC = "الرمز,الاسم\nMOPH,وزارة الصحة العامة\nMOI,وزارة الداخلية\n"


@pytest.mark.parametrize(
    ("encoding", "read_as"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1256", "windows-1256")]
)
def test_arabic_is_read_in_every_encoding_that_people_have(encoding: str, read_as: str) -> None:
    read = table(ARABIC.encode(encoding))

    assert read.headers == ["الرمز", "الاسم"]
    assert [row.cells["الاسم"] for row in read.rows()] == ["وزارة الصحة العامة", "وزارة الداخلية"]
    assert read.encoding == read_as


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("code,name\nFR,Ministère de l'Économie\n".encode("latin-1"), "neither UTF-8 nor Arabic Windows-1256"),
        (ARABIC.encode("utf-16"), "UTF-16"),
        (b"\x00\x01\x02\x03 not a table", "no table"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"code,name,code\n1,2,3\n", "same name: code"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook, or one with a password"),
        (b"PK\x03\x04 but no archive", "damaged"),
        (",".join(f"c{n}" for n in range(300)).encode(), "more than 200 columns"),
        (b"code,name\n" + b"x" * (2 * 1024 * 1024), "too long to be a row"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(TableProblem, match=words):
        list(table(content).rows())


def test_the_reason_is_told_in_the_readers_language() -> None:
    from django.utils import translation

    with translation.override("ar"), pytest.raises(TableProblem) as told:
        table(b"")
    assert "empty" not in str(told.value)


def test_a_ragged_row_is_refused_and_its_neighbours_are_read() -> None:
    rows = list(table("a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n").rows())

    assert [(row.number, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, True), (5, False)]
    assert "This row has 2 cells and the first row 3." in str(rows[1].problem)


def test_empty_cells_at_the_end_are_no_fault() -> None:
    (row,) = table("a,b\n1,2,,\n").rows()
    assert row.cells == {"a": "1", "b": "2"}


def test_blank_lines_count_in_the_numbers_and_are_no_rows() -> None:
    assert [row.number for row in table("a\n1\n\n,\n2\n").rows()] == [2, 5]


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    content = "a,b\n1,2\n" + '3,"four\n' + "".join(f"{n},{n}\n" for n in range(5, 3000))

    rows = list(table(content).rows())

    assert [row.number for row in rows if row.problem] == [3]
    assert "quotation mark" in str(rows[1].problem)
    assert len([row for row in rows if not row.problem]) == 1 + 2995
    assert rows[-1].cells == {"a": "2999", "b": "2999"}


def test_a_text_of_several_lines_is_one_row() -> None:
    rows = list(table('a,b\n1,"two\nlines"\n3,4\n').rows())
    assert [(row.number, row.cells["b"]) for row in rows] == [(2, "two\nlines"), (3, "4")]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    (row,) = table(f"a{delimiter}b\n1,5{delimiter}2\n").rows()
    assert row.cells == {"a": "1,5", "b": "2"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_reading_goes_on_from_a_place(kind: str) -> None:
    lines = [["a", "b"], *([str(n), f"نص {n}"] for n in range(50))]
    content = workbook(*lines) if kind == "xlsx" else "\n".join(",".join(line) for line in lines).encode("cp1256")
    whole = [(row.number, row.cells) for row in table(content).rows()]
    first = table(content)
    rows = first.rows()
    begun = [(row.number, row.cells) for row in (next(rows) for _ in range(20))]
    place: Place = first.place

    rest = [(row.number, row.cells) for row in table(content).rows(place)]

    assert begun + rest == whole
    assert len(rest) == 30


def test_a_workbook_gives_dates_numbers_and_texts_as_text() -> None:
    content = workbook(["d", "n", "f", "t"], [dt.date(2026, 3, 31), 7.0, 1.5, "نص"], [None, None, None, "x"])

    rows = list(table(content).rows())

    assert rows[0].cells == {"d": "2026-03-31", "n": "7", "f": "1.5", "t": "نص"}
    assert rows[1].cells == {"d": "", "n": "", "f": "", "t": "x"}


def test_a_formula_is_refused_in_its_cell() -> None:
    (row,) = table(workbook(["a", "b"], ["=1+1", "fine"])).rows()

    assert row.cells["b"] == "fine"
    assert "formula" in str(row.spoilt["a"])


def test_the_sheet_that_the_map_names_is_read() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["wrong"])
    named = book.create_sheet("المشاريع")
    named.append(["right"])
    named.append(["1"])
    kept = io.BytesIO()
    book.save(kept)

    assert [row.cells for row in table(kept.getvalue(), sheet="المشاريع").rows()] == [{"right": "1"}]
    with pytest.raises(TableProblem, match="Its sheets: Sheet"):
        table(kept.getvalue(), sheet="Projects")


def repacked(content: bytes, **parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name) if name in parts else old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str, head: str = "") -> bytes:
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    return f"<?xml version='1.0'?>{head}<worksheet {SPACE}><sheetData>{first}{rows}</sheetData></worksheet>".encode()


def laughing() -> str:
    levels = [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)]
    return '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(levels) + "]>"


HOSTILE = {
    "shared texts that unfold": lambda: {"xl/sharedStrings.xml": b" " * (64 * 1024 * 1024)},
    "a sheet that unfolds": lambda: {SHEET: b" " * (reader.MOST_UNFOLDED + 1)},
    "thousands of parts": lambda: {f"xl/{n}.xml": b"" for n in range(3000)},
    "entities in entities": lambda: {
        SHEET: sheet('<row r="2"><c r="A2" t="inlineStr"><is><t>&j;</t></is></c></row>', laughing())
    },
    "a sheet cut off": lambda: {SHEET: sheet("")[:-40]},
    "a row beyond all rows": lambda: {SHEET: sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')},
    "a cell that is nowhere": lambda: {SHEET: sheet('<row r="2"><c r="@@"><v>1</v></c></row>')},
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_workbook_is_refused_in_little_memory(name: str) -> None:
    content = repacked(workbook(["a"], ["1"]), **HOSTILE[name]())
    tracemalloc.start()
    try:
        with pytest.raises(TableProblem):
            for _row in table(content).rows():
                pass
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 80 * 1024 * 1024


def test_an_archive_that_is_no_workbook_is_no_table() -> None:
    with pytest.raises(TableProblem, match="no table"):
        table(repacked(b"PK\x05\x06" + bytes(18), **{"readme.txt": b"hello"}))


def test_a_workbook_just_below_the_limits_is_read() -> None:
    """The control of the limits: they do not stop what is merely large."""
    rows = [["a", "b"], *([f"text {n}", n] for n in range(5000))]
    assert table(workbook(*rows)).count() == 5000


def test_the_memory_does_not_grow_with_the_rows(tmp_path: object) -> None:
    def most(rows: int) -> int:
        content = ("a,b\n" + "text of a row,وزارة\n" * rows).encode()
        opened = table(content)
        tracemalloc.start()
        assert opened.count() == rows
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(40_000) < most(1_000) + 200_000


def test_a_cell_longer_than_anything_is_refused_with_its_row() -> None:
    rows = list(table("a,b\n1,2\n3," + "x" * (reader.LONGEST_CELL + 1) + "\n5,6\n").rows())
    assert [(row.number, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, False)]


@pytest.mark.parametrize("block", [5, 64, 1024 * 1024])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_the_rows_of_a_workbook_are_counted_without_their_cells(
    block: int, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook(["code", "name"], *([f"A{n}", "<row r='1'>"] for n in range(30)))
    if prefix:
        content = _with_sheet(
            content, lambda xml: re.sub(rb"<(/?)(?=\w)", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")
        )
    read = table(content)
    monkeypatch.setattr(reader, "LONGEST_LINE", block)
    assert read.count() == 30
    assert table(workbook(["code", "name"])).count() == 0


def test_reading_goes_on_where_it_stopped_without_going_back(monkeypatch: pytest.MonkeyPatch) -> None:
    read = table(workbook(["code"], *([f"A{n}"] for n in range(6))))
    first = read.rows_on(None)
    assert [next(first).cells["code"] for _row in range(2)] == ["A0", "A1"]
    assert read.rows_on(read.place) is first
    again = read.rows_on(Place(2))
    assert again is not first and next(again).cells["code"] == "A1"


def test_a_workbook_that_is_damaged_in_the_middle_is_told_so() -> None:
    content = bytearray(workbook(["code", "name"], *([f"A{n}", f"{n * n}"] for n in range(5000))))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.getinfo("xl/worksheets/sheet1.xml")
    middle = sheet.header_offset + sheet.compress_size // 2
    content[middle : middle + 40] = bytes(40)
    for read in (lambda damaged: damaged.count(), lambda damaged: list(damaged.rows())):
        damaged = table(bytes(content))
        with pytest.raises(TableProblem, match="damaged"):
            read(damaged)


def _with_sheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(target, "w") as changed:
        for part in parts.infolist():
            kept = parts.read(part)
            changed.writestr(part, change(kept) if part.filename.startswith("xl/worksheets/") else kept)
    return target.getvalue()
