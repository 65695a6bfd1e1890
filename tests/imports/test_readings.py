"""`manage.py import_table readings FILE`: a table of readings as an agency exports it, good rows and bad ones."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portfolio.measures.models import Indicator, Reading
from portfolio.measures.queries import readings_on
from records.models import AuditEvent
from tests.factories import measures

pytestmark = pytest.mark.django_db
EVENT = "measures.record_history"


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


@pytest.fixture
def waiting(noora: Any, moph: Any) -> Indicator:
    return measures.indicator(
        noora, moph, code="waiting", aggregation="mean", frequency="quarter", direction="down", decimals=1
    )


@pytest.fixture
def hours(noora: Any, moph: Any) -> Indicator:
    return measures.indicator(noora, moph, code="hours")


def bring_in(folder: Path, rows: str, *told: str, name: str = "readings.csv") -> tuple[str, list[list[str]]]:
    """What the command says, and the rows of the list of what it refused."""
    path, rejects, out = folder / name, folder / "refused.csv", io.StringIO()
    rejects.unlink(missing_ok=True)
    path.write_text(rows, encoding="utf-8")
    call_command(
        "import_table", "readings", str(path), "--rejects", str(rejects), "--language", "en", *told, stdout=out
    )
    if not rejects.exists():
        return out.getvalue(), []
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        return out.getvalue(), list(csv.reader(file))[1:]


def test_a_table_becomes_readings_with_one_event(
    hamad: Any, hours: Indicator, waiting: Indicator, tmp_path: Path
) -> None:
    told, refused = bring_in(
        tmp_path,
        "indicator,period_on,value,method,read_on\n"
        "hours,2026-09-01,120,Counted,2026-10-04\n"
        "HOURS,2026-10-17,١٣٠,,\n"
        "waiting,2026-08-30,٤٫٥,,\n",
    )
    assert "3 rows read (utf-8) · 3 new · 0 here already · 0 refused" in told and refused == []
    kept = {(one.indicator.code, one.period_on): one for one in Reading.objects.select_related("indicator")}
    assert {key: one.value for key, one in kept.items()} == {
        ("hours", dt.date(2026, 9, 1)): Decimal(120),
        ("hours", dt.date(2026, 10, 1)): Decimal(130),
        ("waiting", dt.date(2026, 7, 1)): Decimal("4.5"),
    }, "any day of a period names it, and Arabic-Indic digits are digits"
    assert kept["hours", dt.date(2026, 9, 1)].read_on == dt.date(2026, 10, 4)
    assert kept["hours", dt.date(2026, 10, 1)].read_on == dt.date(2026, 10, 31), "said by nobody: when it was over"
    event = AuditEvent.objects.get(action=EVENT)
    assert (event.actor, event.count, event.door, event.after["source"]) == (hamad, 3, "command", "readings")


def test_bad_rows_are_named_and_the_good_ones_come_in(hamad: Any, hours: Indicator, tmp_path: Path) -> None:
    told, refused = bring_in(
        tmp_path,
        "indicator,period_on,value,read_on,link\n"
        "hours,2026-11-01,5,,\n"
        "hours,2026-08-01,5,2026-11-22,\n"
        "days,2026-08-01,5,,\n"
        "hours,2026-02-31,5,,\n"
        "hours,2026-07-01,many,,\n"
        "hours,2026-06-01,1.5,,\n"
        "hours,2026-05-01,,,\n"
        ",2026-05-01,3,,\n"
        "hours,2026-04-01,7,,\n",
    )
    assert "1 new · 0 here already · 8 refused" in told
    why = {row: told for row, told, *_cells in refused}
    assert [(row, told.partition(": ")[0]) for row, told in why.items()] == [
        ("2", "period_on"),
        ("3", "read_on"),
        ("4", "indicator"),
        ("5", "period_on"),
        ("6", "value"),
        ("7", "value"),
        ("8", "value"),
        ("9", "indicator"),
    ]
    words = {row: told.partition(": ")[2] for row, told in why.items()}
    assert "it can be told once it is over" in words["2"] and "30 November 2026" in words["2"]
    assert words["3"] == "This day is still to come: a reading tells of what has been read."
    assert words["4"] == "There is no indicator “days” here."
    assert words["5"].startswith("There is no such date.")
    assert "fewer digits after the point" in words["7"]
    assert Reading.objects.get().value == 7


def test_the_list_of_what_is_refused_speaks_arabic(hamad: Any, hours: Indicator, tmp_path: Path) -> None:
    _told, refused = bring_in(tmp_path, "indicator,period_on,value\ndays,2026-08-01,5\n", "--language", "ar")
    assert "days" in refused[0][1] and "There is" not in refused[0][1]


def test_the_same_table_twice_adds_nothing(hamad: Any, hours: Indicator, tmp_path: Path) -> None:
    rows = "indicator,period_on,value\nhours,2026-09-01,120\nhours,2026-10-01,130\n"
    assert "2 new" in bring_in(tmp_path, rows)[0]
    assert "0 new · 2 here already · 0 refused" in bring_in(tmp_path, rows)[0]
    told, _refused = bring_in(tmp_path, rows.replace("130", "131"))
    assert "0 new · 2 here already" in told and "131" in told, "another value is told, and not taken over"
    assert [one.value for one in readings_on(hours)] == [120, 130]
    assert AuditEvent.objects.filter(action=EVENT).count() == 1


def test_a_period_twice_in_one_table_is_read_once(hamad: Any, hours: Indicator, tmp_path: Path) -> None:
    rows = "indicator,period_on,value\nhours,2026-09-01,120\nhours,2026-09-20,999\nhours,2026-10-01,130\n"
    told, refused = bring_in(tmp_path, rows)
    assert "2 new" in told
    assert [one.value for one in readings_on(hours)] == [120, 130]
    assert [row for row, *_more in refused] == ["3"]


def test_what_was_read_by_hand_is_not_read_again(hamad: Any, noora: Any, hours: Indicator, tmp_path: Path) -> None:
    measures.reading(noora, hours, "2026-09", "77")
    told, refused = bring_in(tmp_path, "indicator,period_on,value\nhours,2026-09-01,120\nhours,2026-10-01,130\n")
    assert "1 new · 0 here already · 1 refused" in told
    assert refused[0][:2] == ["2", "period_on: This period has its reading. Correct that one instead."]
    assert [one.value for one in readings_on(hours)] == [77, 130]


def test_a_dry_run_leaves_nothing(hamad: Any, hours: Indicator, tmp_path: Path) -> None:
    told, _refused = bring_in(tmp_path, "indicator,period_on,value\nhours,2026-09-01,120\n", "--dry-run")
    assert "1 new" in told and not Reading.objects.exists()


def test_readings_are_the_labs_to_bring_in(
    hamad: Any, maryam: Any, noora: Any, hours: Indicator, tmp_path: Path
) -> None:
    rows = "indicator,period_on,value\nhours,2026-09-01,120\n"
    with pytest.raises(CommandError, match="Only lab staff can do this"):
        bring_in(tmp_path, rows, "--by", maryam.email)
    assert "1 new" in bring_in(tmp_path, rows, "--by", noora.email)[0]
