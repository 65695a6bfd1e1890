"""Which version of a course may still be built, and how one follows another."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from training.models import Choice, Course, CourseVersion, Question, VersionLesson

RULE = ("needs_lessons", "needs_quiz", "pass_mark", "attempts", "attendance_percent", "needs_assessment")


def is_fixed(version: CourseVersion) -> bool:
    """Somebody is being held to it, or was."""
    return version.enrolments.exists() or version.completions.exists()


def version_to_build(course: Course, by: Any) -> CourseVersion:
    """The newest one while nobody is enrolled in it; else its copy, a draft until somebody opens it."""
    newest = course.versions.order_by("-number").first()
    if newest is None:
        return CourseVersion.objects.create(course=course, number=1, opened_at=timezone.now(), opened_by=by)
    return newest if not is_fixed(newest) else draft_of(newest)


def draft_of(version: CourseVersion) -> CourseVersion:
    made = CourseVersion.objects.create(
        course_id=version.course_id,
        number=version.number + 1,
        **{name: getattr(version, name) for name in RULE},
    )
    VersionLesson.objects.bulk_create(
        VersionLesson(version=made, lesson_id=part.lesson_id, order=part.order, is_optional=part.is_optional)
        for part in version.parts.all()
    )
    for question in version.questions.prefetch_related("choices"):
        choices = list(question.choices.all())
        copied = Question.objects.create(
            version=made,
            **{
                name: getattr(question, name)
                for name in ("order", "text_en", "text_ar", "why_en", "why_ar", "is_measuring")
            },
        )
        Choice.objects.bulk_create(
            Choice(
                question=copied,
                **{name: getattr(choice, name) for name in ("order", "text_en", "text_ar", "is_right")},
            )
            for choice in choices
        )
    return made
