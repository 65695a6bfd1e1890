"""Sessions: planned, given more seats, cancelled, and closed when they are over; and who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked
from training.actions.enrolments import move_up, seats_taken
from training.actions.steps import begin, path_of, settle, step, tell
from training.enums import LEARNING, OPEN_STATUSES, EnrolmentStatus
from training.models import Attendance, Course, Enrolment, Session, SessionDay
from training.queries import open_version

NOWHERE = _("Say where: a place or a link.")
Hours = tuple[dt.date, dt.time, dt.time]


def plan(
    *,
    by: Any,
    course: Course,
    days: Sequence[Hours],
    capacity: int,
    place_en: str = "",
    place_ar: str = "",
    link: str = "",
) -> Session:
    require(by, "training.keep_sessions")
    with transaction.atomic():
        version = open_version(course)
        if version is None:
            raise ValidationError(_("This course is not offered at present."))
        wrong = {}
        if not days:
            wrong["first_day"] = _("Give at least one day.")
        if any(ends <= starts for _day, starts, ends in days):
            wrong["ends_at"] = _("The end comes before the start.")
        if not (place_en or place_ar or link):
            wrong["place_en"] = NOWHERE
        if wrong:
            raise ValidationError(wrong)
        session = Session(
            course=course,
            version=version,
            capacity=capacity,
            place_en=place_en,
            place_ar=place_ar,
            link=link,
            created_by=by,
        )
        session.full_clean(exclude=["course", "version", "created_by"])
        session.save()
        SessionDay.objects.bulk_create(
            SessionDay(session=session, day=day, starts_at=starts, ends_at=ends) for day, starts, ends in days
        )
        audit.record(
            by=by,
            action="training.plan_session",
            target=session,
            after={"course": course.pk, "days": len(days), "capacity": capacity},
        )
    return session


def set_capacity(*, by: Any, session: Session, capacity: int) -> list[Enrolment]:
    """More seats are taken at once by those who wait; answers who has moved up."""
    require(by, "training.keep_sessions", session)
    with transaction.atomic():
        session = locked(Session.objects.all(), session.pk)
        taken = seats_taken(session)
        if capacity < max(1, taken):
            raise ValidationError({"capacity": _("%(taken)s seats are taken already.") % {"taken": taken}})
        before = session.capacity
        session.capacity = capacity
        session.save(update_fields=["capacity"])
        moved = move_up(by=by, session=session)
        audit.record(
            by=by,
            action="training.set_capacity",
            target=session,
            before={"capacity": before},
            after={"capacity": capacity, "moved_up": [one.pk for one in moved]},
        )
    return moved


def set_place(*, by: Any, session: Session, place_en: str = "", place_ar: str = "", link: str = "") -> Session:
    """It is held elsewhere: everybody who is to come is told, and keeps her seat."""
    require(by, "training.keep_sessions", session)
    with transaction.atomic():
        session = locked(Session.objects.select_related("course"), session.pk)
        if not session.is_on:
            raise ValidationError(_("This session is over or cancelled already."))
        if not (place_en or place_ar or link):
            raise ValidationError({"place_en": NOWHERE})
        now = {"place_en": place_en, "place_ar": place_ar, "link": link}
        before = {name: getattr(session, name) for name in now}
        if before == now:
            return session
        for name, value in now.items():
            setattr(session, name, value)
        session.clean_fields(exclude=["course", "version", "created_by"])
        session.save(update_fields=list(now))
        event = audit.record(by=by, action="training.set_place", target=session)
        notices.tell(
            [one.person for one in session.enrolments.filter(status__in=OPEN_STATUSES).select_related("person")],
            kind="training.session_elsewhere",
            path=path_of(session.course) + "learn/",
            facts={"course": session.course_id},
            once=f"session-elsewhere:{event.pk}",
        )
    return session


def cancel(*, by: Any, session: Session, reason: str) -> Session:
    """Everybody who was to come is told, and is withdrawn from it without having failed."""
    require(by, "training.keep_sessions", session)
    with transaction.atomic():
        session = locked(Session.objects.select_related("course"), session.pk)
        if not session.is_on:
            raise ValidationError(_("This session is over or cancelled already."))
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        session.cancelled_at = timezone.now()
        session.cancel_reason = reason.strip()
        session.save(update_fields=["cancelled_at", "cancel_reason"])
        to_come = list(session.enrolments.filter(status__in=OPEN_STATUSES).select_related("person"))
        for enrolment in to_come:
            step(by=by, enrolment=enrolment, to=EnrolmentStatus.WITHDRAWN, reason=reason.strip())
        notices.tell(
            [enrolment.person for enrolment in to_come],
            kind="training.session_cancelled",
            path=path_of(session.course),
            facts={"course": session.course_id},
            once=f"session-cancelled:{session.pk}",
        )
        audit.record(by=by, action="training.cancel_session", target=session, after={"people": len(to_come)})
    return session


def close(*, by: Any, session: Session) -> Session:
    """It is over: whoever was not there often enough has failed it."""
    require(by, "training.keep_sessions", session)
    with transaction.atomic():
        session = locked(Session.objects.all(), session.pk)
        if not session.is_on:
            raise ValidationError(_("This session is over or cancelled already."))
        last = session.days.latest("day").day
        if last > today():
            raise ValidationError(_("Its last day is still to come."))
        session.closed_at = timezone.now()
        session.save(update_fields=["closed_at"])
        for enrolment in _learning(session):
            enrolment.session = session
            settle(by=by, enrolment=enrolment, on=last)
        for enrolment in session.enrolments.filter(
            status__in=(EnrolmentStatus.WAITING, EnrolmentStatus.NOMINATED)
        ).select_related("person", "course"):
            step(by=by, enrolment=enrolment, to=EnrolmentStatus.WITHDRAWN, on=last)
            tell(enrolment, "training.no_seat")
        audit.record(by=by, action="training.close_session", target=session)
    return session


def mark(
    *, by: Any, session: Session, day: SessionDay, there: Collection[int], seen: Collection[int] | None = None
) -> int:
    """The list of a day: those in `there` (enrolments) were there, the others were not. Answers how many changed.

    `seen`: who stood there already on the list that was sent; whoever came in by the code after that stays there."""
    require(by, "training.mark_attendance", session)
    with transaction.atomic():
        session = locked(Session.objects.all(), session.pk)
        _has_come(session, day)
        before = dict(Attendance.objects.current().filter(day=day).values_list("enrolment", "was_there"))
        changed = 0
        for enrolment in _learning(session):
            came_since = seen is not None and enrolment.pk not in seen and before.get(enrolment.pk, False)
            was_there = enrolment.pk in there or came_since
            if before.get(enrolment.pk) != was_there:
                Attendance.objects.create(enrolment=enrolment, day=day, was_there=was_there, recorded_by=by)
                changed += 1
            if was_there:
                begin(by=by, enrolment=enrolment, on=day.day)
            settle(by=by, enrolment=enrolment, on=day.day)
        audit.record(
            by=by,
            action="training.mark_attendance",
            target=session,
            count=max(1, changed),
            after={"day": day.day.isoformat(), "there": len(there)},
        )
    return changed


def check_in(*, by: Any, enrolment: Enrolment, code: str) -> Attendance:
    """The code that is told in the room, typed on its day."""
    require(by, "training.check_in", enrolment)
    with transaction.atomic():
        session = locked(Session.objects.all(), enrolment.session_id)
        enrolment = next((one for one in _learning(session) if one.pk == enrolment.pk), enrolment)
        require(by, "training.check_in", enrolment)
        day = session.days.filter(day=today()).first()
        if day is None or not session.is_on:
            raise ValidationError({"code": _("There is no session today.")})
        if "".join(code.split()).upper() != day.code:
            raise ValidationError({"code": _("This is not the code of today.")})
        found = Attendance.objects.current().filter(enrolment=enrolment, day=day, was_there=True).first()
        if found is None:
            found = Attendance.objects.create(
                enrolment=enrolment, day=day, was_there=True, by_code=True, recorded_by=by
            )
        begin(by=by, enrolment=enrolment)
        settle(by=by, enrolment=enrolment)
        audit.record(
            by=by,
            action="training.check_in",
            target=session,
            agency_id=enrolment.agency_id,
            after={"enrolment": enrolment.pk, "day": day.day.isoformat()},
        )
    return found


def _learning(session: Session) -> list[Enrolment]:
    rows = session.enrolments.filter(status__in=LEARNING).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
    return list(rows.select_related("person", "course", "version", "agency", "session"))


def _has_come(session: Session, day: SessionDay) -> None:
    if day.session_id != session.pk or session.cancelled_at is not None:
        raise ValidationError(_("This session does not take place any more."))
    if day.day > today():
        raise ValidationError(_("This day is still to come."))
