"""Milestones from a table, planned and reached, as exactly dated as their source dates them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions import record_history
from portfolio.projects.actions.record_history import PastMilestone
from portfolio.projects.enums import DatePrecision
from portfolio.projects.importers.projects import unknown_stage
from portfolio.projects.importers.references import projects_called, stages_by_name
from portfolio.projects.importers.transitions import find_project, not_here
from portfolio.projects.models import Milestone
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Entry, Importer, Written

DATES = ("baseline_on", "forecast_on", "actual_on")


class WhichDate(models.TextChoices):
    BASELINE = "baseline", _("Baseline")
    FORECAST = "forecast", _("Forecast")
    ACTUAL = "actual", _("Actual")


class MilestoneImporter(Importer):
    name = "milestones"
    title = _("Milestones")
    action = record_history.ACTION
    told_apart_by = ("project", "stage", "title_en", "title_ar", "date", "date_as_written", *DATES)
    fields = {
        "key": cells.text(400, label=_("Key in the source")),
        "project": cells.text(120, required=True, label=_("Project")),
        "stage": cells.text(80, label=_("Stage")),
        "title_en": cells.text(200, label=_("Title in English")),
        "title_ar": cells.text(200, label=_("Title in Arabic")),
        "date": cells.day(label=_("Date")),
        "which": cells.one_of(WhichDate.choices, label=_("Which date"), initial=WhichDate.FORECAST),
        "baseline_on": cells.day(label=_("Baseline")),
        "forecast_on": cells.day(label=_("Forecast")),
        "actual_on": cells.day(label=_("Actual")),
        "date_as_written": cells.text(60, label=_("Date as written")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        projects = projects_called([entry.clean["project"] for entry in entries], source)
        stages = stages_by_name()
        for entry in entries:
            told = entry.clean
            find_project(entry, projects)
            written = told["stage"]
            told["stage"] = stages.get(written.casefold()) if written else None
            if written and told["stage"] is None:
                entry.refuse("stage", unknown_stage(written))
            if not (told["title_en"] or told["title_ar"]):
                entry.refuse("title_en", _("Give the title in one language at least."))
            if told["date"]:
                told[f"{told['which']}_on"] = told["date"]

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        new = not_here(Milestone, entries, source)
        if new:
            record_history.milestones(by=by, source=source, past=[_past(entry) for entry in new])
        written = Written(new=len(new), here=len(entries) - len(new))
        fresh = {entry.key for entry in new}
        known = {
            milestone.source_key: milestone
            for milestone in Milestone.objects.filter(
                source_name=source, source_key__in=[entry.key for entry in entries if entry.key not in fresh]
            )
        }
        for entry in entries:
            if entry.key in known:
                here = known[entry.key]
                compared = ("title_en", "title_ar", *DATES)
                written.differences += [
                    found for name in compared if (found := difference(entry, name, getattr(here, name)))
                ]
        return written


def _past(entry: Entry) -> PastMilestone:
    told = entry.clean
    return PastMilestone(
        key=entry.key,
        project=told["project"],
        stage=told["stage"],
        title_en=told["title_en"],
        title_ar=told["title_ar"],
        precision=_precision(entry),
        date_as_written=told["date_as_written"],
        **{name: told[name] for name in DATES},
    )


def _precision(entry: Entry) -> str:
    """As exact as the least exact of its dates."""
    shapes = [entry.written.get(name, "%d") for name in ("date", *DATES) if entry.clean[name]]
    if any("%d" not in shape and not {"%m", "%B", "%b"} & set(_signs(shape)) for shape in shapes):
        return DatePrecision.YEAR
    return DatePrecision.MONTH if any("%d" not in shape for shape in shapes) else DatePrecision.DAY


def _signs(shape: str) -> list[str]:
    return [shape[place : place + 2] for place in range(len(shape) - 1)]
