"""Tables out: no cell is live, days and numbers are real, Arabic sheets run from right to left, long ones are jobs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from records import jobs
from records.actions import exports
from records.enums import JobStatus
from records.exports.cells import inert, is_live
from records.exports.columns import Column, Kind, Table
from records.exports.registry import SOURCES, Source
from records.exports.writing import csv_of, write_xlsx
from records.models import AuditEvent, Job, PrivateFile
from records.models.private_file import private_storage
from records.policy import NotAllowed
from tests.factories.accounts import signed_in

DAY = dt.date(2024, 2, 29)
LIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "\u200f=1",
    "\ufeff=1",
    "\u00a0@x",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
]
HARMLESS = ["", "Birth", "a=b", "1-2", "مريم", " Birth", "(=1)", "'=1", "٣-٢"]


def table(rows: Sequence[tuple[Any, ...]], name: str = "projects") -> Table:
    columns = [
        Column("Title", Kind.TEXT),
        Column("Since", Kind.DAY),
        Column("Days", Kind.WHOLE),
        Column("Budget", Kind.DECIMAL),
    ]
    return Table(
        name,
        "Projects",
        columns,
        count=len(rows),
        rows=lambda: rows,
        keys=lambda: iter(range(len(rows))),
        rows_of=lambda keys: [rows[key] for key in keys],
        asked=("q", "stage"),
    )


def in_csv(made: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(csv_of(made)).decode("utf-8-sig"))))


def in_xlsx(made: Table) -> Any:
    content = io.BytesIO()
    write_xlsx(made, content)
    content.seek(0)
    return load_workbook(content)


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_is_live(text: str) -> None:
    assert is_live(text)
    made = table([(text, DAY, 1, None)])

    assert in_csv(made)[1][0] == f"'{text}"
    content = io.BytesIO()
    write_xlsx(made, content)
    with zipfile.ZipFile(content) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
        assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()
    cell = load_workbook(content).active["A2"]
    assert cell.data_type in ("s", "inlineStr") and cell.quotePrefix


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_goes_out_as_it_was_typed(text: str) -> None:
    assert inert(text) == text
    assert in_csv(table([(text, DAY, 1, None)]))[1][0] == text
    assert not in_xlsx(table([(text, DAY, 1, None)])).active["A2"].quotePrefix


def test_days_and_numbers_are_real_cells() -> None:
    made = table([("Birth", DAY, -12, Decimal("1234567.89")), ("Visits", None, None, None)])

    sheet = in_xlsx(made).active

    assert [sheet.cell(2, column).value for column in (2, 3, 4)] == [dt.datetime(2024, 2, 29), -12, 1234567.89]
    assert sheet["B2"].is_date
    assert [sheet.cell(3, column).value for column in (2, 3, 4)] == [None, None, None], "unknown is empty, not zero"
    assert in_csv(made) == [
        ["Title", "Since", "Days", "Budget"],
        ["Birth", "2024-02-29", "-12", "1234567.89"],
        ["Visits", "", "", ""],
    ]


@pytest.mark.parametrize(("language", "right_to_left"), [("en", False), ("ar", True)])
def test_a_sheet_runs_as_its_reader_reads(language: str, right_to_left: bool) -> None:
    with translation.override(language):
        sheet = in_xlsx(table([("Birth", DAY, 1, None)])).active

    assert bool(sheet.sheet_view.rightToLeft) is right_to_left
    assert sheet["A1"].font.bold and sheet["A1"].fill.fgColor.rgb == "FF5C1029"
    assert sheet["A1"].alignment.readingOrder == (2 if right_to_left else 0)
    assert sheet.freeze_panes == "B2"


def test_csv_is_read_by_excel_as_utf_8() -> None:
    assert b"".join(csv_of(table([("مريم", DAY, 1, None)]))).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("written_as", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_table(written_as: str, tmp_path: Path) -> None:
    def most(count: int) -> int:
        made = table([])
        rows = ((f"Project {number}", DAY, number, Decimal("1.50")) for number in range(count))
        tracemalloc.start()
        try:
            if written_as == "csv":
                for _piece in csv_of(made, rows):
                    pass
            else:
                with (tmp_path / "sheet").open("wb") as into:
                    write_xlsx(made, into, rows)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most(12_000) < 1.5 * most(3_000) + 200_000


# By whom, and as a job


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, ...]]]:
    """A table that may be taken out as "views.save" may be done: by who has signed in."""
    rows = [(f"Project {number}", DAY, number, Decimal("0.10")) for number in range(2_500)]
    rows[7] = ("=1+1", DAY, 7, None)
    SOURCES["tests"] = Source("tests", "Tests", "views.save", lambda person, query: table(rows, "tests"))
    yield rows
    del SOURCES["tests"]


@pytest.mark.django_db
def test_a_short_table_is_taken_at_once_and_told(maryam: Any, source: Any) -> None:
    made = exports.take(by=maryam, source=SOURCES["tests"], query="q=secret", written_as="csv")

    assert isinstance(made, Table)
    [event] = AuditEvent.objects.filter(action="views.save")
    assert (event.actor_id, event.count) == (maryam.pk, 2_500)
    assert event.after == {"table": "tests", "as": "csv", "rows": 2_500, "filters": ["q", "stage"]}


@pytest.mark.django_db
def test_who_may_not_gets_nothing(source: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed):
        exports.take(by=AnonymousUser(), source=SOURCES["tests"], query="", written_as="csv")
    assert not AuditEvent.objects.filter(action="views.save").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("written_as", ["csv", "xlsx"])
def test_a_long_table_is_written_slice_by_slice_and_broken_off_loses_nothing(
    maryam: Any, khalid: Any, source: Any, monkeypatch: pytest.MonkeyPatch, written_as: str
) -> None:
    """The slices as a worker does them, one after the other; the second is begun twice, as by a worker that died."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2_000)
    monkeypatch.setattr(exports, "SECONDS_A_SLICE", 0)
    from records.actions import jobs as work

    asked = exports.take(by=maryam, source=SOURCES["tests"], query="", written_as=written_as)
    assert isinstance(asked, Job)
    assert jobs.KINDS[asked.kind].title
    held = work.take_turn(str(asked.pk))
    assert held is not None
    assert work.do_slice(held) is False, "which rows"
    assert work.do_slice(held) is False, "the first thousand"
    lost = Job.objects.get(pk=asked.pk)
    exports.work_on(lost)  # wrote its rows to disk, and its transaction never came to be
    assert Job.objects.get(pk=asked.pk).done == 1_000
    while not work.do_slice(held):
        pass

    done = Job.objects.get(pk=asked.pk)
    assert (done.status, done.done, done.total, done.outcome) == (JobStatus.DONE, 2_500, 2_500, {"rows": 2_500})
    result = done.result
    assert isinstance(result, PrivateFile)
    content = result.content.read()
    if written_as == "csv":
        assert content == b"".join(csv_of(table(source)))
    else:
        sheet = load_workbook(io.BytesIO(content), read_only=True).active
        lines = list(sheet.iter_rows(values_only=True))
        assert len(lines) == 2_501
        assert lines[8][:3] == ("=1+1", dt.datetime(2024, 2, 29), 7)
        assert [line[2] for line in lines[1:]] == list(range(2_500))
    [event] = AuditEvent.objects.filter(action="views.save")
    assert (event.actor_id, event.count, event.door) == (maryam.pk, 2_500, "task")
    assert not list(Path(private_storage().path("exports")).iterdir()), "what was written on the way is gone"
    address = f"/files/{result.pk}/"
    assert signed_in(maryam).get(address).status_code == 200
    assert signed_in(khalid).get(address, follow=True).status_code == 404
    Job.objects.filter(pk=done.pk).update(at=timezone.now() - dt.timedelta(days=8))
    assert signed_in(maryam).get(address, follow=True).status_code == 404, "for seven days"
