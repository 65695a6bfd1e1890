"""What has to be done for a course: its rule, its lessons and their order, its questions. While nobody is enrolled the
newest version is changed; after that changes go into a draft of the next one, and nobody's ground moves. Once the draft
is opened, those who enrol go by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.policy import require
from training.actions.courses import NO_TITLE
from training.actions.versions import RULE, version_to_build
from training.models import Choice, Course, CourseVersion, Lesson, Question, VersionLesson

ACTION = "training.build_version"
# Beyond every place, for the moment in which two change theirs.
ASIDE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question; `choices` are (English, Arabic), of which `right` (from nought) is the right one."""

    text_en: str
    text_ar: str
    choices: Sequence[tuple[str, str]]
    right: int
    why_en: str = ""
    why_ar: str = ""
    is_measuring: bool = False


def set_rule(*, by: Any, course: Course, rule: Mapping[str, Any]) -> CourseVersion:
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        version = _held(course, by)
        for name in RULE:
            setattr(version, name, rule[name])
        version.clean_fields(exclude=["opened_by"])
        if version.needs_quiz and not version.questions.exists():
            raise ValidationError({"needs_quiz": _("Write at least one question first.")})
        version.save(update_fields=list(RULE))
        _tell(by, version, "rule")
    return version


def add_lesson(
    *,
    by: Any,
    course: Course,
    title_en: str = "",
    title_ar: str = "",
    kind: str,
    minutes: int | None = None,
    is_optional: bool = False,
) -> Lesson:
    """At the end; its texts are written afterwards."""
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        version = _held(course, by)
        lesson = Lesson(course=course, code=_free_code(course, title_en), kind=kind, minutes=minutes)
        _title(lesson, title_en, title_ar)
        lesson.save()
        last = version.parts.aggregate(last=Max("order"))["last"] or 0
        VersionLesson.objects.create(version=version, lesson=lesson, order=last + 1, is_optional=is_optional)
        _tell(by, version, "add_lesson", lesson=lesson.pk)
    return lesson


def name_lesson(
    *, by: Any, lesson: Lesson, title_en: str, title_ar: str, kind: str, minutes: int | None = None
) -> Lesson:
    """What a lesson is called is the same in every version."""
    require(by, "training.keep_courses", lesson)
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
        lesson.kind, lesson.minutes = kind, minutes
        _title(lesson, title_en, title_ar)
        lesson.save(update_fields=["title_en", "title_ar", "kind", "minutes"])
        audit.record(by=by, action="training.name_lesson", target=lesson, after={"lesson": lesson.pk})
    return lesson


def place_lesson(*, by: Any, course: Course, lesson: Lesson, move: str) -> CourseVersion:
    """`move`: up, down, out, optional or needed."""
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        version = _held(course, by)
        parts = list(version.parts.order_by("order"))
        part = next((one for one in parts if one.lesson_id == lesson.pk), None)
        if part is None:
            raise ValidationError(_("This lesson is not part of the course any more."))
        place = parts.index(part)
        if move == "out":
            part.delete()
        elif move in ("optional", "needed"):
            part.is_optional = move == "optional"
            part.save(update_fields=["is_optional"])
        else:
            other = place - 1 if move == "up" else place + 1
            if 0 <= other < len(parts):
                _change_places(part, parts[other])
        _tell(by, version, move, lesson=lesson.pk)
    return version


def keep_question(*, by: Any, course: Course, asked: Asked, order: int | None = None) -> Question:
    """Anew, or in the place of the one that stands at `order`."""
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        if len(asked.choices) < 2:
            raise ValidationError({"choice_2_en": _("Write at least two answers.")})
        if not 0 <= asked.right < len(asked.choices):
            raise ValidationError({"right": _("Say which answer is right.")})
        version = _held(course, by)
        if order is None:
            order = (version.questions.aggregate(last=Max("order"))["last"] or 0) + 1
            question = Question(version=version, order=order)
        else:
            question = _question_at(version, order)
            question.choices.all().delete()
        for name in ("text_en", "text_ar", "why_en", "why_ar", "is_measuring"):
            setattr(question, name, getattr(asked, name))
        question.clean_fields(exclude=["version"])
        question.save()
        Choice.objects.bulk_create(
            Choice(question=question, order=place, text_en=english, text_ar=arabic, is_right=place == asked.right + 1)
            for place, (english, arabic) in enumerate(asked.choices, start=1)
        )
        _tell(by, version, "question", question=order)
    return question


def remove_question(*, by: Any, course: Course, order: int) -> CourseVersion:
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        version = _held(course, by)
        question = _question_at(version, order)
        if version.needs_quiz and version.questions.count() == 1:
            raise ValidationError(_("The quiz is needed for completion: take it out of the rule first."))
        question.delete()
        _tell(by, version, "remove_question", question=order)
    return version


def open_draft(*, by: Any, course: Course) -> CourseVersion:
    """Whoever enrols from now on goes by it."""
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        held = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        version = held.versions.filter(opened_at=None).order_by("-number").first()
        if version is None:
            raise ValidationError(_("There is no draft to open: whoever enrols goes by the newest version already."))
        version.opened_at, version.opened_by = timezone.now(), by
        version.save(update_fields=["opened_at", "opened_by"])
        audit.record(by=by, action="training.open_version", target=version, after={"version": version.number})
    return version


def _held(course: Course, by: Any) -> CourseVersion:
    return version_to_build(Course.objects.select_for_update(of=("self",)).get(pk=course.pk), by)


def _question_at(version: CourseVersion, order: int) -> Question:
    found = version.questions.filter(order=order).first()
    if found is None:
        raise ValidationError(_("This question is not there any more."))
    return found


def _title(lesson: Lesson, title_en: str, title_ar: str) -> None:
    lesson.title_en, lesson.title_ar = title_en, title_ar
    if not (title_en.strip() or title_ar.strip()):
        raise ValidationError({"title_en": NO_TITLE})
    lesson.clean_fields(exclude=["course"])


def _change_places(one: VersionLesson, other: VersionLesson) -> None:
    first, second = one.order, other.order
    for part, order in ((one, ASIDE), (other, first), (one, second)):
        part.order = order
        part.save(update_fields=["order"])


def _free_code(course: Course, title: str) -> str:
    wanted = slugify(title)[:50] or "lesson"
    taken = set(course.lessons.values_list("code", flat=True))
    numbers = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in numbers if code not in taken)


def _tell(by: Any, version: CourseVersion, what: str, **others: Any) -> None:
    audit.record(by=by, action=ACTION, target=version, after={"version": version.number, "what": what, **others})
