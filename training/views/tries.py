"""What became of each time that somebody took part in a course: nothing of it is lost when it is taken again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from records.clock import day_of, today
from training.enums import OPEN_STATUSES, EnrolmentStatus
from training.models import Completion, Course, Enrolment


@dataclass(frozen=True, slots=True)
class Try:
    day: dt.date
    words: str
    reason: str = ""
    completion: Completion | None = None

    @property
    def has_expired(self) -> bool:
        return self.completion is not None and not self.completion.is_valid_on(today())


def tries_of(person: Any, course: Course) -> list[Try]:
    """Those that are over, the last one first, with what was completed elsewhere."""
    completed = list(Completion.objects.current().filter(person=person, course=course))
    by_enrolment = {one.enrolment_id: one for one in completed}
    found = [
        _here(one, by_enrolment.get(one.pk))
        for one in Enrolment.objects.filter(person=person, course=course)
        .exclude(status__in=OPEN_STATUSES)
        .prefetch_related("steps")
    ]
    words = str(EnrolmentStatus.COMPLETED.label)
    found += [Try(one.completed_on, words, completion=one) for one in completed if one.enrolment_id is None]
    return sorted(found, key=lambda one: one.day, reverse=True)


def _here(enrolment: Enrolment, completion: Completion | None) -> Try:
    day = completion.completed_on if completion else day_of(enrolment.status_since)
    reason = next((step.reason for step in reversed(enrolment.steps.all())), "")
    return Try(day, enrolment.get_status_display(), reason, completion)
