"""Who has to know what, drawn anew in the transaction of whatever changes it, and the roll-up moved with it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Membership, Person
from training.actions.cell_days import hold_cells, move_days
from training.models import Completion, Learner, Obligation, Requirement
from training.models.completion import CompletionQuerySet
from training.obligation_days import Asked, Due, Held, Work, days_of, days_of_role, due_of

Span = tuple[int, Due]


def draw_of_course(course: int) -> None:
    """After something was required, or is required no more: by who has written that, so that nobody draws meanwhile."""
    asked = Requirement.objects.filter(course=course, ended_on=None)
    _draw(asked, Obligation.objects.filter(course=course), Completion.objects.filter(course=course), None)


def draw_of_people(people: Collection[int]) -> None:
    """After their roles or their work changed. Who puts a requirement at the same time waits."""
    if not people:
        return
    _hold_requirements()
    asked = Requirement.objects.filter(ended_on=None)
    _draw(asked, Obligation.objects.filter(person__in=people), Completion.objects.filter(person__in=people), people)


def _hold_requirements() -> None:
    """Many may do so at once; it is who writes one that waits for them, and they for who has written one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE training_requirement IN SHARE MODE")


def _draw(
    asked: QuerySet[Requirement],
    drawn: QuerySet[Obligation],
    completed: CompletionQuerySet,
    people: Collection[int] | None,
) -> None:
    wanted = [Asked(*row) for row in asked.values_list("course", "agency", "role", "grade").distinct().order_by()]
    here = {
        (person, Due(course, agency, after, until)): pk
        for pk, person, course, agency, after, until in drawn.values_list(
            "pk", "person", "course", "agency", "after", "until"
        )
    }
    due = set(_due(wanted, people)) if wanted else set()
    gone, new = here.keys() - due, due - here.keys()
    if not gone and not new:
        return
    Obligation.objects.filter(pk__in=[here[span] for span in gone]).delete()
    Obligation.objects.bulk_create(
        (
            Obligation(person_id=person, course_id=one.course, agency_id=one.agency, after=one.after, until=one.until)
            for person, one in sorted(new)
        ),
        batch_size=2_000,
    )
    hold_cells({(one.agency, one.course) for _person, one in gone | new})
    held = completed.held().values_list("person", "course", "valid_until")
    valid = {(person, course): until for person, course, until in held}
    changes: Counter[tuple[int, int, str, dt.date]] = Counter()
    for spans, sign in ((gone, -1), (new, 1)):
        for person, one in spans:
            for what, day, more in days_of(one, valid.get((person, one.course))):
                changes[one.agency, one.course, what, day] += sign * more
    move_days(changes)


def _due(asked: list[Asked], people: Collection[int] | None) -> Iterator[Span]:
    """Those who work alike have to know the same."""
    alike: dict[Work, list[Due]] = {}
    for person, work in _work(people):
        if work not in alike:
            alike[work] = due_of(work, asked)
        yield from ((person, due) for due in alike[work])


def _work(people: Collection[int] | None) -> Iterable[tuple[int, Work]]:
    learners, roles = Learner.objects.order_by(), Membership.objects.order_by("starts_on", "pk")
    active = Person.objects.filter(is_active=True).order_by()
    if people is not None:
        learners, roles = learners.filter(person__in=people), roles.filter(person__in=people)
        active = active.filter(pk__in=people)
    known = {person: (agency, grade) for person, agency, grade in learners.values_list("person", "agency", "grade")}
    held: dict[int, list[Held]] = defaultdict(list)
    for person, role, agency, starts_on, ends_on in roles.values_list(
        "person", "role", "agency", "starts_on", "ends_on"
    ):
        held[person].append(Held(role, agency, days_of_role(starts_on, ends_on)))
    for person in active.values_list("pk", flat=True):
        if person in known or person in held:
            yield person, Work(known.get(person), tuple(held.get(person, ())))
