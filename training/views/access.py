"""The only way to fetch what a page is about. What is out of scope is the same 404 as what is not there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from records.policy import may
from training.models import (
    Certificate,
    Completion,
    Course,
    Enrolment,
    FollowUp,
    Requirement,
    Session,
    SessionDay,
    StatementSource,
)
from training.queries import latest_enrolment


def course_of(person: Any, code: str) -> Course:
    return _found(Course.objects.visible_to(person), code=code)


def session_of(person: Any, pk: int) -> Session:
    """For everybody who sees its course; what is in it is for the views to show or not."""
    return _found(
        Session.objects.filter(course__in=Course.objects.visible_to(person))
        .select_related("course", "version")
        .prefetch_related("days"),
        pk=pk,
    )


def kept_session(person: Any, pk: int) -> Session:
    admit(person, "training.keep_sessions")
    return session_of(person, pk)


def day_of_session(session: Session, pk: int) -> SessionDay:
    return _found(session.days.all(), pk=pk)


def enrolment_of(person: Any, pk: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(person)
    return _found(rows.select_related("course", "version", "session", "person", "agency"), pk=pk)


def own_enrolment(person: Any, course: Course) -> Enrolment:
    """The latest, also where it is over: what was learned can be read again."""
    found = latest_enrolment(person, course)
    if found is None:
        raise Http404
    found.course = course
    return found


def own_certificate(person: Any, pk: int) -> Certificate:
    return _found(
        Certificate.objects.select_related("completion__course", "completion__person"), pk=pk, completion__person=person
    )


def certificate_called(code: str) -> Certificate | None:
    """Whoever has the code may ask what it stands for, and is told where it stands for nothing."""
    return Certificate.objects.select_related("completion__course", "completion__person").filter(code=code).first()


def completion_to_keep(pk: int) -> Completion:
    """For the lab, which the view has asked for: one that was not put right or taken back before."""
    return _found(Completion.objects.current().select_related("course", "person"), pk=pk)


def revocable_certificate(pk: int) -> Certificate:
    """For the lab, which the view has asked for."""
    return _found(Certificate.objects.select_related("completion__course", "completion__person"), pk=pk)


def own_follow_up(person: Any, pk: int) -> FollowUp:
    return _found(FollowUp.objects.all(), pk=pk, completion__person=person)


def requirement_of(person: Any, course: Course, pk: int) -> Requirement:
    admit(person, "training.require_course")
    return _found(course.requirements.all(), pk=pk)


def statement_source(person: Any, pk: int) -> StatementSource:
    admit(person, "training.keep_statement_sources")
    return _found(StatementSource.objects.all(), pk=pk)


def admit(person: Any, action: str) -> None:
    if not may(person, action):
        raise Http404


def _found(queryset: QuerySet, **known: Any) -> Any:
    try:
        return queryset.get(**known)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error
