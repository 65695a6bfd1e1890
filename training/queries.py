"""Who has completed what. Whoever asks names the day; nothing here is a verdict that was stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Agency, Membership, Person
from records.among import among
from records.bilingual import column_of
from records.clock import today
from records.typed_text import western_digits
from training.enums import SEATED, EnrolmentStatus
from training.models import (
    Competency,
    Completion,
    Course,
    CourseVersion,
    Enrolment,
    Learner,
    Merger,
    Obligation,
    Session,
)


def course_called(code: str) -> Course | None:
    """By its code, in any case."""
    return Course.objects.filter(code__iexact=code.strip()).order_by("pk").first()


def people_called(names: Collection[str], source: str) -> dict[str, int]:
    """By address in any case, or by the key that the same source gave the person; whoever was merged is who stayed."""
    wanted = {name.casefold(): name for name in names if name}
    people = Person.objects.filter(among("email", [name for name in wanted if "@" in name]), forgotten_at=None)
    found = {email.casefold(): pk for email, pk in people.values_list("email", "pk")}
    others = [name for folded, name in wanted.items() if folded not in found]
    if others:
        # A number is the same in the digits of either script.
        in_western = {name.casefold(): western_digits(name) for name in others if not name.isascii()}
        keys = Learner.objects.filter(among("source_key", {*others, *in_western.values()}), source_name=source)
        found.update((key.casefold(), pk) for key, pk in keys.values_list("source_key", "person"))
        for name, key in in_western.items():
            if key.casefold() in found:
                found.setdefault(name, found[key.casefold()])
    gone = dict(Merger.objects.values_list("gone", "kept"))
    return {name: gone.get(pk, pk) for name, pk in found.items()} if gone else found


def open_version(course: Course) -> CourseVersion | None:
    """The one that people are enrolled in today."""
    return course.versions.exclude(opened_at=None).order_by("-number").first()


def valid_completions(course: Course, day: dt.date) -> QuerySet[Completion]:
    return Completion.objects.valid_on(day).filter(course=course)


def has_completed(person: Person, course: Course, day: dt.date) -> bool:
    """Has this person a valid completion of the course on that day?"""
    return valid_completions(course, day).filter(person=person).exists()


def agency_has_completed(agency: Agency, course: Course, day: dt.date, *, people: int = 1) -> bool:
    """Have so many people of the agency a valid completion of the course on that day?"""
    return people_with(agency, course, day) >= people


def people_with(agency: Agency, course: Course, day: dt.date) -> int:
    """How many of those who worked for the agency on that day had it: with whoever goes goes what was learned."""
    held = valid_completions(course, day).filter(person__in=working_for(agency, day))
    return held.values("person").distinct().count()


def people_with_any(agency: Agency, day: dt.date) -> int:
    """How many of those who worked for the agency on that day had anything that was valid."""
    held = Completion.objects.valid_on(day).filter(person__in=working_for(agency, day))
    return held.values("person").distinct().count()


def working_for(agency: Agency, day: dt.date) -> QuerySet[Learner, int]:
    """Of those whom training knows: where a source says, which knows the present alone; else where the role was that
    had been held longest on that day; and where somebody never held one, as it was told of her."""
    at_agencies = Membership.objects.filter(person=OuterRef("person")).exclude(agency=None)
    longest = at_agencies.valid_on(day).order_by("starts_on", "pk").values("agency")[:1]
    stands = Q(agency=agency) & (~Q(source_key="") | ~Exists(at_agencies))
    known = Learner.objects.filter(person__is_active=True).filter(
        Q(agency=agency) | Exists(at_agencies.filter(agency=agency))
    )
    found = known.annotate(longest=Subquery(longest)).filter(stands | Q(source_key="", longest=agency.pk))
    return found.order_by().values_list("person", flat=True)


def people_required(course: Course, day: dt.date) -> int:
    """How many people have to have it on that day."""
    due = Obligation.objects.filter(course=course, after__lt=day, until__gte=day)
    return due.values("person").distinct().count()


def completion_of(person: Person, course: Course, day: dt.date) -> Completion | None:
    """The valid one that lasts longest."""
    found = list(valid_completions(course, day).filter(person=person))
    return max(found, key=lambda one: (one.expires_on or dt.date.max, one.completed_on), default=None)


def sessions_to_come(course: Course) -> QuerySet[Session]:
    """Those that one can still come to: not cancelled, not closed, with a day from today on."""
    return (
        Session.objects.filter(course=course, cancelled_at=None, closed_at=None)
        .annotate(first_day=Min("days__day"), last_day=Max("days__day"))
        .filter(last_day__gte=today())
        .prefetch_related("days")
        .order_by("first_day", "pk")
    )


def sessions_over() -> QuerySet[Session]:
    """Their last day is past, and nobody has closed them: who was there may still be to be marked."""
    return (
        Session.objects.filter(cancelled_at=None, closed_at=None)
        .annotate(last_day=Max("days__day"))
        .filter(last_day__lt=today())
        .order_by("last_day", "pk")
    )


def earlier_sessions(course: Course) -> QuerySet[Session]:
    """Those that nobody can come to any more, the last one first."""
    return (
        Session.objects.filter(course=course)
        .annotate(first_day=Min("days__day"), last_day=Max("days__day"))
        .exclude(cancelled_at=None, closed_at=None, last_day__gte=today())
        .order_by("-last_day", "-pk")
    )


def missing_before(person: Person, course: Course) -> QuerySet[Course]:
    """What has to be completed first, and has not been."""
    return course.prerequisites.exclude(completions__in=person.completions.current())


def with_seats(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """How many seats are taken, and how many people wait."""
    return sessions.annotate(
        taken=Count("enrolments", filter=Q(enrolments__status__in=SEATED), distinct=True),
        waiting=Count("enrolments", filter=Q(enrolments__status=EnrolmentStatus.WAITING), distinct=True),
    )


def catalogue(
    person: Any, *, words: str = "", level: str = "", competency: Competency | None = None
) -> QuerySet[Course]:
    found = Course.objects.visible_to(person).filter(is_offered=True)
    if level:
        found = found.filter(level=level)
    if competency is not None:
        found = found.filter(competencies=competency)
    if words:
        found = found.filter(words__have=words)
    return found.prefetch_related("competencies").order_by(column_of("title"), "pk")


def open_enrolments_of(person: Any) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(person=person)
        .open_now()
        .select_related("course", "session", "at_lesson", "version")
        .prefetch_related("session__days")
        .order_by("-asked_at", "-pk")
    )


def latest_enrolment(person: Any, course: Course) -> Enrolment | None:
    return (
        Enrolment.objects.filter(person=person, course=course)
        .select_related("course", "version", "session", "person", "agency", "at_lesson")
        .order_by("-asked_at", "-pk")
        .first()
    )
