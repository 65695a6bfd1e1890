"""Nominated by the agency, accepted by the lab, or enrolled by oneself; and how a seat that is given up goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import LAB_ROLES
from accounts.models import Membership, Person
from records.actions import audit, notices
from records.policy import require
from records.versions import locked
from training.actions.staff import learner_of
from training.actions.steps import held, path_of, step, tell
from training.actions.tallies import count_cells
from training.enums import OPEN_STATUSES, SEATED, EnrolmentStatus
from training.models import Course, Enrolment, Session
from training.queries import missing_before, open_version

Status = EnrolmentStatus
# Why one person cannot be in a course, where others can.
HERE, PREREQUISITE = "here", "prerequisite"


def nominate(*, by: Any, course: Course, people: Sequence[Person], session: Session | None = None) -> list[Enrolment]:
    """The agency names those who should learn; the lab decides."""
    require(by, "training.nominate", tuple(people))
    with transaction.atomic():
        made = _nominated(by, people, course, session)
        if not made:
            raise ValidationError({"people": _("Choose at least one person.")})
        audit.record(
            by=by,
            action="training.nominate",
            target=course,
            agency_id=made[0].agency_id,
            count=len(made),
            after={"people": [one.person_id for one in made], "session": session.pk if session else None},
        )
        notices.tell(
            [person for person in _lab_staff() if person.pk != by.pk],
            kind="training.nominated",
            path="/training/nominations/",
            facts={"course": course.pk, "count": len(made)},
            once=f"nominated:{made[0].pk}",
        )
    return made


def enrol(*, by: Any, course: Course, session: Session | None = None) -> Enrolment:
    """Oneself, where the course lets people."""
    require(by, "training.enrol", course)
    with transaction.atomic():
        if session is not None:
            # Whoever holds rows of a session holds the session first.
            session = locked(Session.objects.select_related("version"), session.pk)
        enrolment = _enrolment(by, by, course, session, Status.ENROLLED)
        if enrolment.session_id:
            _seat(by, enrolment)
        audit.record(
            by=by,
            action="training.enrol",
            target=enrolment,
            agency_id=enrolment.agency_id,
            after={"course": course.pk, "status": enrolment.status},
        )
    return enrolment


def accept(*, by: Any, enrolment: Enrolment) -> Enrolment:
    """A seat, or where there is none a place on the waiting list."""
    require(by, "training.decide_nomination", enrolment)
    with transaction.atomic():
        _held_session(enrolment)
        enrolment = held(enrolment)
        require(by, "training.decide_nomination", enrolment)
        _take_in(by, enrolment)
        _record(by, "training.accept", enrolment)
        _tell_senders(by, [enrolment])
    return enrolment


def accept_all(*, by: Any, course: Course, enrolments: Collection[Enrolment]) -> list[Enrolment]:
    """Those of them that wait for an answer still, the first asked first."""
    require(by, "training.decide_nomination")
    with transaction.atomic():
        waiting = Enrolment.objects.filter(
            course=course, pk__in=[one.pk for one in enrolments], status=Status.NOMINATED
        )
        asked = list(waiting.order_by("asked_at", "pk"))
        for session in sorted({one.session_id for one in asked if one.session_id}):
            locked(Session.objects.all(), session)
        accepted = [one for one in map(held, asked) if one.status == Status.NOMINATED]
        for enrolment in accepted:
            _take_in(by, enrolment)
        if accepted:
            agencies = {one.agency_id for one in accepted}
            audit.record(
                by=by,
                action="training.accept",
                target=course,
                agency_id=agencies.pop() if len(agencies) == 1 else None,
                count=len(accepted),
                after={"people": {one.person_id: one.status for one in accepted}},
            )
            _tell_senders(by, accepted)
    return accepted


def decline(*, by: Any, enrolment: Enrolment, reason: str) -> Enrolment:
    require(by, "training.decide_nomination", enrolment)
    with transaction.atomic():
        enrolment = held(enrolment)
        require(by, "training.decide_nomination", enrolment)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        step(by=by, enrolment=enrolment, to=Status.DECLINED, reason=reason.strip())
        tell(enrolment, "training.declined")
        _record(by, "training.decline", enrolment)
        _tell_senders(by, [enrolment])
    return enrolment


def withdraw(*, by: Any, enrolment: Enrolment, reason: str = "") -> Enrolment:
    """To withdraw is not to fail; the seat goes to who has waited longest."""
    require(by, "training.withdraw", enrolment)
    with transaction.atomic():
        session = _held_session(enrolment)
        enrolment = held(enrolment)
        require(by, "training.withdraw", enrolment)
        step(by=by, enrolment=enrolment, to=Status.WITHDRAWN, reason=reason.strip())
        if by.pk != enrolment.person_id:
            tell(enrolment, "training.withdrawn")
        if session is not None:
            move_up(by=by, session=session)
        _record(by, "training.withdraw", enrolment)
    return enrolment


def move_up(*, by: Any, session: Session) -> list[Enrolment]:
    """Whoever has waited longest takes a free seat. The session's row is held by who calls."""
    if not session.is_on:
        return []
    waiting = session.enrolments.filter(status=Status.WAITING).order_by("asked_at", "pk")
    moved = list(
        waiting.select_related("person", "course", "asked_by")[: max(0, session.capacity - seats_taken(session))]
    )
    for enrolment in moved:
        step(by=by, enrolment=enrolment, to=Status.ENROLLED)
        tell(enrolment, "training.moved_up")
    _tell_senders(by, moved)
    return moved


def seats_taken(session: Session) -> int:
    return session.enrolments.filter(status__in=SEATED).count()


def _take_in(by: Any, enrolment: Enrolment) -> None:
    if enrolment.session_id:
        _seat(by, enrolment)
    else:
        step(by=by, enrolment=enrolment, to=Status.ENROLLED)
    tell(enrolment, "training.accepted" if enrolment.status == Status.ENROLLED else "training.waits")


TOLD_TO_SENDERS = {
    Status.ENROLLED: "training.sent_accepted",
    Status.WAITING: "training.sent_waits",
    Status.DECLINED: "training.sent_declined",
}


def _tell_senders(by: Any, answered: Sequence[Enrolment]) -> None:
    """Whoever nominated hears what became of it, once for all who were answered together."""
    together: dict[tuple[int, str], list[Enrolment]] = {}
    for one in answered:
        if one.asked_by_id and one.asked_by_id not in (by.pk, one.person_id):
            together.setdefault((one.asked_by_id, one.status), []).append(one)
    for (_sender, status), theirs in together.items():
        first = theirs[0]
        kind = TOLD_TO_SENDERS[EnrolmentStatus(status)]
        notices.tell(
            [first.asked_by],
            kind=kind,
            path=f"{path_of(first.course)}enrolments/",
            facts={"course": first.course_id, "person": first.person_id, "count": len(theirs)},
            once=f"{kind}:{first.pk}",
        )


def _seat(by: Any, enrolment: Enrolment) -> None:
    """Two who ask for the last seat at the same second come one after the other: the session's row is held."""
    session = _held_session(enrolment)
    assert session is not None
    if not session.is_on:
        raise ValidationError(_("This session does not take place any more."))
    free = session.capacity - session.enrolments.filter(status__in=SEATED).exclude(pk=enrolment.pk).count()
    step(by=by, enrolment=enrolment, to=Status.ENROLLED if free > 0 else Status.WAITING)


def _nominated(by: Any, people: Sequence[Person], course: Course, session: Session | None) -> list[Enrolment]:
    """Who cannot be nominated is told of all of them at once, and nobody is nominated then."""
    made, refused = [], []
    for person in people:
        try:
            made.append(_enrolment(by, person, course, session, Status.NOMINATED))
        except ValidationError as refusal:
            if getattr(refusal, "code", None) not in (HERE, PREREQUISITE):
                raise
            refused.append(refusal)
    if refused:
        raise ValidationError(refused)
    return made


def _enrolment(by: Any, person: Person, course: Course, session: Session | None, status: EnrolmentStatus) -> Enrolment:
    version = session.version if session else open_version(course)
    if version is None or not course.is_offered:
        raise ValidationError(_("This course is not offered at present."))
    if session is not None and (session.course_id != course.pk or not session.is_on):
        raise ValidationError({"session": _("This session does not take place any more.")})
    if session is None and version.attendance_percent:
        raise ValidationError({"session": _("Choose a session: to complete this course one has to be there.")})
    learner = learner_of(person)
    if Enrolment.objects.filter(person=person, course=course, status__in=OPEN_STATUSES).exists():
        raise ValidationError(_("%(person)s is nominated or enrolled already.") % {"person": person}, code=HERE)
    _has_what_comes_before(person, course)
    enrolment = Enrolment.objects.create(
        person=person,
        course=course,
        version=version,
        session=session,
        agency_id=learner.agency_id,
        status=status,
        asked_by=by,
    )
    if not (session and status == Status.ENROLLED):
        step(by=by, enrolment=enrolment, to=status)
    if enrolment.agency_id:
        count_cells([(enrolment.agency_id, course.pk)])
    return enrolment


def _has_what_comes_before(person: Person, course: Course) -> None:
    first = missing_before(person, course).first()
    if first is not None:
        raise ValidationError(
            _("%(person)s has to complete “%(course)s” first.") % {"person": person, "course": first.title},
            code=PREREQUISITE,
        )


def _held_session(enrolment: Enrolment) -> Session | None:
    return locked(Session.objects.all(), enrolment.session_id) if enrolment.session_id else None


def _lab_staff() -> list[Person]:
    held_today = Membership.objects.valid_today().filter(role__in=LAB_ROLES)
    return list(Person.objects.filter(is_active=True, pk__in=held_today.values("person")))


def _record(by: Any, action: str, enrolment: Enrolment) -> None:
    audit.record(
        by=by,
        action=action,
        target=enrolment,
        agency_id=enrolment.agency_id,
        after={"person": enrolment.person_id, "course": enrolment.course_id, "status": enrolment.status},
    )
