"""Agencies and courses: nominated, attended, completed, valid, expiring, and the rate of those required.

Read from a roll-up of days, so that it is right at any hour: what is valid is asked of the day, never stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from accounts.models import Agency, Person
from accounts.standing import standing_of
from training.models import CellDay, Competency, Course, Enrolment, Holding

SOON = dt.timedelta(days=90)
What = CellDay.What
MEASURES = ("nominated", "attended", "completed", "valid", "expiring", "required", "fulfilled")


@dataclass(slots=True)
class Figures:
    nominated: int = 0
    attended: int = 0
    completed: int = 0
    valid: int = 0
    expiring: int = 0
    required: int = 0
    # Of those required, who has a valid completion.
    fulfilled: int = 0

    @property
    def rate(self) -> int | None:
        """In a hundred, of those required; None where nobody is."""
        return 100 * self.fulfilled // self.required if self.required else None

    def add(self, other: Figures) -> None:
        for name in MEASURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Matrix:
    """What one reader sees of it on one day."""

    person: Any
    day: dt.date
    # Where one is named: the courses alone that build it.
    competency: Competency | None = None
    cells: dict[tuple[int, int], Figures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self._counted():
            agency, course, *counts = row
            self.cells[agency, course] = Figures(*(count or 0 for count in counts))
        for agency, course, required, fulfilled in required_counts(self.day, self.scope):
            if self._building is not None and course not in self._building:
                continue
            found = self.cells.setdefault((agency, course), Figures())
            found.required, found.fulfilled = required, fulfilled

    @cached_property
    def scope(self) -> frozenset[int] | None:
        """None: the whole country."""
        standing = standing_of(self.person)
        return None if standing.sees_country else standing.inside_agencies

    @cached_property
    def _building(self) -> frozenset[int] | None:
        """None: every course."""
        return frozenset(self.competency.courses.values_list("pk", flat=True)) if self.competency else None

    @cached_property
    def agencies(self) -> list[Agency]:
        found = Agency.objects.filter(pk__in={agency for agency, _course in self.cells})
        return sorted(found, key=lambda agency: str(agency.name))

    @cached_property
    def courses(self) -> list[Course]:
        """Those with most valid completions first."""
        found = Course.objects.filter(pk__in={course for _agency, course in self.cells})
        return sorted(found, key=lambda course: (-self.of_course(course.pk).valid, str(course.title)))

    @cached_property
    def total(self) -> Figures:
        return _sum(self.cells.values())

    @cached_property
    def _by_agency(self) -> dict[int, Figures]:
        return self._summed(0)

    @cached_property
    def _by_course(self) -> dict[int, Figures]:
        return self._summed(1)

    def of_agency(self, pk: int) -> Figures:
        return self._by_agency.get(pk) or Figures()

    def of_course(self, pk: int) -> Figures:
        return self._by_course.get(pk) or Figures()

    def _summed(self, part: int) -> dict[int, Figures]:
        found: dict[int, Figures] = {}
        for key, figures in self.cells.items():
            found.setdefault(key[part], Figures()).add(figures)
        return found

    def by_month(self, months: int = 12) -> list[tuple[dt.date, int]]:
        """First completions in each of the last months, this one included."""
        first = self.day.replace(day=1)
        wanted = [_months_before(first, back) for back in reversed(range(months))]
        counted = dict(
            self._days()
            .filter(what=What.COMPLETED, day__gte=wanted[0], day__lte=self.day)
            .values_list("day")
            .annotate(people=Sum("people"))
        )
        return [(month, counted.get(month, 0)) for month in wanted]

    def _days(self) -> QuerySet[CellDay]:
        found = CellDay.objects.order_by()
        if self._building is not None:
            found = found.filter(cell__course__in=self._building)
        return found if self.scope is None else found.filter(cell__agency__in=self.scope)

    def _counted(self) -> Iterable[tuple]:
        valid = Q(what=What.VALID, day__gte=self.day)
        return (
            self._days()
            .values_list("cell__agency", "cell__course")
            .annotate(
                nominated=Sum("people", filter=Q(what=What.NOMINATED)),
                attended=Sum("people", filter=Q(what=What.ATTENDED)),
                completed=Sum("people", filter=Q(what=What.COMPLETED)),
                valid=Sum("people", filter=valid),
                expiring=Sum("people", filter=valid & Q(day__lte=self.day + SOON)),
            )
        )


# Everybody who works for an agency: as training knows, else by the first role that is valid on the day.
WORKERS = """
    SELECT l.person_id, l.agency_id, l.grade FROM training_learner l WHERE l.agency_id IS NOT NULL
    UNION ALL
    SELECT m.person_id, MIN(m.agency_id), '' FROM accounts_membership m
    WHERE m.agency_id IS NOT NULL AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on >= %(day)s)
      AND NOT EXISTS (SELECT 1 FROM training_learner l WHERE l.person_id = m.person_id)
    GROUP BY m.person_id
"""
REQUIRED = f"""
    FROM training_requirement r
    JOIN ({WORKERS}) w ON (r.agency_id IS NULL OR r.agency_id = w.agency_id) AND (r.grade = '' OR r.grade = w.grade)
    JOIN accounts_person p ON p.id = w.person_id AND p.is_active
    LEFT JOIN training_holding h ON h.person_id = w.person_id AND h.course_id = r.course_id
    WHERE r.ended_on IS NULL AND (r.role = '' OR EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.person_id = w.person_id AND m.role = r.role
        AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on >= %(day)s)))
"""  # noqa: S608 - made of constants


def required_counts(day: dt.date, scope: frozenset[int] | None) -> list[tuple[int, int, int, int]]:
    """(agency, course, required, of them with a valid completion); a person required twice is one."""
    select = f"""
        SELECT w.agency_id, r.course_id, COUNT(DISTINCT w.person_id),
               COUNT(DISTINCT CASE WHEN h.valid_until >= %(day)s THEN w.person_id END)
        {REQUIRED} {within(scope)} GROUP BY w.agency_id, r.course_id
    """
    with connection.cursor() as cursor:
        cursor.execute(select, {"day": day})
        return list(cursor.fetchall())


def people_required(agency: Agency, course: Course, day: dt.date, *, fulfilled: bool | None) -> QuerySet[Person]:
    """Those required, those of them who have it, or those who lack it."""
    more = {None: "", True: "AND h.valid_until >= %(day)s", False: "AND (h.id IS NULL OR h.valid_until < %(day)s)"}
    select = f"SELECT DISTINCT w.person_id {REQUIRED} {within(frozenset([agency.pk]))} AND r.course_id = %(course)s"
    with connection.cursor() as cursor:
        cursor.execute(f"{select} {more[fulfilled]}", {"day": day, "course": course.pk})
        return Person.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()])


def people_of(agency: Agency, course: Course, measure: str, day: dt.date) -> QuerySet[Person]:
    """The people behind a figure."""
    if measure in ("required", "fulfilled", "missing"):
        wanted = {"required": None, "fulfilled": True, "missing": False}[measure]
        return people_required(agency, course, day, fulfilled=wanted)
    if measure in ("nominated", "attended"):
        found = Enrolment.objects.filter(agency=agency, course=course)
        if measure == "attended":
            found = found.exclude(begun_on=None)
        return Person.objects.filter(pk__in=found.values("person"))
    held = Holding.objects.filter(person__learner__agency=agency, course=course)
    if measure in ("valid", "expiring"):
        held = held.filter(valid_until__gte=day)
    if measure == "expiring":
        held = held.filter(valid_until__lte=day + SOON)
    return Person.objects.filter(pk__in=held.values("person"))


def within(scope: frozenset[int] | None) -> str:
    """To be added to what is asked of `w`, whose row knows an agency."""
    if scope is None:
        return ""
    return f"AND w.agency_id IN ({', '.join(str(int(pk)) for pk in sorted(scope)) or 'NULL'})"


def _months_before(first: dt.date, back: int) -> dt.date:
    month = first.year * 12 + first.month - 1 - back
    return dt.date(month // 12, month % 12 + 1, 1)


def _sum(figures: Iterable[Figures]) -> Figures:
    total = Figures()
    for one in figures:
        total.add(one)
    return total
