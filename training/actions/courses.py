"""What a course says of itself. What has to be done for it belongs to its versions (`building`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.policy import require
from records.versions import locked
from training.actions.versions import version_to_build
from training.models import Competency, Course
from training.queries import course_called


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    title_en: str = ""
    title_ar: str = ""
    summary_en: str = ""
    summary_ar: str = ""
    outcomes_en: str = ""
    outcomes_ar: str = ""
    level: str
    minutes: int | None = None
    validity_months: int | None = None
    is_open_to_all: bool = False
    is_offered: bool = True


COLUMNS = Described.__slots__
NO_TITLE = _("Give the title in one language at least.")
CODE_TAKEN = _("There is a course of this code already.")


def register(
    *,
    by: Any,
    code: str,
    described: Described,
    competencies: Collection[Competency] = (),
    prerequisites: Collection[Course] = (),
) -> Course:
    """With its first version, which asks for nothing yet."""
    require(by, "training.keep_courses")
    with transaction.atomic():
        if course_called(code) is not None:
            raise ValidationError({"code": CODE_TAKEN})
        course = Course(code=code, **{name: getattr(described, name) for name in COLUMNS})
        _check(course)
        course.save()
        course.competencies.set(competencies)
        course.prerequisites.set(prerequisites)
        version_to_build(course, by)
        audit.record(by=by, action="training.register_course", target=course, after={"code": code})
    return course


def edit(
    *,
    by: Any,
    course: Course,
    described: Described,
    competencies: Collection[Competency] = (),
    prerequisites: Collection[Course] = (),
    expected: int | None = None,
) -> Course:
    """Raises EditConflict when it was saved by somebody else since `expected`."""
    require(by, "training.keep_courses", course)
    with transaction.atomic():
        course = locked(Course.objects.all(), course.pk, expected)
        if course in prerequisites or any(course in one.prerequisites.all() for one in prerequisites):
            raise ValidationError({"prerequisites": _("Two courses cannot each come before the other.")})
        before = {name: getattr(course, name) for name in COLUMNS}
        for name in COLUMNS:
            setattr(course, name, getattr(described, name))
        _check(course)
        changed = [name for name in COLUMNS if before[name] != getattr(course, name)]
        course.version += 1
        course.save()
        course.competencies.set(competencies)
        course.prerequisites.set(prerequisites)
        audit.record(
            by=by,
            action="training.edit_course",
            target=course,
            before={name: before[name] for name in changed},
            after={name: getattr(course, name) for name in changed},
        )
    return course


def _check(course: Course) -> None:
    if not (course.title_en.strip() or course.title_ar.strip()):
        raise ValidationError({"title_en": NO_TITLE})
    course.clean_fields()
