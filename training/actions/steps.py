"""How an enrolment goes from one status to the next, and what follows when all that is asked for is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from records.actions import notices
from records.clock import today
from records.versions import locked
from training.actions.certificates import issue
from training.actions.tallies import count_cells, count_person
from training.completion_rule import is_fulfilled, is_lost, last_done_on, parts_of
from training.enums import LEARNING, EnrolmentStatus, Test
from training.models import Completion, Course, Enrolment, EnrolmentStep

PATH = "/training/courses/{code}/"


def held(enrolment: Enrolment) -> Enrolment:
    """The row, held until the end of the transaction, with what its rule asks for."""
    rows = Enrolment.objects.select_related("course", "version", "session", "person", "agency")
    return locked(rows, enrolment.pk)  # type: ignore[no-any-return]


def step(
    *, by: Any, enrolment: Enrolment, to: EnrolmentStatus, reason: str = "", on: dt.date | None = None
) -> EnrolmentStep:
    made = EnrolmentStep.objects.create(
        enrolment=enrolment,
        from_status=enrolment.status if enrolment.steps.exists() else "",
        to_status=to,
        reason=reason,
        happened_on=on or today(),
        recorded_by=by,
    )
    enrolment.status = to
    enrolment.status_since = timezone.now()
    enrolment.save(update_fields=["status", "status_since"])
    return made


def begin(*, by: Any, enrolment: Enrolment, on: dt.date | None = None) -> None:
    """The first lesson, answer or day in the room."""
    if enrolment.begun_on is None:
        enrolment.begun_on = on or today()
        enrolment.save(update_fields=["begun_on"])
        if enrolment.agency_id:
            count_cells([(enrolment.agency_id, enrolment.course_id)])
    if enrolment.status == EnrolmentStatus.ENROLLED:
        step(by=by, enrolment=enrolment, to=EnrolmentStatus.IN_PROGRESS, on=on)


def settle(*, by: Any, enrolment: Enrolment, on: dt.date | None = None) -> Completion | None:
    """Completed when all is fulfilled; failed when something cannot be any more; else as it was."""
    if enrolment.status not in LEARNING:
        return None
    parts = parts_of(enrolment)
    if is_fulfilled(parts):
        return complete(by=by, enrolment=enrolment, on=max(on, last_done_on(enrolment)) if on else None)
    if is_lost(parts):
        step(by=by, enrolment=enrolment, to=EnrolmentStatus.FAILED, on=on)
        tell(enrolment, "training.failed")
    return None


def complete(*, by: Any, enrolment: Enrolment, on: dt.date | None = None) -> Completion:
    day = on or today()
    # The tests before and after measure the course and not the person.
    best = enrolment.attempts.filter(test=Test.QUIZ, has_passed=True).order_by("-score").first()
    step(by=by, enrolment=enrolment, to=EnrolmentStatus.COMPLETED, on=day)
    completion = Completion.objects.create(
        person=enrolment.person,
        course=enrolment.course,
        version=enrolment.version,
        agency=enrolment.agency,
        enrolment=enrolment,
        completed_on=day,
        expires_on=enrolment.course.expires_on(day),
        score=best.score if best else None,
        recorded_by=by,
    )
    count_person(enrolment.person, enrolment.course, enrolment.agency)
    issue(completion)
    tell(enrolment, "training.completed")
    return completion


def tell(enrolment: Enrolment, kind: str) -> None:
    """The person, once for each turn that the enrolment takes."""
    notices.tell(
        [enrolment.person],
        kind=kind,
        path=path_of(enrolment.course),
        facts={"course": enrolment.course_id},
        once=f"{kind}:{enrolment.pk}:{enrolment.steps.count()}",
    )


def path_of(course: Course) -> str:
    return PATH.format(code=course.code)
