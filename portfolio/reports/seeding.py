"""Closed quarters of a seeded country: each agency's report drafted from its facts, signed, accepted, chained."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.enums import Role
from accounts.models import Agency, Membership, Person
from portfolio.projects.enums import ENDED, Confidence
from portfolio.projects.models import ProjectState, ProjectUpdate, StageTransition
from portfolio.projects.models.project import reference_of
from portfolio.projects.seeding import bulk
from portfolio.projects.seeding.layers import register_last
from portfolio.projects.seeding.lives import Country
from portfolio.projects.seeding.wording import Pair
from portfolio.reports import contents
from portfolio.reports.actions import quarters
from portfolio.reports.actions.freezing import THE_CHAIN
from portfolio.reports.chain import canonical, hash_of, link_hash, name_of, signing_key
from portfolio.reports.enums import Part, ReportStatus, SnapshotKind, Step
from portfolio.reports.facts import stage_words
from portfolio.reports.models import (
    AgencyReport,
    Chain,
    FrozenEntry,
    ReportEntry,
    ReportingQuarter,
    ReportPart,
    ReportStep,
    Snapshot,
)
from portfolio.reports.models.quarter import code_of, quarter_of_day
from portfolio.reports.models.terms import FORM_VERSION
from records.actions import audit
from records.clock import Quarter

ZONE = ZoneInfo(settings.TIME_ZONE)
QUARTERS = 12
# As many as an agency of the country that is measured has; a larger country reports of these.
MOST_PROJECTS = 50
RECOVERY = Pair("A joint team works through the open points.", "فريق مشترك يعالج النقاط المفتوحة.")
NOTHING_WRITTEN = Pair("The quarter went as planned.", "سار الربع وفق الخطة.")

Told = dict[str, Any]


def seed_reports(by: Person, country: Country, chance: int, say: Callable[[str], None]) -> None:
    """The last twelve quarters that are over. One transaction and one event a quarter."""
    agencies = list(Agency.objects.filter(pk__in=country.agencies).order_by("code"))
    leads = _leads(agencies)
    newest = Quarter.of(country.day).previous
    spans = [newest]
    while len(spans) < QUARTERS:
        spans.append(spans[-1].previous)
    trend: defaultdict[int, list[Told]] = defaultdict(list)
    for span in reversed(spans):
        with transaction.atomic():
            quarter = _open(by, span)
            made = _report_all(by, quarter, agencies, country, leads, trend)
            audit.record(by=by, action="reports.seed_scale", target=quarter, after={"reports": made}, count=made)
    say(f"{QUARTERS} closed quarters, {len(agencies)} reports each")


def _leads(agencies: Sequence[Agency]) -> dict[int, int]:
    rows = Membership.objects.filter(role=Role.AGENCY_LEAD, agency__in=agencies).order_by("-person")
    return {agency: person for agency, person in rows.values_list("agency", "person") if agency is not None}


def _open(by: Person, span: Quarter) -> ReportingQuarter:
    terms = quarters.terms()
    year, number = quarter_of_day(span.first_day, terms.year_starts_in)
    return ReportingQuarter.objects.create(
        year=year,
        number=number,
        code=code_of(year, number),
        first_day=span.first_day,
        last_day=span.last_day,
        due_on=span.last_day + dt.timedelta(days=terms.due_after_days),
        form_version=FORM_VERSION,
        variance_percent=terms.variance_percent,
        opened_by=by,
        opened_at=_moment(span.last_day, 1),
    )


def _moment(day: dt.date, later: int) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=later), dt.time(9), tzinfo=ZONE)


def _report_all(
    by: Person,
    quarter: ReportingQuarter,
    agencies: Sequence[Agency],
    country: Country,
    leads: dict[int, int],
    trend: defaultdict[int, list[Told]],
) -> int:
    told = _told_by_agency(quarter, trend)
    numbers = bulk.numbers_for(AgencyReport, len(agencies))
    reports = [
        AgencyReport(
            pk=number,
            quarter=quarter,
            agency=agency,
            status=ReportStatus.ACCEPTED,
            version=4,
            submitted_by_id=country.officers[agency.pk][0],
            submitted_at=_moment(quarter.last_day, 8),
            drafted_at=_moment(quarter.last_day, 4),
            facts={"lines": []},
        )
        for number, agency in zip(numbers, agencies, strict=True)
    ]
    AgencyReport.objects.bulk_create(reports, batch_size=200)
    links, frozen = _frozen(reports, told, leads, by)
    Snapshot.objects.bulk_create(links, batch_size=50)
    _write(FrozenEntry, frozen)
    for report, link in zip(reports, links[1::2], strict=True):
        report.accepted = link
    AgencyReport.objects.bulk_update(reports, ["accepted"], batch_size=200)
    _write_entries(reports, told)
    _write(ReportStep, list(_steps(reports, leads, by)))
    return len(reports)


def _told_by_agency(quarter: ReportingQuarter, trend: defaultdict[int, list[Told]]) -> dict[int, list[Told]]:
    """What each agency's report says of its projects, as drafting would: where they stood, moves, updates' words."""
    moves = defaultdict(list)
    for row in StageTransition.objects.filter(
        happened_on__gte=quarter.first_day, happened_on__lte=quarter.last_day
    ).only("project", "from_stage", "to_stage", "move", "happened_on"):
        moves[row.project_id].append(_move(row))
    updates: dict[int, tuple[str, str, str]] = {}
    for project, *words in (
        ProjectUpdate.objects.filter(happened_on__gte=quarter.first_day, happened_on__lte=quarter.last_day)
        .order_by("happened_on", "id")
        .values_list("project", "what_changed", "confidence_note", "next_step")
    ):
        updates[project] = tuple(words)  # type: ignore[assignment]
    found: dict[int, list[Told]] = defaultdict(list)
    for state in (
        ProjectState.objects.on(quarter.last_day)
        .exclude(stage__kind__in=ENDED, stage_since__lt=quarter.first_day)
        .order_by("project")
        .defer("words")
    ):
        if len(found[state.lead_agency_id]) < MOST_PROJECTS:
            texts = _texts(state, updates.get(state.project_id, ("", "", "")))
            found[state.lead_agency_id].append(
                {
                    "project": state.project_id,
                    "reference": reference_of(state.project_id),
                    "en": state.title_en,
                    "ar": state.title_ar,
                    "facts": {
                        "stage": stage_words(state.stage_id),
                        "since": state.stage_since.isoformat(),
                        "stage_before": None,
                        "last": _last(trend[state.project_id]),
                        "lines": moves[state.project_id],
                    },
                    "texts": texts,
                }
            )
            trend[state.project_id].append(
                {"quarter": quarter.code, "rating": texts.get(Part.RATING, Confidence.NOT_RATED), "lab_rating": ""}
            )
    return found


def _move(row: StageTransition) -> Told:
    return {
        "key": f"move-{row.pk}",
        "kind": "move",
        "on": row.happened_on.isoformat(),
        "move": row.move,
        "from": stage_words(row.from_stage_id) if row.from_stage_id else None,
        "to": stage_words(row.to_stage_id),
    }


def _last(told: list[Told]) -> Told | None:
    return {"ends_on": None, "trend": list(islice(reversed(told), 4))} if told else None


def _texts(state: ProjectState, words: tuple[str, str, str]) -> dict[str, str]:
    what, note, plan = words
    told = {Part.NARRATIVE: what or NOTHING_WRITTEN.ar, Part.RATING_REASON: note, Part.PLAN: plan}
    if state.confidence != Confidence.NOT_RATED:
        told[Part.RATING] = state.confidence
    if state.confidence == Confidence.RED:
        told |= {Part.RECOVERY: RECOVERY.ar, Part.RATING_REASON: note or RECOVERY.ar}
    return {str(name): str(text) for name, text in told.items() if text}


def _frozen(
    reports: Sequence[AgencyReport], told: dict[int, list[Told]], leads: dict[int, int], by: Person
) -> tuple[list[Snapshot], list[FrozenEntry]]:
    """Two links a report, each following the one before it; and the columns that are counted from."""
    Chain.objects.get_or_create(pk=THE_CHAIN)
    end = Chain.objects.select_for_update().get(pk=THE_CHAIN)
    key = signing_key(may_be_made=end.length == 0)
    numbers = iter(bulk.numbers_for(Snapshot, 2 * len(reports)))
    links: list[Snapshot] = []
    frozen: list[FrozenEntry] = []

    def add(report: AgencyReport, kind: SnapshotKind, content: str, person: int, at: dt.datetime) -> Snapshot:
        link = Snapshot(
            pk=next(numbers),
            number=end.length + 1,
            kind=kind,
            report=report,
            revision=report.revision,
            of=links[-1] if kind == SnapshotKind.LAB else None,
            content=content,
            content_hash=hash_of(content),
            previous_hash=end.head,
            key=name_of(key),
            by_id=person,
            at=at,
        )
        link.hash = link_hash(link)
        link.signature = key.sign(link.hash.encode()).hex()
        end.length, end.head = link.number, link.hash
        links.append(link)
        return link

    for report in reports:
        projects, last_day = told.get(report.agency_id, []), report.quarter.last_day
        at, lead = _moment(last_day, 10), leads[report.agency_id]
        whole = contents.as_it_stands(report, contents.Material([], {}))
        content = canonical(
            {**whole, "projects": projects, "signed": {"by": lead, "for": None, "at": at}, "facts": report.facts}
        )
        part = add(report, SnapshotKind.AGENCY, content, lead, at)
        at = _moment(last_day, 13)
        views = [{"project": one["project"], "texts": {}} for one in projects]
        content = canonical(
            {
                "agency_part": {"number": part.number, "hash": part.hash},
                "quarter": report.quarter.code,
                "agency": report.agency.code,
                "revision": report.revision,
                "texts": {},
                "projects": views,
                "accepted": {"by": by.pk, "at": at},
            }
        )
        lab = add(report, SnapshotKind.LAB, content, by.pk, at)
        frozen += contents.frozen_entries(report, part, lab)
    end.save(update_fields=["length", "head"])
    return links, frozen


def _write_entries(reports: Sequence[AgencyReport], told: dict[int, list[Told]]) -> None:
    """The rows that the report was written in, as they stand after it was accepted."""
    entries = [
        ReportEntry(
            report=report, project_id=one["project"], title_en=one["en"], title_ar=one["ar"], facts=one["facts"]
        )
        for report in reports
        for one in told.get(report.agency_id, [])
    ]
    texts = [one["texts"] for report in reports for one in told.get(report.agency_id, [])]
    for entry, number in zip(entries, bulk.numbers_for(ReportEntry, len(entries)), strict=True):
        entry.pk = number
    _write(ReportEntry, entries)
    parts = [
        ReportPart(report_id=entry.report_id, entry=entry, name=name, text=text, drafted=text, version=1)
        for entry, told_of in zip(entries, texts, strict=True)
        for name, text in told_of.items()
    ]
    _write(ReportPart, parts)


def _steps(reports: Sequence[AgencyReport], leads: dict[int, int], by: Person) -> Iterator[ReportStep]:
    for report in reports:
        officer, last_day = report.submitted_by_id or by.pk, report.quarter.last_day
        for step, person, later in (
            (Step.DRAFTED, officer, 4),
            (Step.SUBMITTED, officer, 8),
            (Step.SIGNED, leads[report.agency_id], 10),
            (Step.ACCEPTED, by.pk, 13),
        ):
            yield ReportStep(report=report, revision=1, step=step, by_id=person, at=_moment(last_day, later))


def _write(model: Any, rows: Sequence[Any]) -> None:
    fields = [field.attname for field in model._meta.concrete_fields]
    without = [row for row in rows if row.pk is None]
    for row, number in zip(without, bulk.numbers_for(model, len(without)), strict=True):
        row.pk = number
    bulk.write(model, fields, ([getattr(row, name) for name in fields] for row in rows))


register_last("reports", seed_reports)
