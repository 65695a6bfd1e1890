"""The country's quarter: it turns at midnight in Doha, in any year, whatever month the year begins in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.actions import agencies
from portfolio.projects.enums import Move
from portfolio.reports.actions import quarters
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.models.quarter import quarter_of_day, span_of
from portfolio.reports.standing import marks_of, standing_of_quarter
from records.policy import may
from tests.factories import projects, reports
from tests.reports.conftest import DOHA, Travel


@pytest.mark.parametrize("starts_in", range(1, 13))
def test_every_day_is_in_one_quarter(starts_in: int) -> None:
    """Two leap years among them."""
    day = dt.date(2023, 12, 1)
    while day < dt.date(2028, 4, 1):
        first, last = span_of(*quarter_of_day(day, starts_in), starts_in)
        assert first <= day <= last
        assert quarter_of_day(first - dt.timedelta(days=1), starts_in) != quarter_of_day(day, starts_in)
        day += dt.timedelta(days=1)


def test_the_leap_day_is_in_its_quarter() -> None:
    assert span_of(2028, 1, 1) == (dt.date(2028, 1, 1), dt.date(2028, 3, 31))
    assert span_of(2027, 4, 3) == (dt.date(2027, 12, 1), dt.date(2028, 2, 29))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "is_over"),
    [
        (dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=DOHA), False),
        (dt.datetime(2026, 4, 1, 0, 0, 0, tzinfo=DOHA), True),
        # The same second in London is still the day before.
        (dt.datetime(2026, 3, 31, 21, 0, 1, tzinfo=dt.UTC), True),
    ],
)
def test_it_is_over_at_midnight_in_doha(
    noora: Any, moph: Any, maryam: Any, clock: Any, moment: dt.datetime, is_over: bool
) -> None:
    held = reports.quarter(noora, moph, of=reports.last_quarter().next)
    drafted = reports.draft(maryam, reports.report(held, moph))
    clock.move_to(moment)
    assert held.is_over is is_over
    assert bool(may(maryam, "reports.submit", reports.fresh(drafted))) is is_over


@pytest.mark.django_db
def test_a_move_of_the_last_day_is_told_in_its_quarter_and_in_no_other(
    noora: Any, moph: Any, maryam: Any, on: Travel, clock: Any
) -> None:
    door = projects.project(maryam, moph)
    clock.move_to(dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=DOHA))
    projects.move(noora, door, "discovery")
    clock.move_to(dt.datetime(2026, 4, 1, 0, 0, 1, tzinfo=DOHA))
    projects.move(noora, door, "prototype")
    on(dt.date(2026, 7, 1))
    told = []
    for of in (reports.last_quarter().previous, reports.last_quarter()):
        report = reports.draft(maryam, reports.report(reports.quarter(noora, moph, of=of), moph))
        lines = report.entries.get().facts["lines"]
        told.append([line["to"]["code"] for line in lines if line.get("move") == Move.FORWARD])
    assert told == [["discovery"], ["prototype"]]


@pytest.mark.django_db
def test_an_agency_that_was_closed_in_mid_quarter_owes_nothing(
    quarter: ReportingQuarter, hamad: Any, noora: Any, moph: Any, moi: Any
) -> None:
    agencies.close(by=hamad, agency=moi, on=quarter.first_day + dt.timedelta(days=10))
    standing = standing_of_quarter(quarter, noora)
    assert standing.owed == 1
    assert {report.agency.code: marks_of(report)[0] for report, _marks in standing.rows}["MOI"] == "excused"
    assert list(AgencyReport.objects.due_from().values_list("agency__code", flat=True)) == ["MOPH"]


@pytest.mark.django_db
def test_an_agency_that_came_later_is_brought_in_once(
    quarter: ReportingQuarter, noora: Any, hamad: Any, cgb: Any
) -> None:
    for made in (1, 0):
        assert quarters.bring_in_agencies(by=noora, quarter=quarter, agencies=[cgb]) == made
    assert quarter.reports.count() == 3
