"""Asking what a course was worth, and keeping the answers: once each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.actions import audit, notices
from records.clock import today
from records.policy import require
from training.actions.steps import held
from training.enums import EnrolmentStatus, Use
from training.models import Completion, Enrolment, Feedback, FollowUp

# Three months on; what is a month older still is not asked about any more.
AFTER = dt.timedelta(days=91)
NOT_AFTER = dt.timedelta(days=122)


def give_feedback(*, by: Any, enrolment: Enrolment, liked: int, useful: int, comment: str = "") -> Feedback:
    require(by, "training.look_back", enrolment)
    with transaction.atomic():
        enrolment = held(enrolment)
        if enrolment.status == EnrolmentStatus.IN_PROGRESS:
            raise ValidationError(_("Say it when the course is over."))
        if Feedback.objects.filter(enrolment=enrolment).exists():
            raise ValidationError(_("You have told us already. Thank you."))
        made = Feedback(enrolment=enrolment, liked=liked, useful=useful, comment=comment.strip())
        made.clean_fields(exclude=["enrolment"])
        made.save()
        # What was said stays out of the trail: it belongs to no name.
        audit.record(by=by, action="training.give_feedback", target=enrolment, agency_id=enrolment.agency_id)
    return made


def ask_what_was_used() -> int:
    """Everybody who completed a course of ours three months ago, once. Answers how many were asked now."""
    day, asked = today(), 0
    due = (
        Completion.objects.current()
        .filter(completed_on__lte=day - AFTER, completed_on__gt=day - NOT_AFTER, follow_up=None)
        # What another system told of was not learned here.
        .filter(source_key="", person__is_active=True)
        .select_related("person")
        .order_by("pk")
    )
    for completion in due.iterator(chunk_size=500):
        with transaction.atomic():
            follow_up, is_new = FollowUp.objects.get_or_create(completion=completion)
            if is_new:
                notices.tell(
                    [completion.person],
                    kind="training.follow_up",
                    path=f"/training/follow-ups/{follow_up.pk}/",
                    facts={"course": completion.course_id, "follow_up": follow_up.pk},
                    once=f"follow-up:{completion.pk}",
                )
                audit.record(by=None, action="training.ask_what_was_used", target=follow_up)
                asked += 1
    return asked


def answer(*, follow_up: FollowUp, use: Use, helped: int | None = None, what: str = "") -> FollowUp:
    """Whoever holds the link is the person whom it was sent to."""
    with transaction.atomic():
        rows = FollowUp.objects.select_related("completion__person")
        FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
        follow_up = rows.get(pk=follow_up.pk)
        require(follow_up.completion.person, "training.answer_by_link", follow_up)
        if follow_up.answered_at is not None:
            raise ValidationError(_("You have answered already. Thank you."))
        follow_up.use, follow_up.helped, follow_up.what = use, helped, what.strip()
        follow_up.answered_at = timezone.now()
        follow_up.clean_fields(exclude=["completion"])
        follow_up.save()
        audit.record(
            by=follow_up.completion.person,
            action="training.tell_what_was_used",
            target=follow_up,
            agency_id=follow_up.completion.agency_id,
        )
    return follow_up
