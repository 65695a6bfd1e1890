"""The lessons of courses from a table, in the order of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.tables import cells
from records.tables.registry import Entry, Importer, Written
from records.tables.wording import said
from records.typed_text import western_digits
from training.actions import record_catalogue
from training.actions.record_catalogue import PastLesson
from training.enums import LessonKind
from training.importers.lengths import LONGEST, Amount, in_minutes
from training.models import Course
from training.models.course import code_shape

NO_COURSE = _("There is no course “%(name)s” here. Bring the courses in first.")


class ModuleImporter(Importer):
    name = "modules"
    title = _("Lessons")
    action = record_catalogue.ACTION
    told_apart_by = ("course", "title_en", "title_ar")
    fields = {
        "key": cells.text(60, label=_("Key in the source")),
        "course": cells.text(60, required=True, label=_("Course")),
        "title_en": cells.text(200, label=_("Title in English")),
        "title_ar": cells.text(200, label=_("Title in Arabic")),
        "kind": cells.one_of(LessonKind.choices, label=_("Kind"), initial=LessonKind.PAGE),
        "minutes": Amount(most=LONGEST, label=_("Length in minutes")),
        "seconds": Amount(most=60 * LONGEST, label=_("Length in seconds")),
        "is_optional": cells.YesOrNo(label=_("Optional")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        courses = courses_called([entry.clean["course"] for entry in entries])
        for entry in entries:
            told = entry.clean
            find_course(entry, courses)
            if not (told["title_en"] or told["title_ar"]):
                entry.refuse("title_en", _("Give the title in one language at least."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        made = record_catalogue.lessons(by=by, source=source, past=[_past(entry) for entry in entries])
        return Written(new=len(made), here=len(entries) - len(made))


def courses_called(codes: Collection[str]) -> dict[str, Course]:
    """By the code in any case, or by the key that the course has in its source."""
    known: dict[str, Course] = {}
    for course in Course.objects.order_by("-pk"):
        known |= dict.fromkeys((course.source_key.casefold(), course.code.casefold()), course)
    wanted = {code.casefold() for code in codes if code}
    return {name: known[key] for name in wanted if (key := western_digits(name)) in known}


def find_course(entry: Entry, courses: dict[str, Course]) -> None:
    name = entry.clean["course"]
    entry.clean["course"] = courses.get(name.casefold()) if name else None
    if name and entry.clean["course"] is None:
        entry.refuse("course", said(NO_COURSE, name=name))


def _past(entry: Entry) -> PastLesson:
    told = entry.clean
    return PastLesson(
        course=told["course"],
        code=_code_of(entry),
        title_en=told["title_en"],
        title_ar=told["title_ar"],
        kind=told["kind"],
        minutes=in_minutes(told),
        is_optional=told["is_optional"],
    )


def _code_of(entry: Entry) -> str:
    """The source's own key where an address can hold it."""
    try:
        code_shape(entry.key)
    except ValidationError:
        return "lesson-" + hashlib.sha256(entry.key.encode()).hexdigest()[:20]
    return entry.key
