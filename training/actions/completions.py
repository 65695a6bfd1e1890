"""What somebody has completed, recorded: by the lab for one person, and taken back where it was wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Person
from records.actions import audit
from records.clock import today
from records.policy import require
from training.actions.certificates import issue, take_away
from training.actions.revisions import held_completion, revise
from training.actions.staff import agency_of, hold_people, learner_of
from training.actions.tallies import count_person
from training.models import Certificate, Completion, Course

COMES_TOO_EARLY = _("This day is still to come: a completion tells what has happened.")


def record(
    *,
    by: Any,
    person: Person,
    course: Course,
    completed_on: dt.date,
    agency: Agency | None = None,
    score: int | None = None,
) -> Completion:
    """The lab knows of a completion that happened elsewhere."""
    require(by, "training.record_completion")
    with transaction.atomic():
        if completed_on > today():
            raise ValidationError({"completed_on": COMES_TOO_EARLY})
        agency = agency or agency_of(person, completed_on)
        # Two of one day are one, also where they are told at the same second: what she has learned is held.
        learner_of(person, agency)
        same = Completion.objects.current().filter(person=person, course=course, completed_on=completed_on).first()
        if same is not None:
            raise ValidationError({"completed_on": _("This completion is recorded already.")}, code="known")
        completion = Completion.objects.create(
            person=person,
            course=course,
            agency=agency,
            completed_on=completed_on,
            expires_on=course.expires_on(completed_on),
            score=score,
            recorded_by=by,
        )
        count_person(person, course, agency)
        issue(completion)
        audit.record(
            by=by,
            action="training.record_completion",
            target=completion,
            agency_id=agency.pk if agency else None,
            after={"person": person.pk, "course": course.pk, "completed_on": completed_on.isoformat()},
        )
    return completion


def take_back(*, by: Any, completion: Completion, reason: str) -> Completion:
    """It was recorded by mistake: it says so from now on, and what was recorded stays to be read."""
    require(by, "training.take_back_completion", completion)
    with transaction.atomic():
        hold_people([completion.person_id])
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        held = held_completion(completion.pk)
        if held.is_void or held.revision != completion.revision:
            raise ValidationError(_("This completion was put right or taken back before."))
        revise(held, by=by, is_void=True, reason=reason.strip())
        _take_certificate(by, held, reason.strip())
        count_person(held.person, held.course)
        audit.record(
            by=by,
            action="training.take_back_completion",
            target=held,
            agency_id=held.agency_id,
            after={"person": held.person_id, "course": held.course_id},
        )
    return held


def _take_certificate(by: Any, completion: Completion, reason: str) -> None:
    """What proves a completion that was none proves nothing."""
    valid = Certificate.objects.select_related("completion__person").filter(completion=completion, revoked_on=None)
    for certificate in valid.select_for_update(of=("self",)):
        take_away(certificate, by=by, reason=reason)
