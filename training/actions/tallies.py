"""Counting anew what the matrix is added up from, in the transaction of what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce, TruncMonth

from accounts.models import Agency, Person
from training.actions.staff import learner_of
from training.models import Cell, CellDay, Completion, Course, Enrolment, Holding
from training.models.tally import NEVER

What = CellDay.What


def count_person(person: Person, course: Course, agency: Agency | None = None) -> None:
    """After somebody's completions of a course changed. Her row is held, so that two at once count after each other."""
    learner = learner_of(person, agency)
    found = (
        Completion.objects.current()
        .filter(person=person, course=course)
        .aggregate(
            times=Count("pk"),
            first_on=Min("completed_on"),
            last_on=Max("completed_on"),
            valid_until=Max(Coalesce("expires_on", NEVER)),
        )
    )
    if not found["times"]:
        Holding.objects.filter(person=person, course=course).delete()
    else:
        Holding.objects.update_or_create(person=person, course=course, defaults=found)
    if learner.agency_id:
        count_cells([(learner.agency_id, course.pk)])


def count_cells(cells: Iterable[tuple[int, int]]) -> None:
    """(agency, course): their days are counted anew while their rows are held, in one order."""
    wanted = sorted(set(cells))
    if not wanted:
        return
    Cell.objects.bulk_create([Cell(agency_id=a, course_id=c) for a, c in wanted], ignore_conflicts=True)
    agencies, courses = {a for a, _c in wanted}, {c for _a, c in wanted}
    rows = Cell.objects.filter(agency__in=agencies, course__in=courses).order_by("agency", "course")
    held = {
        (cell.agency_id, cell.course_id): cell
        for cell in rows.select_for_update(of=("self",))
        if (cell.agency_id, cell.course_id) in set(wanted)
    }
    CellDay.objects.filter(cell__in=list(held.values())).delete()
    CellDay.objects.bulk_create(
        (
            CellDay(cell=held[agency, course], what=what, day=_day(day), people=people)
            for what, counted in _counted(agencies, courses)
            for agency, course, day, people in counted
            if (agency, course) in held
        ),
        batch_size=500,
    )


def _counted(agencies: set[int], courses: set[int]) -> Iterable[tuple[str, Iterable[tuple]]]:
    enrolled = Enrolment.objects.filter(agency__in=agencies, course__in=courses).order_by()
    held = Holding.objects.filter(person__learner__agency__in=agencies, course__in=courses).order_by()
    of_holding = ("person__learner__agency", "course")
    yield (
        What.NOMINATED,
        enrolled.annotate(month=TruncMonth("asked_at"))
        .values_list("agency", "course", "month")
        .annotate(people=Count("pk")),
    )
    yield (
        What.ATTENDED,
        enrolled.exclude(begun_on=None)
        .annotate(month=TruncMonth("begun_on"))
        .values_list("agency", "course", "month")
        .annotate(people=Count("pk")),
    )
    yield (
        What.COMPLETED,
        held.annotate(month=TruncMonth("first_on")).values_list(*of_holding, "month").annotate(people=Count("pk")),
    )
    yield What.VALID, held.values_list(*of_holding, "valid_until").annotate(people=Count("pk"))


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
