"""Completions as HR and learning systems tell them: many in one transaction, with one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions.completion_staging import take
from training.actions.completions import COMES_TOO_EARLY
from training.models import Course

ACTION = "training.record_completions"


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
            new, put_right = take(by=by, source=source, past=told)
            recorded.new += new
            recorded.put_right += put_right
            recorded.same += len(told) - new - put_right
    return recorded


def _each_key_once(past: Sequence[PastCompletion]) -> Iterator[Sequence[PastCompletion]]:
    """A key that is told twice is put right by its second telling, after the first is there."""
    waiting = past
    while waiting:
        # Read from its end, so that of each key its first telling stays.
        first = {told.key: told for told in reversed(waiting)}
        yield [*reversed(first.values())]
        waiting = [told for told in waiting if first[told.key] is not told] if len(first) < len(waiting) else []
