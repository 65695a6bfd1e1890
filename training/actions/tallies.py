"""Counting anew what the matrix is added up from, in the transaction of what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce, TruncMonth

from accounts.models import Agency, Person
from training.actions.staff import learner_of
from training.models import Cell, CellDay, Completion, Course, Enrolment, Holding, Learner
from training.models.tally import NEVER

What = CellDay.What


def count_person(person: Person, course: Course, agency: Agency | None = None) -> None:
    """After somebody's completions of a course changed. Her row is held, so that two at once count after each other."""
    learner = learner_of(person, agency)
    found = (
        Completion.objects.current()
        .filter(person=person, course=course)
        .aggregate(
            first_on=Min("completed_on"), last_on=Max("completed_on"), valid_until=Max(Coalesce("expires_on", NEVER))
        )
    )
    if found["first_on"] is None:
        Holding.objects.filter(person=person, course=course).delete()
    else:
        Holding.objects.update_or_create(person=person, course=course, defaults=found)
    if learner.agency_id:
        count_cells([(learner.agency_id, course.pk)])


def count_people(touched: Iterable[tuple[int, int]]) -> None:
    """(person, course), many at once: the same as `count_person`, in as many queries however many they are."""
    pairs = set(touched)
    people, courses = {person for person, _course in pairs}, {course for _person, course in pairs}
    found = {
        (person, course): (first, last, until)
        for person, course, first, last, until in Completion.objects.current()
        .filter(person__in=people, course__in=courses)
        .order_by()
        .values_list("person", "course")
        .annotate(
            first_on=Min("completed_on"), last_on=Max("completed_on"), valid_until=Max(Coalesce("expires_on", NEVER))
        )
    }
    gone = pairs - set(found)
    if gone:
        rows = Holding.objects.filter(person__in={p for p, _c in gone}, course__in={c for _p, c in gone})
        Holding.objects.filter(
            pk__in=[pk for pk, person, course in rows.values_list("pk", "person", "course") if (person, course) in gone]
        ).delete()
    Holding.objects.bulk_create(
        [
            Holding(person_id=person, course_id=course, first_on=first, last_on=last, valid_until=until)
            for (person, course), (first, last, until) in sorted(found.items())
            if (person, course) in pairs
        ],
        update_conflicts=True,
        unique_fields=["person", "course"],
        update_fields=["first_on", "last_on", "valid_until"],
        batch_size=500,
    )
    agencies = dict(Learner.objects.filter(person__in=people).exclude(agency=None).values_list("person", "agency"))
    count_cells({(agencies[person], course) for person, course in pairs if person in agencies})


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
