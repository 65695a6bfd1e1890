"""Whether somebody has fulfilled what the version of a course asks for. One rule, read from what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.clock import day_of, today
from training.enums import Test
from training.models import Attendance, Enrolment, VersionLesson


@dataclass(frozen=True, slots=True)
class Part:
    """`is_lost`: cannot be fulfilled in this try any more."""

    key: str
    words: str
    is_done: bool
    is_lost: bool = False


def parts_of(enrolment: Enrolment) -> list[Part]:
    version = enrolment.version
    asked = (
        (version.needs_lessons, _lessons),
        (version.needs_quiz, _quiz),
        (version.attendance_percent, _attendance),
        (version.needs_assessment, _assessment),
    )
    found = [look(enrolment) for is_asked, look in asked if is_asked]
    return [part for part in found if part is not None]


def is_fulfilled(parts: list[Part]) -> bool:
    """A version that asks for nothing is fulfilled by nobody: the lab records such completions itself."""
    return bool(parts) and all(part.is_done for part in parts)


def is_lost(parts: list[Part]) -> bool:
    return any(part.is_lost for part in parts)


def last_done_on(enrolment: Enrolment) -> dt.date:
    """The day on which the last of it was done, which may not be the one whose list is kept."""
    attended = Attendance.objects.current().filter(enrolment=enrolment, was_there=True)
    days = list(attended.values_list("day__day", flat=True))
    moments = (
        enrolment.lessons_done.aggregate(last=Max("at"))["last"],
        enrolment.attempts.filter(test=Test.QUIZ, has_passed=True).aggregate(first=Min("at"))["first"],
        enrolment.assessments.aggregate(last=Max("at"))["last"],
    )
    return max([*days, *(day_of(moment) for moment in moments if moment)], default=today())


def _lessons(enrolment: Enrolment) -> Part | None:
    needed = set(
        VersionLesson.objects.filter(version=enrolment.version_id, is_optional=False).values_list("lesson", flat=True)
    )
    if not needed:
        return None
    done = len(needed & set(enrolment.lessons_done.values_list("lesson", flat=True)))
    words = ngettext("%(done)s of %(count)s lesson", "%(done)s of %(count)s lessons", len(needed))
    return Part("lessons", words % {"done": done, "count": len(needed)}, done == len(needed))


def _quiz(enrolment: Enrolment) -> Part:
    version = enrolment.version
    tried = list(enrolment.attempts.filter(test=Test.QUIZ).values_list("has_passed", "score"))
    if any(has_passed for has_passed, _score in tried):
        words = _("the quiz passed with %(score)s of 100") % {"score": max(score for _passed, score in tried)}
        return Part("quiz", words, is_done=True)
    left = version.attempts - len(tried)
    words = ngettext(
        "the quiz, with %(mark)s of 100; %(count)s attempt is left",
        "the quiz, with %(mark)s of 100; %(count)s attempts are left",
        left,
    )
    return Part("quiz", words % {"mark": version.pass_mark, "count": left}, is_done=False, is_lost=left <= 0)


def _attendance(enrolment: Enrolment) -> Part:
    session = enrolment.session
    days = session.days.count() if session else 0
    there = Attendance.objects.current().filter(enrolment=enrolment, was_there=True).count() if days else 0
    needed = -(-days * enrolment.version.attendance_percent // 100)
    words = ngettext("there on %(there)s of %(count)s day", "there on %(there)s of %(count)s days", days)
    is_done = bool(days) and there >= needed
    is_lost = bool(session and session.closed_at) and not is_done
    return Part("attendance", words % {"there": there, "count": days}, is_done, is_lost)


def _assessment(enrolment: Enrolment) -> Part:
    last: Any = enrolment.assessments.order_by("-id").first()
    if last is None:
        return Part("assessment", _("the lab's assessment is to come"), is_done=False)
    words = _("assessed and passed") if last.has_passed else _("assessed and not passed")
    return Part("assessment", words, is_done=last.has_passed, is_lost=not last.has_passed)
