"""Who stands behind a figure of the matrix, person by person: what each holds, and by when each has to have it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Agency, Membership, Person
from training.matrix import people_able, people_of
from training.matrix_table import LABELS
from training.models import Competency, Completion, Course, Learner, Requirement
from training.models.completion import NEVER

WORDS: dict[str, str | Promise] = {
    **{name: words for name, words in LABELS.items() if name != "rate"},
    "fulfilled": gettext_lazy("Required and valid"),
    "missing": gettext_lazy("Required and not valid"),
    "able": pgettext_lazy("people", "People who hold something valid"),
}
OF_REQUIRED = ("required", "fulfilled", "missing")


@dataclass(slots=True)
class Held:
    course: Course
    last_on: dt.date
    # None: without end.
    valid_until: dt.date | None
    is_valid: bool


@dataclass(slots=True)
class Row:
    person: Person
    held: list[Held] = field(default_factory=list)
    # By when it has to be completed, where a day was set.
    due_on: dt.date | None = None
    is_late: bool = False


def people_behind(
    agency: Agency, what: str, day: dt.date, *, course: Course | None, competency: Competency | None
) -> QuerySet[Person]:
    if course is None:
        return people_able(agency, competency, day)
    return people_of(agency, course, what, day)


def rows_of(
    people: Sequence[Person],
    agency: Agency,
    course: Course | None,
    competency: Competency | None,
    day: dt.date,
) -> list[Row]:
    """Of one course what each holds of it; else every course that is valid, of one skill or of any."""
    completed = Completion.objects.filter(person__in=people)
    if course is not None:
        completed = completed.filter(course=course)
    elif competency is not None:
        completed = completed.filter(course__in=competency.courses.all())
    held = completed.held().values_list("person", "course", "last_on", "valid_until")
    if course is None:
        held = held.filter(valid_until__gte=day)
    courses = Course.objects.in_bulk({pk for _person, pk, *_days in held}) if course is None else {course.pk: course}
    rows = {person.pk: Row(person) for person in people}
    for person, pk, last_on, until in sorted(held, key=lambda one: courses[one[1]].code):
        rows[person].held.append(Held(courses[pk], last_on, None if until == NEVER else until, until >= day))
    if course is not None:
        for person, due_on in _due_days(people, agency, course, day).items():
            row = rows[person]
            row.due_on = due_on
            row.is_late = due_on < day and not any(one.is_valid for one in row.held)
    return list(rows.values())


def _due_days(people: Sequence[Person], agency: Agency, course: Course, day: dt.date) -> dict[int, dt.date]:
    """The first day that a requirement sets which names the person."""
    asked = Requirement.objects.filter(Q(agency=None) | Q(agency=agency), course=course, ended_on=None)
    dated = [one for one in asked if one.due_on is not None]
    if not dated:
        return {}
    grades = dict(Learner.objects.filter(person__in=people).values_list("person", "grade"))
    roles: dict[int, set[str]] = defaultdict(set)
    for pk, role in Membership.objects.valid_on(day).filter(person__in=people).values_list("person", "role"):
        roles[pk].add(role)
    found: dict[int, dt.date] = {}
    for person in people:
        days = [
            one.due_on
            for one in dated
            if one.due_on
            and one.grade in ("", grades.get(person.pk, ""))
            and (not one.role or one.role in roles[person.pk])
        ]
        if days:
            found[person.pk] = min(days)
    return found
