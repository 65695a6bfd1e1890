"""Counting anew what the matrix is added up from, in the transaction of what was written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import Agency, Person
from training.actions.cell_days import hold_cells
from training.actions.staff import learner_of
from training.models import Cell, CellDay, Completion, Course, Enrolment, Obligation
from training.obligation_days import Due, days_of

What = CellDay.What


def count_person(person: Person, course: Course, agency: Agency | None = None) -> None:
    """After somebody's completions of a course changed. Her row is held, so that two at once count after each other."""
    learner = learner_of(person, agency)
    if learner.agency_id:
        count_cells([(learner.agency_id, course.pk)])


def count_cells(cells: Iterable[tuple[int, int]]) -> None:
    """(agency, course): all of them is counted anew while their rows are held."""
    held = hold_cells(set(cells))
    if not held:
        return
    agencies, courses = {a for a, _c in held}, {c for _a, c in held}
    enrolled = Enrolment.objects.filter(agency__in=agencies, course__in=courses).order_by()
    for cell in held.values():
        cell.nominated = cell.attended = 0
    # People, not tries: whoever failed once and comes again is one.
    counted = enrolled.values_list("agency", "course").annotate(
        nominated=Count("person", distinct=True),
        attended=Count("person", distinct=True, filter=Q(begun_on__isnull=False)),
    )
    for agency, course, nominated, attended in counted:
        if (agency, course) in held:
            held[agency, course].nominated, held[agency, course].attended = nominated, attended
    Cell.objects.bulk_update(held.values(), ["nominated", "attended"], 500)
    days: Counter[tuple[int, str, dt.date]] = Counter()
    for agency, course, what, day, people in _counted(agencies, courses):
        if (agency, course) in held:
            days[held[agency, course].pk, what, day] += people
    CellDay.objects.filter(cell__in=list(held.values())).delete()
    CellDay.objects.bulk_create(
        (
            CellDay(cell_id=cell, what=what, day=day, people=people)
            for (cell, what, day), people in days.items()
            if people
        ),
        batch_size=500,
    )


def _counted(agencies: set[int], courses: set[int]) -> Iterator[tuple[int, int, str, dt.date, int]]:
    ours = Completion.objects.of_ours().filter(person__learner__agency__in=agencies, course__in=courses)
    held = ours.held().values_list("person__learner__agency", "course", "first_on", "valid_until")
    for agency, course, first_on, until in held:
        yield agency, course, What.COMPLETED, first_on.replace(day=1), 1
        yield agency, course, What.VALID, until, 1
    valid = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course")).held().values("valid_until")
    due = Obligation.objects.filter(agency__in=agencies, course__in=courses).annotate(valid=Subquery(valid))
    for agency, course, after, until, valid_until in due.values_list("agency", "course", "after", "until", "valid"):
        for what, day, people in days_of(Due(course, agency, after, until), valid_until):
            yield agency, course, what, day, people
