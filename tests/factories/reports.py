"""Quarters and reports of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from accounts.models import Agency, Person
from portfolio.projects.actions import record_history
from portfolio.projects.models import Project
from portfolio.reports.actions import quarters, signing, writing
from portfolio.reports.actions.writing import Written
from portfolio.reports.models import AgencyReport, ReportEntry, ReportingQuarter, ReportPart, Snapshot
from portfolio.reports.models.quarter import quarter_of_day
from records.clock import Quarter, today
from tests.factories import projects


def last_quarter() -> Quarter:
    """The newest one that is over."""
    return Quarter.of(today()).previous


def past_project(by: Person, agency: Agency, stage: str = "discovery", **fields: Any) -> Project:
    """One that began well before the last quarter."""
    began = fields.pop("began", last_quarter().first_day - dt.timedelta(days=60))
    fields.setdefault("title_en", "One front door")
    fields.setdefault("title_ar", "باب واحد")
    past = record_history.PastProject(lead_agency=agency, stage=projects.stage(stage), stage_on=began, **fields)
    [made] = record_history.projects(by=by, source="", past=[past])
    return made


def quarter(by: Person, *agencies: Agency, of: Quarter | None = None, **fields: Any) -> ReportingQuarter:
    of = of or last_quarter()
    year, number = quarter_of_day(of.first_day, quarters.terms().year_starts_in)
    return quarters.open_quarter(by=by, year=year, number=number, agencies=agencies, **fields)


def report(of: ReportingQuarter, agency: Agency) -> AgencyReport:
    return AgencyReport.objects.select_related("quarter", "agency").get(quarter=of, agency=agency)


def fresh(held: AgencyReport) -> AgencyReport:
    return AgencyReport.objects.select_related("quarter", "agency").get(pk=held.pk)


def draft(by: Person, held: AgencyReport) -> AgencyReport:
    return writing.draft(by=by, report=held)


def entry(held: AgencyReport, project: Any) -> ReportEntry:
    return held.entries.get(project=project)


def write(
    by: Person,
    held: AgencyReport,
    of: ReportEntry | None,
    texts: Mapping[str, str],
    may: str = "reports.write",
    **versions: int,
) -> dict[str, ReportPart]:
    """Over what is there, as somebody who has the newest page before her."""
    now = {part.name: part.version for part in ReportPart.objects.filter(report=held, entry=of)}
    written = {name: Written(text, versions.get(name, now.get(name, 0))) for name, text in texts.items()}
    return writing.write(by=by, report=held, entry=of, written=written, may=may)


def submit(by: Person, held: AgencyReport) -> AgencyReport:
    return signing.submit(by=by, report=(now := fresh(held)), version=now.version)


def sign(by: Person, held: AgencyReport) -> Snapshot:
    return signing.sign(by=by, report=(now := fresh(held)), version=now.version)


def accept(by: Person, held: AgencyReport) -> Snapshot:
    return signing.accept(by=by, report=(now := fresh(held)), version=now.version)


def days_into(of: ReportingQuarter | Quarter, days: int) -> dt.date:
    return of.first_day + dt.timedelta(days=days)
