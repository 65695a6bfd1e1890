"""Agencies and courses: nominated, attended, completed, valid, expiring, and the rate of those required.

Read from a roll-up of days, so that it is right at any hour: what is valid is asked of the day, never stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Agency, Person
from accounts.standing import standing_of
from training.models import Cell, CellDay, Competency, Completion, Course, Enrolment, Obligation

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
        days = self._counted_by_day()
        cells = self._within(Cell.objects.order_by(), "")
        for pk, agency, course, nominated, attended in cells.values_list(
            "pk", "agency", "course", "nominated", "attended"
        ):
            counts = [nominated, attended, *days.get(pk, ())]
            if any(counts):
                self.cells[agency, course] = Figures(*(count or 0 for count in counts))

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

    @cached_property
    def people_able(self) -> dict[int, int]:
        """Of each agency how many people have a valid completion, whom a figure for each course counts more than once.
        Nobody works for two agencies here: added up they are the country's."""
        found = Completion.objects.of_ours().valid_on(self.day)
        if self._building is not None:
            found = found.filter(course__in=self._building)
        if self.scope is not None:
            found = found.filter(person__learner__agency__in=self.scope)
        return dict(found.values_list("person__learner__agency").annotate(people=Count("person", distinct=True)))

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
        return self._within(CellDay.objects.order_by(), "cell__")

    def _within(self, found: QuerySet[Any], cell: str) -> QuerySet[Any]:
        if self._building is not None:
            found = found.filter(**{f"{cell}course__in": self._building})
        return found if self.scope is None else found.filter(**{f"{cell}agency__in": self.scope})

    def _counted_by_day(self) -> dict[int, tuple[int | None, ...]]:
        """Of each cell. Whoever completed is valid until some day: all of those days are how many completed."""
        held, lasting = Q(what=What.VALID), Q(day__gte=self.day)
        counted = (
            self._days()
            .exclude(what=What.COMPLETED)
            .values_list("cell")
            .annotate(
                completed=Sum("people", filter=held),
                valid=Sum("people", filter=held & lasting),
                expiring=Sum("people", filter=held & lasting & Q(day__lte=self.day + SOON)),
                required=Sum("people", filter=Q(what=What.REQUIRED) & lasting),
                fulfilled=Sum("people", filter=Q(what=What.FULFILLED) & lasting),
            )
        )
        return {pk: tuple(counts) for pk, *counts in counted}


def people_able(agency: Agency, competency: Competency | None, day: dt.date) -> QuerySet[Person]:
    """Those of an agency who hold something valid, of one skill or of any."""
    held = Completion.objects.of_ours().valid_on(day).filter(person__learner__agency=agency)
    if competency is not None:
        held = held.filter(course__competencies=competency)
    return Person.objects.filter(pk__in=held.values("person"))


def people_required(agency: Agency, course: Course, day: dt.date, *, fulfilled: bool | None) -> QuerySet[Person]:
    """Those required, those of them who have it, or those who lack it."""
    due = Obligation.objects.filter(agency=agency, course=course, after__lt=day, until__gte=day)
    found = Person.objects.filter(pk__in=due.values("person"))
    if fulfilled is None:
        return found
    held = Completion.objects.valid_on(day).filter(course=course).order_by().values("person")
    return found.filter(pk__in=held) if fulfilled else found.exclude(pk__in=held)


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
    held = Completion.objects.of_ours().filter(person__learner__agency=agency, course=course).held()
    if measure in ("valid", "expiring"):
        held = held.filter(valid_until__gte=day)
    if measure == "expiring":
        held = held.filter(valid_until__lte=day + SOON)
    return Person.objects.filter(pk__in=held.values("person"))


def _months_before(first: dt.date, back: int) -> dt.date:
    month = first.year * 12 + first.month - 1 - back
    return dt.date(month // 12, month % 12 + 1, 1)


def _sum(figures: Iterable[Figures]) -> Figures:
    total = Figures()
    for one in figures:
        total.add(one)
    return total
