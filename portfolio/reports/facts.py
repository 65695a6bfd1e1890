"""What the records say of an agency's projects in a quarter: read in as many queries for one project as for fifty.

A line is a small dictionary that can be kept as it is: its `key` names the record, `kind` how it is told, the rest
holds codes, days and both languages' names. Lines of one project stand in the order of their days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from portfolio.projects.enums import ENDED, Confidence, GateStatus, HandoverStatus, Move
from portfolio.projects.models import (
    GateDecision,
    GateRequest,
    Handover,
    Milestone,
    ProjectState,
    ProjectUpdate,
    StageTransition,
)
from portfolio.projects.queries import MOVES_SOUGHT
from portfolio.projects.registers import registers
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportingQuarter, ReportPart
from records.clock import day_of, end_of

Line = dict[str, Any]
Lines = dict[int, list[Line]]


@dataclass(frozen=True)
class Span:
    first_day: dt.date
    last_day: dt.date
    # The day as which the facts are read: the last one, or today while the quarter lasts.
    at: dt.date

    @classmethod
    def of(cls, quarter: ReportingQuarter) -> Span:
        return cls(quarter.first_day, quarter.last_day, quarter.facts_day)

    @property
    def begins(self) -> dt.datetime:
        return end_of(self.first_day - dt.timedelta(days=1))

    @property
    def ends(self) -> dt.datetime:
        return end_of(self.at)


@dataclass
class ProjectFacts:
    project: int
    title_en: str
    title_ar: str
    facts: dict[str, Any]
    drafted: dict[str, str] = field(default_factory=dict)


@dataclass
class AgencyFacts:
    facts: dict[str, Any]
    drafted: dict[str, str]
    projects: dict[int, ProjectFacts]


LinesOf = Callable[[list[int], Span], Lines]


def facts_of(report: AgencyReport) -> AgencyFacts:
    """Everything that the report is drafted from."""
    span = Span.of(report.quarter)
    states = _states_of(report.agency_id, span)
    ids = [state.project_id for state in states]
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for source in SOURCES:
        for project, found in source(ids, span).items():
            lines[project] += found
    before = _stages_before(ids, span)
    last = _last_told(ids, report.quarter)
    drafted = _drafted(ids, span)
    projects = {}
    for state in states:
        told = drafted[state.project_id]
        of_project = in_order(lines[state.project_id])
        for drafter in DRAFTERS:
            told |= drafter(of_project)
        if state.confidence != Confidence.NOT_RATED:
            told[Part.RATING] = state.confidence
        if state.ends_on:
            told[Part.ENDS_ON] = state.ends_on.isoformat()
        projects[state.project_id] = ProjectFacts(
            state.project_id,
            state.title_en,
            state.title_ar,
            {
                "stage": stage_words(state.stage_id),
                "since": state.stage_since.isoformat(),
                "stage_before": before.get(state.project_id),
                "last": last.get(state.project_id),
                "lines": of_project,
            },
            told,
        )
    return AgencyFacts({"lines": _lines_of_agency(report.agency_id, span)}, _told_of_agency(report), projects)


def _told_of_agency(report: AgencyReport) -> dict[str, str]:
    """The plan of the report before, so that what became of it can be told."""
    plan = (
        ReportPart.objects.filter(
            report__agency=report.agency_id,
            entry=None,
            name=Part.PLAN,
            report__quarter__last_day__lt=report.quarter.first_day,
            report__accepted__isnull=False,
        )
        .order_by("-report__quarter__first_day")
        .values_list("text", flat=True)
        .first()
    )
    return {Part.LAST_PLAN: plan} if plan else {}


def _states_of(agency: int, span: Span) -> list[ProjectState]:
    """The projects that the agency leads at the end, but for those that were over before the quarter began."""
    over = Q(stage__kind__in=ENDED, stage_since__lt=span.first_day)
    return list(
        ProjectState.objects.on(span.at).filter(lead_agency=agency).exclude(over).defer("words").order_by("project")
    )


def _stages_before(ids: list[int], span: Span) -> dict[int, dict[str, Any]]:
    before = ProjectState.objects.on(span.first_day - dt.timedelta(days=1)).filter(project__in=ids)
    return {project: stage_words(stage) for project, stage in before.values_list("project", "stage")}


def stage_words(stage_id: int) -> dict[str, Any]:
    stages = registers(lambda known: stage_id in known.stages).stages
    stage = stages[stage_id]
    return {"code": stage.code, "kind": stage.kind, "order": stage.order, "en": stage.title_en, "ar": stage.title_ar}


def _last_told(ids: list[int], quarter: ReportingQuarter) -> dict[int, dict[str, Any]]:
    """What the last accepted reports said: the four ratings before, and the end date of the newest."""
    told: dict[int, dict[str, Any]] = {}
    rows = (
        FrozenEntry.objects.filter(project__in=ids, quarter__first_day__lt=quarter.first_day)
        .filter(snapshot__report__accepted=F("snapshot"))
        .order_by("project", "-quarter__first_day")
        .values_list("project", "quarter__code", "rating", "lab_rating", "ends_on")
    )
    for project, code, rating, lab_rating, ends_on in rows:
        found = told.setdefault(project, {"ends_on": ends_on and ends_on.isoformat(), "trend": []})
        if len(found["trend"]) < TREND:
            found["trend"].append({"quarter": code, "rating": rating, "lab_rating": lab_rating})
    return told


TREND = 4


def _drafted(ids: list[int], span: Span) -> defaultdict[int, dict[str, str]]:
    """The officers' own words of the quarter as a first narrative; the latest says why, and what comes next."""
    told: defaultdict[int, dict[str, str]] = defaultdict(dict)
    updates = ProjectUpdate.objects.filter(
        project__in=ids, happened_on__gte=span.first_day, happened_on__lte=span.at
    ).order_by("project", "happened_on", "id")
    for update in updates:
        words = told[update.project_id]
        words[Part.NARRATIVE] = "\n\n".join(filter(None, [words.get(Part.NARRATIVE, ""), update.what_changed]))
        words[Part.RATING_REASON] = update.confidence_note
        words[Part.PLAN] = update.next_step
    return told


# Each kind of fact: one query for all projects.


def moves(ids: list[int], span: Span) -> Lines:
    found: Lines = defaultdict(list)
    rows = StageTransition.objects.filter(
        project__in=ids, happened_on__gte=span.first_day, happened_on__lte=span.at
    ).exclude(move=Move.RELABELLED)
    for row in rows:
        found[row.project_id].append(
            {
                "key": f"move-{row.pk}",
                "kind": "move",
                "on": row.happened_on.isoformat(),
                "move": row.move,
                "from": stage_words(row.from_stage_id) if row.from_stage_id else None,
                "to": stage_words(row.to_stage_id),
            }
        )
    return found


def gates(ids: list[int], span: Span) -> Lines:
    found: Lines = defaultdict(list)
    decided = GateDecision.objects.filter(
        request__project__in=ids, decided_at__gte=span.begins, decided_at__lt=span.ends
    ).select_related("request__gate")
    for row in decided:
        found[row.request.project_id].append(
            {
                "key": f"gate-{row.request_id}-decided",
                "kind": "gate",
                "on": day_of(row.decided_at).isoformat(),
                "gate": row.request.gate.code,
                "ruling": row.ruling,
            }
        )
    return found


def gates_waiting(ids: list[int], span: Span) -> Lines:
    found: Lines = defaultdict(list)
    waiting = (
        GateRequest.objects.filter(project__in=ids, asked_at__lt=span.ends)
        .exclude(status=GateStatus.WITHDRAWN)
        .exclude(decision__decided_at__lt=span.ends)
        .select_related("gate")
    )
    for row in waiting:
        found[row.project_id].append(
            {
                "key": f"gate-{row.pk}-asked",
                "kind": "gate_waiting",
                "on": day_of(row.asked_at).isoformat(),
                "gate": row.gate.code,
            }
        )
    return found


def milestones(ids: list[int], span: Span) -> Lines:
    """Reached in the quarter, due in it and not reached, or forecast later than planned."""
    found: Lines = defaultdict(list)
    # What was reached later had not been reached by then.
    open_then = Q(actual_on=None) | Q(actual_on__gt=span.at)
    rows = Milestone.objects.filter(project__in=ids).filter(
        Q(actual_on__gte=span.first_day, actual_on__lte=span.at)
        | (open_then & (Q(baseline_on__lte=span.at) | Q(forecast_on__isnull=False)))
    )
    for row in rows:
        reached = row.actual_on is not None and row.actual_on <= span.at
        baseline, forecast = row.baseline_on, row.forecast_on
        ahead = forecast or baseline
        if reached:
            kind, on = "milestone_reached", row.actual_on
        elif baseline and forecast and forecast > baseline:
            kind, on = "milestone_slipped", forecast
        elif ahead and ahead <= span.at:
            kind, on = "milestone_missed", ahead
        else:
            kind, on = "milestone_ahead", ahead
        found[row.project_id].append(
            {
                "key": f"milestone-{row.pk}",
                "kind": kind,
                "on": on and on.isoformat(),
                "baseline": baseline and baseline.isoformat(),
                "en": row.title_en,
                "ar": row.title_ar,
            }
        )
    return found


def handovers(ids: list[int], span: Span) -> Lines:
    """Taken over in the quarter: whose it was until then."""
    found: Lines = defaultdict(list)
    for row in _handed_over(span).filter(project__in=ids):
        found[row.project_id].append(_handover_line(row))
    return found


def _handed_over(span: Span) -> Any:
    return Handover.objects.filter(
        status=HandoverStatus.ACCEPTED, answered_at__gte=span.begins, answered_at__lt=span.ends
    ).select_related("from_agency", "to_agency")


def _handover_line(row: Handover) -> Line:
    assert row.answered_at
    return {
        "key": f"handover-{row.pk}",
        "kind": "handover",
        "on": day_of(row.answered_at).isoformat(),
        "from": names_of(row.from_agency),
        "to": names_of(row.to_agency),
    }


def names_of(agency: Any) -> dict[str, str]:
    return {"code": agency.code, "en": agency.name_en, "ar": agency.name_ar}


def _lines_of_agency(agency: int, span: Span) -> list[Line]:
    """What concerns the agency and none of its projects any more: those that it gave away."""
    given = _handed_over(span).filter(from_agency=agency).select_related("project", "from_agency", "to_agency")
    lines = [
        {**_handover_line(row), "kind": "given_away", "title": {"en": row.project.title_en, "ar": row.project.title_ar}}
        for row in given
    ]
    for source in AGENCY_SOURCES:
        lines += source(agency, span)
    return in_order(lines)


def in_order(lines: Iterable[Line]) -> list[Line]:
    """By day; what has none comes first."""
    return sorted(lines, key=lambda line: (str(line.get("on") or ""), line["key"]))


# What fills in parts of a project's report from its lines.
DRAFTERS: list[Callable[[Iterable[Line]], dict[str, str]]] = []
SOURCES: list[LinesOf] = [moves, gates, gates_waiting, milestones, handovers]
AGENCY_SOURCES: list[Callable[[int, Span], list[Line]]] = []


def moved(lines: Iterable[Mapping[str, Any]], direction: str) -> bool:
    return any(line["kind"] == "move" and line["move"] in MOVES_SOUGHT[direction] for line in lines)
