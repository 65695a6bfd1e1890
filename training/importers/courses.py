"""Courses from a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.importers import several
from records.search_words import fold
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Entry, Importer, Written
from records.tables.wording import said, sayings
from training.actions import record_catalogue
from training.actions.record_catalogue import PastCourse
from training.enums import Level
from training.importers.lengths import LONGEST, Amount, in_minutes
from training.models import Competency, Course
from training.models.course import code_shape

COMPARED = ("title_en", "title_ar", "summary_en", "summary_ar", "outcomes_en", "outcomes_ar", "validity_months")


class CourseImporter(Importer):
    name = "courses"
    title = _("Courses")
    action = record_catalogue.ACTION
    told_apart_by = ("code",)
    fields = {
        "key": cells.text(120, label=_("Key in the source")),
        "code": cells.text(60, required=True, label=_("Code")),
        "title_en": cells.text(200, label=_("Title in English")),
        "title_ar": cells.text(200, label=_("Title in Arabic")),
        "summary_en": cells.lines(1000, label=_("Summary in English")),
        "summary_ar": cells.lines(1000, label=_("Summary in Arabic")),
        "outcomes_en": cells.lines(2000, label=_("What one can do afterwards, in English")),
        "outcomes_ar": cells.lines(2000, label=_("What one can do afterwards, in Arabic")),
        "level": cells.one_of(Level.choices, label=_("Level"), initial=Level.INTRODUCTORY),
        "minutes": Amount(most=LONGEST, label=_("Length in minutes")),
        "seconds": Amount(most=60 * LONGEST, label=_("Length in seconds")),
        "validity_months": Amount(most=600, label=_("Valid for (months)")),
        "competencies": cells.text(500, label=_("Competencies")),
        "prerequisites": cells.text(500, label=_("Courses to complete before")),
        "is_open_to_all": cells.YesOrNo(label=_("People can enrol themselves")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        known = {name: one for one in Competency.objects.all() for name in _names_of(one)}
        before = {course.code.casefold(): course for course in _named_before(entries)}
        for entry in entries:
            told = entry.clean
            if told["code"]:
                try:
                    code_shape(told["code"])
                except ValidationError as refusal:
                    entry.refuse("code", sayings(refusal)[0])
            if not (told["title_en"] or told["title_ar"]):
                entry.refuse("title_en", _("Give the title in one language at least."))
            told["competencies"] = _found(entry, "competencies", known, _("There is no competency “%(name)s” here."))
            told["prerequisites"] = _found(
                entry, "prerequisites", before, _("There is no course “%(name)s” here. Bring it in first.")
            )

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        codes = {entry.clean["code"].lower() for entry in entries}
        here = {
            course.folded: course for course in Course.objects.annotate(folded=Lower("code")).filter(folded__in=codes)
        }
        written = Written()
        for entry in entries:
            course = here.get(entry.clean["code"].lower())
            if course is not None:
                written.differences += [
                    found for name in COMPARED if (found := difference(entry, name, getattr(course, name)))
                ]
        made = record_catalogue.courses(by=by, source=source, past=[_past(entry) for entry in entries])
        written.new = len(made)
        written.here = len(entries) - len(made)
        return written


def _names_of(competency: Competency) -> tuple[str, ...]:
    return tuple(fold(name) for name in (competency.code, competency.title_en, competency.title_ar))


def _named_before(entries: Sequence[Entry]) -> Any:
    codes = {code for entry in entries for code in several(entry.clean["prerequisites"] or "")}
    return Course.objects.filter(code__in=codes)


def _found(entry: Entry, name: str, known: dict[str, Any], refusal: Any) -> tuple[Any, ...]:
    found = []
    for written in several(entry.clean[name] or ""):
        one = known.get(fold(written)) or known.get(written.casefold())
        if one is None:
            entry.refuse(name, said(refusal, name=written))
        else:
            found.append(one)
    return tuple(found)


def _past(entry: Entry) -> PastCourse:
    told = entry.clean
    return PastCourse(
        key=entry.key if told["key"] else "",
        minutes=in_minutes(told),
        **{name: told[name] for name in PastCourse.__slots__ if name not in ("key", "minutes")},
    )
