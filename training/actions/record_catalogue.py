"""Courses and their lessons as another catalogue tells them: many in one transaction, with one audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from records.actions import audit
from records.policy import require
from training.actions.courses import NO_TITLE
from training.actions.versions import version_to_build
from training.enums import LessonKind, Level
from training.models import Competency, Course, Lesson, VersionLesson

ACTION = "training.record_catalogue"
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCourse:
    """What a source lacks stays empty."""

    key: str = ""
    code: str
    title_en: str = ""
    title_ar: str = ""
    summary_en: str = ""
    summary_ar: str = ""
    outcomes_en: str = ""
    outcomes_ar: str = ""
    level: str = Level.INTRODUCTORY
    minutes: int | None = None
    validity_months: int | None = None
    is_open_to_all: bool = False
    competencies: tuple[Competency, ...] = ()
    prerequisites: tuple[Course, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLesson:
    course: Course
    code: str
    title_en: str = ""
    title_ar: str = ""
    kind: str = LessonKind.PAGE
    minutes: int | None = None
    is_optional: bool = False


LINKS = ("key", "competencies", "prerequisites")


def courses(*, by: Any, source: str, past: Sequence[PastCourse], is_demo: bool = False) -> list[Course]:
    """Answers the courses that are new, each with its first version. One that is here, by its code, stays as it is."""
    require(by, ACTION)
    with transaction.atomic():
        here = {code.lower() for code in Course.objects.values_list("code", flat=True)}
        made: list[Course] = []
        for told in past:
            if told.code.lower() in here:
                continue
            here.add(told.code.lower())
            course = Course(
                source_name=source,
                source_key=told.key,
                is_demo=is_demo,
                **{name: getattr(told, name) for name in told.__slots__ if name not in LINKS},
            )
            if not (course.title_en.strip() or course.title_ar.strip()):
                raise ValidationError({"title_en": NO_TITLE})
            course.clean_fields()
            course.save()
            course.competencies.set(told.competencies)
            course.prerequisites.set(told.prerequisites)
            version_to_build(course, by)
            made.append(course)
        _tell(by, source, "courses", made)
    return made


def lessons(*, by: Any, source: str, past: Sequence[PastLesson]) -> list[Lesson]:
    """Answers the lessons that are new, at the end of their course in the order given. A course in which people are
    enrolled gets them in its next version."""
    require(by, ACTION)
    with transaction.atomic():
        touched = sorted({told.course.pk for told in past})
        held = {course.pk: course for course in Course.objects.filter(pk__in=touched).select_for_update(of=("self",))}
        here = set(Lesson.objects.filter(course__in=touched).values_list("course_id", "code"))
        new: list[tuple[PastLesson, Lesson]] = []
        for told in past:
            if (told.course.pk, told.code) in here:
                continue
            here.add((told.course.pk, told.code))
            lesson = Lesson(
                source_name=source,
                **{name: getattr(told, name) for name in told.__slots__ if name not in ("is_optional",)},
            )
            if not (lesson.title_en.strip() or lesson.title_ar.strip()):
                raise ValidationError({"title_en": NO_TITLE})
            lesson.clean_fields(exclude=["course"])
            new.append((told, lesson))
        made = Lesson.objects.bulk_create([lesson for _told, lesson in new], batch_size=BATCH)
        _place(by, held, new)
        _tell(by, source, "lessons", made)
    return made


def _place(by: Any, held: dict[int, Course], new: Sequence[tuple[PastLesson, Lesson]]) -> None:
    versions = {pk: version_to_build(held[pk], by) for pk in {lesson.course_id for _told, lesson in new}}
    last = {pk: version.parts.aggregate(last=Max("order"))["last"] or 0 for pk, version in versions.items()}
    parts = []
    for told, lesson in new:
        last[lesson.course_id] += 1
        parts.append(
            VersionLesson(
                version=versions[lesson.course_id],
                lesson=lesson,
                order=last[lesson.course_id],
                is_optional=told.is_optional,
            )
        )
    VersionLesson.objects.bulk_create(parts, batch_size=BATCH)


def _tell(by: Any, source: str, kind: str, made: Sequence[Any]) -> None:
    if made:
        audit.record(
            by=by,
            action=ACTION,
            target=made[0] if len(made) == 1 else None,
            count=len(made),
            after={"source": source, "kind": kind, "ids": [row.pk for row in made]},
        )
