"""Whom to remind of what on a day: worked out from the reports that are owed, and from the days that people work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from portfolio.reports.enums import WRITABLE, ReportStatus
from portfolio.reports.models import AgencyReport, Holiday

# Days before the due date (0 and more) and after it (less than 0).
BEFORE = (21, 14, 7, 1)
AFTER = (1, 7, 14)
# Monday is 0.
DAYS_OFF = (4, 5)


@dataclass(frozen=True)
class Reminder:
    person: Person
    report: AgencyReport


def works_on(day: dt.date, holidays: Collection[dt.date]) -> bool:
    return day.weekday() not in DAYS_OFF and day not in holidays


def working_day_from(day: dt.date, holidays: Collection[dt.date]) -> dt.date:
    """The day itself, or the first after it on which people work."""
    while not works_on(day, holidays):
        day += dt.timedelta(days=1)
    return day


def occasion_on(due_on: dt.date, day: dt.date, holidays: Collection[dt.date]) -> int | None:
    """Days to the due date of the newest occasion that falls on this day; one that falls on a day off moves on."""
    found = [
        to_go
        for to_go in (*BEFORE, *(-late for late in AFTER))
        if working_day_from(due_on - dt.timedelta(days=to_go), holidays) == day
    ]
    return min(found) if found else None


def holidays() -> frozenset[dt.date]:
    return frozenset(Holiday.objects.values_list("day", flat=True))


def reports_to_chase() -> Iterable[AgencyReport]:
    """Owed and not signed, and no correction of what was accepted; the nearest to its day first, so that one letter a
    day is about the most urgent."""
    chased = (
        AgencyReport.objects.due_from()
        .filter(status__in=(*WRITABLE, ReportStatus.SUBMITTED), accepted=None)
        .select_related("quarter", "agency")
        .defer("facts")
    )
    return sorted(chased, key=lambda report: (report.due_on, report.pk))


def who_is_asked(report: AgencyReport, to_go: int) -> str:
    """How far up: the officer until the day, then the lead, and from a week after it the lab. Whose turn it is not, is
    left alone: a submitted report waits for the lead."""
    if to_go <= -7:
        return "lab"
    return "lead" if to_go < 0 or report.status == ReportStatus.SUBMITTED else "officer"


def reminders_for(day: dt.date, people: Any) -> list[Reminder]:
    """At most one a person. `people(role, agency)` tells who holds a role."""
    off = holidays()
    if not works_on(day, off):
        return []
    first: dict[int, Reminder] = {}
    asked: defaultdict[tuple[str, int], list[Person]] = defaultdict(list)
    for report in reports_to_chase():
        to_go = occasion_on(report.due_on, day, off)
        if to_go is None:
            continue
        for role in _up_to(who_is_asked(report, to_go), report):
            key = (role, report.agency_id if role != "lab" else 0)
            if key not in asked:
                asked[key] = list(people(role, report.agency_id))
            for person in asked[key]:
                first.setdefault(person.pk, Reminder(person, report))
    return list(first.values())


def _up_to(role: str, report: AgencyReport) -> tuple[str, ...]:
    """Who is asked higher up is asked beside those below, as long as it is their turn."""
    if report.status == ReportStatus.SUBMITTED:
        return ("lead",) if role == "lead" else ("lead", "lab")
    return {"officer": ("officer",), "lead": ("officer", "lead"), "lab": ("officer", "lead", "lab")}[role]
