"""Drafting from the records, and what people write over it. Every write of a report holds the report's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Confidence
from portfolio.reports import offline
from portfolio.reports.differences import Difference, differences_of, fingerprint
from portfolio.reports.enums import (
    FIGURES,
    OF_AGENCY,
    OF_LAB,
    OF_LAB_ON_AGENCY,
    OF_PROJECT,
    RATINGS,
    Part,
    ReportStatus,
    Step,
)
from portfolio.reports.facts import AgencyFacts, Line, ProjectFacts, facts_of, in_order
from portfolio.reports.models import AgencyReport, ReportEntry, ReportPart, ReportStep
from records.actions import audit
from records.policy import require
from records.typed_text import western_digits
from records.versions import EditConflict, locked

LONGEST = 8000


@dataclass(frozen=True)
class Written:
    """What somebody typed, and the version of the part that she had before her (0: there was none)."""

    text: str
    version: int


class PartsConflict(EditConflict):
    """Parts that somebody else wrote in the meantime; `parts` are as they are saved now, by name."""

    def __init__(self, report: AgencyReport, parts: Mapping[str, ReportPart]) -> None:
        super().__init__(report)
        self.parts = parts


def held(report: AgencyReport) -> AgencyReport:
    return locked(AgencyReport.objects.select_related("quarter", "agency"), report.pk)


def draft(*, by: Any, report: AgencyReport, at: dt.datetime | None = None) -> AgencyReport:
    """The first opening fills the report from the records; a later one finds it as it was left."""
    require(by, "reports.write", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.write", report)
        if report.drafted_at is not None:
            return report
        found = facts_of(report)
        _make(report, found, found.projects.values())
        ReportPart.objects.bulk_create([_drafted(report, None, name, text) for name, text in found.drafted.items()])
        report.facts, report.drafted_at = found.facts, at or timezone.now()
        if report.status == ReportStatus.EXPECTED:
            report.status = ReportStatus.DRAFT
        report.version += 1
        report.save()
        ReportStep.objects.create(
            report=report, revision=report.revision, step=Step.DRAFTED, by=by, at=report.drafted_at
        )
        audit.record(
            by=by,
            action="reports.draft",
            target=report,
            agency_id=report.agency_id,
            after={"projects": len(found.projects)},
        )
    return report


def _make(report: AgencyReport, found: AgencyFacts, projects: Iterable[ProjectFacts]) -> None:
    entries = ReportEntry.objects.bulk_create(
        [
            ReportEntry(
                report=report, project_id=one.project, title_en=one.title_en, title_ar=one.title_ar, facts=one.facts
            )
            for one in projects
        ]
    )
    plans = _last_plans(report, [entry.project_id for entry in entries])
    parts = [
        _drafted(report, entry, name, text)
        for entry in entries
        for name, text in (found.projects[entry.project_id].drafted | plans.get(entry.project_id, {})).items()
        if text
    ]
    ReportPart.objects.bulk_create(parts)


def _drafted(report: AgencyReport, entry: ReportEntry | None, name: str, text: str) -> ReportPart:
    return ReportPart(report=report, entry=entry, name=name, text=text[:LONGEST], drafted=text[:LONGEST])


def _last_plans(report: AgencyReport, projects: Collection[int]) -> dict[int, dict[str, str]]:
    """Last quarter's plan, whoever made it, stands where it is told what became of it."""
    before = (
        ReportPart.objects.filter(
            entry__project__in=projects,
            name=Part.PLAN,
            report__quarter__last_day__lt=report.quarter.first_day,
            report__accepted__isnull=False,
        )
        .order_by("report__quarter__first_day")
        .values_list("entry__project", "text")
    )
    return {project: {Part.LAST_PLAN: text} for project, text in before if text}


def write(
    *,
    by: Any,
    report: AgencyReport,
    entry: ReportEntry | None,
    written: Mapping[str, Written],
    may: str = "reports.write",
) -> dict[str, ReportPart]:
    """Saves what differs from what is there. Where somebody else has saved the same part since, nothing is saved and
    both versions go back to the person."""
    require(by, may, report)
    with transaction.atomic():
        report = held(report)
        require(by, may, report)
        if entry is not None and entry.report_id != report.pk:
            raise ValueError(entry.pk)
        _check(written, entry, may)
        rows = ReportPart.objects.filter(report=report, entry=entry, name__in=written).select_related("written_by")
        parts = {part.name: part for part in rows.select_for_update(of=("self",))}
        changed = {name: told for name, told in written.items() if _text(parts.get(name)) != told.text}
        stale = {
            name: parts[name]
            for name, told in changed.items()
            if _version(parts.get(name)) != told.version and name in parts
        }
        if stale:
            raise PartsConflict(report, stale)
        now = timezone.now()
        for name, told in changed.items():
            part = parts.setdefault(name, ReportPart(report=report, entry=entry, name=name, version=0))
            part.text, part.written_by, part.written_at = told.text, by, now
            part.version += 1
            part.save()
        if changed:
            report.version += 1
            report.save(update_fields=["version"])
            audit.record(
                by=by,
                action=may,
                target=report,
                agency_id=report.agency_id,
                after={"project": entry.project_id if entry else None, "parts": sorted(changed)},
            )
    return parts


def _text(part: ReportPart | None) -> str:
    return part.text if part else ""


def _version(part: ReportPart | None) -> int:
    return part.version if part else 0


def _check(written: Mapping[str, Written], entry: ReportEntry | None, may: str) -> None:
    if may == "reports.review":
        names: Collection[str] = OF_LAB if entry else OF_LAB_ON_AGENCY
    else:
        names = OF_PROJECT if entry else OF_AGENCY
    problems: dict[str, Any] = {}
    for name, told in written.items():
        if name not in names:
            raise ValueError(name)
        if problem := problem_of(name, told.text):
            problems[name] = problem
    if problems:
        raise ValidationError(problems)


def problem_of(name: str, text: str) -> Any:
    """What is wrong with a part that says this; None where nothing is."""
    if len(text) > LONGEST:
        return _("This is too long; at most 8,000 characters fit.")
    if text and name in RATINGS and text not in Confidence.values:
        return _("Choose one of the four.")
    if text and name in FIGURES and not _is_amount(text):
        return _("Write a number that is not negative, for example 125000.50.")
    if text and name == Part.ENDS_ON and not _is_day(text):
        return _("There is no such date. Write it as year-month-day, for example 2026-03-31.")
    return None


def tidied(name: str, text: str) -> str:
    """A figure as it is kept: Western digits, no separators between thousands."""
    if name in FIGURES or name == Part.ENDS_ON:
        text = western_digits(text).strip()
    if name in FIGURES:
        text = text.replace(",", "").replace("٬", "").replace("٫", ".").replace(" ", "")
    return text


def _is_amount(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and value >= 0 and value.adjusted() < 14 and -int(value.as_tuple().exponent) <= 2


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def take_table(*, by: Any, report: AgencyReport, content: Any, seen: str, keys: Collection[str]) -> int:
    """Takes the chosen cells of a table that was filled in elsewhere. `seen` is the fingerprint of what was shown."""
    require(by, "reports.write", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.write", report)
        loaded = offline.load(report, content)
        if loaded.fingerprint != seen:
            raise ValidationError(_("The report has changed since. Look at the differences again."), code="seen")
        chosen = [one for one in loaded.changes if one.key in keys]
        parts, now = _parts(report), timezone.now()
        for one in chosen:
            part = parts.get((one.entry.pk, one.name))
            part = part or ReportPart(report=report, entry=one.entry, name=one.name, version=0)
            part.text, part.written_by, part.written_at = one.after, by, now
            part.version += 1
            part.save()
        if chosen:
            report.version += 1
            report.save(update_fields=["version"])
            audit.record(
                by=by,
                action="reports.take_table",
                target=report,
                agency_id=report.agency_id,
                after={"parts": sorted(one.key for one in chosen)},
                count=len(chosen),
            )
    return len(chosen)


def differences(report: AgencyReport) -> list[Difference]:
    """What the records say now and the draft does not."""
    return differences_of(report, facts_of(report), _entries(report), _parts(report))


def _entries(report: AgencyReport) -> dict[int, ReportEntry]:
    return {entry.project_id: entry for entry in report.entries.all()}


def _parts(report: AgencyReport) -> dict[tuple[int | None, str], ReportPart]:
    return {(part.entry_id, part.name): part for part in report.parts.all()}


def take(*, by: Any, report: AgencyReport, seen: str, keys: Collection[str]) -> int:
    """Takes over the chosen differences. `seen` is the fingerprint of those that the person was shown: what has
    changed since is shown first. What a person wrote is never replaced; words from the records go under it."""
    require(by, "reports.write", report)
    with transaction.atomic():
        report = held(report)
        require(by, "reports.write", report)
        found = facts_of(report)
        entries, parts = _entries(report), _parts(report)
        offered = differences_of(report, found, entries, parts)
        if fingerprint(offered) != seen:
            raise ValidationError(_("The records have changed once more. Look at the differences again."), code="seen")
        chosen = [one for one in offered if one.key in keys]
        _make(report, found, [found.projects[one.project] for one in chosen if one.kind == "new_project"])
        for one in chosen:
            _take(one, report, found, entries, parts)
        if chosen:
            report.version += 1
            report.save()
            audit.record(
                by=by,
                action="reports.resync",
                target=report,
                agency_id=report.agency_id,
                after={"taken": sorted(one.key for one in chosen)},
                count=len(chosen),
            )
    return len(chosen)


def _take(
    one: Difference,
    report: AgencyReport,
    found: AgencyFacts,
    entries: Mapping[int, ReportEntry],
    parts: Mapping[tuple[int | None, str], ReportPart],
) -> None:
    if one.kind == "new_project":
        return
    if one.kind == "agency_line":
        report.facts["lines"] = _with_line(report.facts.get("lines", []), one)
        return
    if not one.project:
        _take_part(report, None, one, parts.get((None, one.part)))
        return
    entry = entries[one.project]
    if one.kind in ("project_left", "project_back"):
        entry.is_left_out = one.kind == "project_left"
        entry.save(update_fields=["is_left_out"])
    elif one.kind == "line":
        entry.facts["lines"] = _with_line(entry.facts["lines"], one)
        entry.save(update_fields=["facts"])
    elif one.kind == "about":
        for name in ("stage", "since", "stage_before", "last"):
            entry.facts[name] = found.projects[one.project].facts[name]
        entry.title_en, entry.title_ar = found.projects[one.project].title_en, found.projects[one.project].title_ar
        entry.save(update_fields=["facts", "title_en", "title_ar"])
    else:
        _take_part(report, entry, one, parts.get((entry.pk, one.part)))


def _with_line(lines: Iterable[Line], one: Difference) -> list[Line]:
    kept = [line for line in lines if line["key"] != one.line_key]
    if one.after_line is not None:
        kept.append(one.after_line)
    return in_order(kept)


def _take_part(report: AgencyReport, entry: ReportEntry | None, one: Difference, part: ReportPart | None) -> None:
    if part is None:
        _drafted(report, entry, one.part, one.after).save()
        return
    if part.text == part.drafted or one.replaces:
        part.text = one.after
    else:
        part.text = f"{part.text}\n\n{one.after}"[:LONGEST]
    part.drafted = one.after
    part.version += 1
    part.save()
