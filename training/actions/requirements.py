"""Who has to know what; and telling those whose certificate is about to end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from training.actions.obligations import draw_of_course
from training.actions.steps import path_of
from training.models import Completion, Course, Requirement

# Days before the end on which the person and the manager hear of it.
BEFOREHAND = (30, 60, 90)


def put(
    *,
    by: Any,
    course: Course,
    agency: Agency | None = None,
    role: str = "",
    grade: str = "",
    due_on: dt.date | None = None,
) -> Requirement:
    require(by, "training.require_course")
    if due_on is not None and due_on < today():
        raise ValidationError({"due_on": _("This day has passed.")})
    with transaction.atomic():
        Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
        same = Requirement.objects.filter(course=course, agency=agency, role=role, grade=grade, ended_on=None)
        if same.exists():
            raise ValidationError(_("This is required of them already."))
        made = Requirement.objects.create(course=course, agency=agency, role=role, grade=grade, due_on=due_on)
        draw_of_course(course.pk)
        audit.record(
            by=by,
            action="training.require_course",
            target=made,
            agency_id=agency.pk if agency else None,
            after={"course": course.pk, "role": role, "due_on": due_on.isoformat() if due_on else None},
        )
    return made


def end(*, by: Any, requirement: Requirement) -> Requirement:
    require(by, "training.require_course", requirement)
    with transaction.atomic():
        requirement = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
        if requirement.ended_on is not None:
            raise ValidationError(_("This requirement has ended already."))
        requirement.ended_on = today()
        requirement.save(update_fields=["ended_on"])
        draw_of_course(requirement.course_id)
        audit.record(by=by, action="training.end_requirement", target=requirement, agency_id=requirement.agency_id)
    return requirement


def remind_of_ends() -> None:
    """The person, then the manager, once at each of the three days; who was not told in time hears the nearest one."""
    day = today()
    same = Completion.objects.current().filter(person=OuterRef("person"), course=OuterRef("course"))
    lasts_longer = Exists(same.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on"))))
    last_day = day + dt.timedelta(days=max(BEFOREHAND))
    ending = (
        Completion.objects.current()
        .filter(~lasts_longer, expires_on__gte=day, expires_on__lte=last_day, person__is_active=True)
        .select_related("person__learner__manager", "course")
    )
    for held in ending.order_by("pk").iterator(chunk_size=500):
        left = (held.expires_on - day).days
        step = next(days for days in BEFOREHAND if left <= days)
        facts = {"course": held.course_id, "until": held.expires_on.isoformat()}
        once = f"ends:{held.person_id}:{held.course_id}:{held.expires_on}:{step}"
        path = path_of(held.course)
        with transaction.atomic():
            notices.tell([held.person], kind="training.ends", path=path, facts=facts, once=once)
            learner = getattr(held.person, "learner", None)
            if learner is not None and learner.manager is not None:
                notices.tell(
                    [learner.manager],
                    kind="training.ends_for",
                    path=path,
                    facts=facts | {"person": held.person_id},
                    once=once,
                )
