"""Completions as HR and learning systems tell them: many in one transaction, with one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Membership, Person
from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions.completions import COMES_TOO_EARLY
from training.actions.tallies import count_people
from training.models import Completion, Course, Learner

ACTION = "training.record_completions"
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCompletion:
    """`key` is the source's own: the same key told again with other words puts the first telling right."""

    key: str
    person: Person
    course: Course
    completed_on: dt.date
    score: int | None = None


@dataclass(slots=True)
class Recorded:
    new: int = 0
    put_right: int = 0
    same: int = 0


def record(*, by: Any, source: str, past: Sequence[PastCompletion]) -> Recorded:
    require(by, ACTION)
    with transaction.atomic():
        people = sorted({told.person.pk for told in past})
        learners = _held_learners(people)
        here = _here(source, [told.key for told in past])
        recorded = Recorded()
        made: list[Completion] = []
        for told in past:
            if told.completed_on > today():
                raise ValidationError({"completed_on": COMES_TOO_EARLY})
            before = here.get(told.key)
            if before is not None and _says_the_same(before, told):
                recorded.same += 1
                continue
            completion = _completion(by, source, told, learners, before)
            if before is not None and before.pk is None:
                # The same key twice in one batch: the first has to be there to be replaced.
                _write(made)
                made = []
            made.append(completion)
            here[told.key] = completion
            recorded.put_right += before is not None
            recorded.new += before is None
        _write(made)
        changed = recorded.new + recorded.put_right
        if changed:
            touched = {(told.person.pk, told.course.pk) for told in past}
            # Put right may mean another person or course than before: those are counted anew, too.
            touched |= set(
                Completion.objects.filter(replaced_by__source_name=source, source_key__in=[t.key for t in past])
                .filter(source_name=source)
                .values_list("person", "course")
            )
            count_people(touched)
            audit.record(
                by=by,
                action=ACTION,
                count=changed,
                after={"source": source, "new": recorded.new, "put_right": recorded.put_right},
            )
    return recorded


def _completion(
    by: Any, source: str, told: PastCompletion, learners: dict[int, int | None], before: Completion | None
) -> Completion:
    return Completion(
        person=told.person,
        course=told.course,
        agency_id=learners.get(told.person.pk),
        completed_on=told.completed_on,
        expires_on=told.course.expires_on(told.completed_on),
        score=told.score,
        replaces=before,
        source_name=source,
        source_key=told.key,
        revision=before.revision + 1 if before else 1,
        recorded_by=by,
    )


def _says_the_same(before: Completion, told: PastCompletion) -> bool:
    return not before.is_void and (before.person_id, before.course_id, before.completed_on, before.score) == (
        told.person.pk,
        told.course.pk,
        told.completed_on,
        told.score,
    )


def _here(source: str, keys: Sequence[str]) -> dict[str, Completion]:
    """The last telling of each key."""
    rows = Completion.objects.filter(source_name=source, source_key__in=keys).order_by("revision")
    return {row.source_key: row for row in rows}


def _held_learners(people: Sequence[int]) -> dict[int, int | None]:
    """Person -> agency; their rows are held, in one order, so that two loads at once come one after the other."""
    known = set(Learner.objects.filter(person__in=people).values_list("person", flat=True))
    missing = [pk for pk in people if pk not in known]
    if missing:
        agencies: dict[int, int] = {}
        held = Membership.objects.valid_today().filter(person__in=missing).exclude(agency=None)
        for person, agency in held.order_by("-starts_on", "-pk").values_list("person", "agency"):
            agencies[person] = agency
        Learner.objects.bulk_create(
            [Learner(person_id=pk, agency_id=agencies.get(pk)) for pk in missing], ignore_conflicts=True
        )
    rows = Learner.objects.filter(person__in=people).order_by("pk").select_for_update(of=("self",))
    return dict(rows.values_list("person", "agency"))


def _write(made: Sequence[Completion]) -> None:
    Completion.objects.bulk_create(made, batch_size=BATCH)
