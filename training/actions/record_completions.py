"""Completions as HR and learning systems tell them: many in one transaction, with one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions.completion_staging import Told, take
from training.actions.completions import COMES_TOO_EARLY
from training.models import Course
from training.models.course import last_valid_day

ACTION = "training.record_completions"

until = lru_cache(maxsize=50_000)(last_valid_day)


class PastCompletion(NamedTuple):
    """`key` is the source's own: the same key told again with other words puts the first telling right."""

    key: str
    person: int
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
        recorded = write(by=by, source=source, past=past)
        changed = recorded.new + recorded.put_right
        if changed:
            audit.record(
                by=by,
                action=ACTION,
                count=changed,
                after={"source": source, "new": recorded.new, "put_right": recorded.put_right},
            )
    return recorded


def write(*, by: Any, source: str, past: Sequence[PastCompletion]) -> Recorded:
    """Inside an action that records its own event."""
    day = today()
    if any(told.completed_on > day for told in past):
        raise ValidationError({"completed_on": COMES_TOO_EARLY})
    with transaction.atomic():
        recorded = Recorded()
        for told in _each_key_once(past):
            new, put_right = take(by=by, source=source, told=told)
            recorded.new += new
            recorded.put_right += put_right
            recorded.same += len(told) - new - put_right
    return recorded


def _each_key_once(past: Sequence[PastCompletion]) -> Iterator[list[Told]]:
    """A key that is told twice is put right by its second telling, after the first is there."""
    waiting = past
    while waiting:
        first: dict[str, Told] = {}
        again = []
        for told in waiting:
            key, person, course, day, score = told
            if key in first:
                again.append(told)
            else:
                first[key] = Told(key, person, course.pk, day, until(day, course.validity_months), score)
        yield list(first.values())
        waiting = again
