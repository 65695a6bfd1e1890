"""What leadership reads. Everything is counted over what the person may see (None: over what is public) as it stood on
a day (None: today), and each figure carries the query of the list of projects that it counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, cycle
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.agenda.models import Objective
from portfolio.projects.enums import Confidence, GateStatus, Move, StageKind
from portfolio.projects.models import (
    Alignment,
    GateRequest,
    Project,
    ProjectState,
    ProjectUpdate,
    Stage,
    StageTransition,
)
from portfolio.projects.models.project import ProjectQuerySet, reference_of
from portfolio.projects.models.project_state import ProjectStateQuerySet
from portfolio.projects.queries import (
    MOVES_SOUGHT,
    in_stage_before,
    longer_than_usual,
    moved_between,
    standing_still,
    usual_start,
)
from portfolio.projects.registers import other_path, registers
from records.bilingual import InBothLanguages
from records.clock import Quarter, day_of, end_of, today
from records.kept_query import KeptQuery

# As many rows as can be taken in at a glance; the whole list is one click away.
MOST_NAMED = 8
DIRECTIONS = ("forward", "back")
CONFIDENCES = {confidence.value: confidence for confidence in Confidence}


@dataclass(frozen=True, slots=True)
class Figure:
    code: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class StageCount:
    stage: Stage
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class ConfidenceCount:
    confidence: Confidence
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    agency: Agency
    projects: Figure
    stages: list[StageCount]
    # Empty where the person sees none of the agency's projects wholly.
    confidences: list[ConfidenceCount]
    moved: Figure
    still: Figure


@dataclass(frozen=True)
class Headline:
    quarter: Quarter
    day: dt.date
    is_this_quarter: bool
    projects: int
    agencies: int
    moved: int
    still: int


@dataclass(frozen=True)
class NamedProject:
    number: int
    title_en: str
    title_ar: str
    stage: Stage
    agency: Agency

    title = InBothLanguages("title")

    @property
    def reference(self) -> str:
        return reference_of(self.number)


@dataclass(frozen=True)
class MovedProject(NamedProject):
    from_stage: Stage | None
    move: Move
    on: dt.date


@dataclass(frozen=True)
class WaitingProject(NamedProject):
    """One that stands still or is on hold. Why is told to those alone who see the whole of the project."""

    since: dt.date
    days: int
    note: str = ""
    gate: str = ""
    gate_asked_on: dt.date | None = None
    hold_reason: str = ""
    look_again_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MovedAndStill:
    quarter: Quarter
    forward: Figure
    back: Figure
    still: Figure
    on_hold: Figure
    moved_projects: list[MovedProject]
    still_projects: list[WaitingProject]
    held_projects: list[WaitingProject]


@dataclass(frozen=True, slots=True)
class ObjectiveCount:
    objective: Objective
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class AgendaCoverage:
    objectives: list[ObjectiveCount]

    @property
    def covered(self) -> list[ObjectiveCount]:
        return [entry for entry in self.objectives if entry.count]

    @property
    def without(self) -> list[ObjectiveCount]:
        return [entry for entry in self.objectives if not entry.count]


# The questions ------------------------------------------------------------------------------------


def _moved(states: ProjectStateQuerySet, since: dt.date, until: dt.date) -> QuerySet:
    """Of each agency how many moved, by the way. A half-join for each: together every move would be joined first."""
    forward, back = (
        moved_between(states, MOVES_SOUGHT[direction], since, until)
        .order_by()
        .values_list("lead_agency", Value(direction, output_field=CharField()))
        .annotate(n=Count("*"))
        for direction in DIRECTIONS
    )
    return forward.union(back, all=True)


def _latest_moves(states: ProjectStateQuerySet, since: dt.date, until: dt.date) -> QuerySet:
    step = "project__transitions"
    return (
        states.filter(
            project__transitions__move__in=MOVES_SOUGHT["any"],
            project__transitions__happened_on__gte=since,
            project__transitions__happened_on__lte=until,
        )
        .order_by(f"-{step}__happened_on", f"-{step}__id")
        .values_list(
            "project",
            "title_en",
            "title_ar",
            "lead_agency",
            f"{step}__from_stage",
            f"{step}__to_stage",
            f"{step}__move",
            f"{step}__happened_on",
        )[:MOST_NAMED]
    )


def _counts(states: ProjectStateQuerySet, confidence: Combinable, still: Q) -> QuerySet:
    return (
        states.annotate(seen=confidence)
        .values_list("lead_agency", "stage", "seen")
        .annotate(projects=Count("*"), still=Count("project", filter=still))
        .order_by()
    )


def _longest(states: ProjectStateQuerySet) -> QuerySet:
    """Those that have waited longest."""
    return states.order_by("stage_since", "project_id").values_list(*Waiting._fields)[:MOST_NAMED]


def _why_they_wait(projects: ProjectQuerySet, numbers: Iterable[int], day: dt.date, until: dt.datetime) -> QuerySet:
    update = ProjectUpdate.objects.filter(project=OuterRef("pk"), happened_on__lte=day).order_by("-happened_on", "-id")
    gate = (
        GateRequest.objects.filter(project=OuterRef("pk"), asked_at__lt=until)
        .exclude(status=GateStatus.WITHDRAWN)
        .exclude(decision__decided_at__lt=until)
        .order_by("-asked_at")
    )
    hold = StageTransition.objects.filter(project=OuterRef("pk"), move=Move.HELD, happened_on__lte=day).order_by(
        "-happened_on", "-id"
    )
    return (
        projects.filter(pk__in=numbers)
        .order_by()
        .values_list(
            "pk",
            Subquery(update.values("confidence_note")[:1]),
            Subquery(gate.values("gate__code")[:1]),
            Subquery(gate.values("asked_at")[:1]),
            Subquery(hold.values("reason")[:1]),
            "look_again_on",
        )
    )


def _aligned(day: dt.date) -> QuerySet:
    return Alignment.objects.filter(Alignment.on(day)).values_list("objective").annotate(n=Count("*")).order_by()


# Leadership asks the same of the whole country each time: what is asked so often is composed once.
SPAN = {"since": dt.date, "until": dt.date}
KEPT_MOVED = KeptQuery(lambda since, until: _moved(ProjectState.objects.on(None), since, until), **SPAN)
KEPT_LATEST = KeptQuery(lambda since, until: _latest_moves(ProjectState.objects.on(None), since, until), **SPAN)
KEPT_ALIGNED = KeptQuery(_aligned, day=dt.date)
# Of each stage by itself: in one the longest are found by its index, in several by reading all that are older.
KEPT_IN_STAGE = KeptQuery(lambda stage: _longest(ProjectState.objects.on(None).filter(stage=stage)), stage=int)
NUMBERS = tuple(f"number_{place}" for place in range(2 * MOST_NAMED))
KEPT_WHY = KeptQuery(
    lambda day, until, **numbers: _why_they_wait(Project.objects.all(), numbers.values(), day, until),
    day=dt.date,
    until=dt.datetime,
    **dict.fromkeys(NUMBERS, int),
)


@cache
def _every_count(on_path: tuple[int, ...]) -> KeptQuery[ProjectState]:
    return KeptQuery(
        lambda **starts: _counts(ProjectState.objects.on(None), F("confidence"), _before(starts)),
        **dict.fromkeys(map(_start_of, on_path), dt.date),
    )


@cache
def _every_still(on_path: tuple[int, ...]) -> KeptQuery[ProjectState]:
    return KeptQuery(
        lambda **starts: _longest(ProjectState.objects.on(None).filter(_before(starts))),
        **dict.fromkeys(map(_start_of, on_path), dt.date),
    )


def _start_of(stage: int) -> str:
    return f"stage_{stage}"


def _before(starts: Mapping[str, dt.date]) -> Q:
    return in_stage_before({int(name.removeprefix("stage_")): start for name, start in starts.items()})


class Why(NamedTuple):
    project: int
    note: str | None
    gate: str | None
    gate_asked_at: dt.datetime | None
    hold_reason: str | None
    look_again_on: dt.date | None


class Waiting(NamedTuple):
    project: int
    title_en: str
    title_ar: str
    lead_agency: int
    stage: int
    stage_since: dt.date


class Cell(NamedTuple):
    """One group of the only pass over the portfolio that the counts need."""

    agency: int
    stage: int
    # "" where the person does not see it.
    confidence: str
    projects: int
    still: int


class Progress:
    """The counts of one person, one day and, where given, one lead agency; each part is read once, when asked for."""

    def __init__(self, person: Any = None, day: dt.date | None = None, agency: Agency | None = None) -> None:
        self.person, self.day, self.agency = person, day, agency
        self.at = day or today()
        self.quarter = Quarter.of(self.at)
        self.states = self._states()

    def _states(self) -> ProjectStateQuerySet:
        states = ProjectState.objects.on(self.day).visible_to(self.person)
        return states.filter(lead_agency=self.agency.pk) if self.agency else states

    def query(self, sought: str = "", of: Agency | None = None) -> str:
        """The list's address, after its "?". Codes and days need no escaping in an address."""
        agency = self.agency or of
        parts = [f"agency={agency.code}"] if agency else []
        parts += [sought] if sought else []
        parts += [f"as-of={self.day.isoformat()}"] if self.day else []
        return "&".join(parts)

    # What it is made of

    @cached_property
    def stages(self) -> dict[int, Stage]:
        return registers().stages

    @cached_property
    def stages_by_code(self) -> dict[str, Stage]:
        return registers().stage_codes

    @cached_property
    def cells(self) -> list[Cell]:
        cells = self._counted()
        unknown = {cell.stage for cell in cells} - self.stages.keys()
        if unknown:
            # Another process has opened a pathway's new version since the stages were read here.
            self.__dict__["stages"] = registers(lambda known: unknown <= known.stages.keys()).stages
            cells = self._counted()
        return cells

    def _counted(self) -> list[Cell]:
        if self._is_everything:
            return list(map(Cell._make, self._of_stages(_every_count)))
        too_long = longer_than_usual(self.at, self.stages.values())
        return list(map(Cell._make, _counts(self.states, self._seen_confidence(), too_long)))

    def _of_stages(self, kept: Callable[[tuple[int, ...]], KeptQuery[ProjectState]]) -> list[tuple[Any, ...]]:
        """The answer to what is asked of the whole country and turns on how long a stage usually takes."""
        on_path = [stage for stage in self.stages.values() if stage.kind == StageKind.ON_PATH]
        starts = {_start_of(stage.pk): usual_start(stage, self.at) for stage in on_path}
        return kept(tuple(stage.pk for stage in on_path)).rows(**starts)

    def _seen_confidence(self) -> Combinable:
        standing = standing_of(self.person)
        if standing.sees_country:
            return F("confidence")
        if not standing.inside_agencies:
            return Value("", output_field=CharField())
        wholly = self.states.inside(standing.inside_agencies)
        return Case(When(wholly, then=F("confidence")), default=Value(""), output_field=CharField())

    @cached_property
    def moved_by_agency(self) -> dict[str, Counter[int]]:
        """How many projects of each agency went forward, and how many back: one that did both counts in both."""
        rows = KEPT_MOVED.rows(**self._span) if self._is_everything else _moved(self.states, **self._span)
        found: dict[str, Counter[int]] = {direction: Counter() for direction in DIRECTIONS}
        for agency, direction, count in rows:
            found[direction][agency] = count
        return found

    @property
    def _span(self) -> dict[str, dt.date]:
        return {"since": self.quarter.first_day, "until": self.at}

    @cached_property
    def agencies_by_id(self) -> dict[int, Agency]:
        leading = {cell.agency for cell in self.cells}
        return registers(lambda known: leading <= known.agencies.keys()).agencies

    @cached_property
    def projects_count(self) -> int:
        return sum(cell.projects for cell in self.cells)

    @cached_property
    def still_count(self) -> int:
        return sum(cell.still for cell in self.cells)

    def _moved_figure(self, direction: str, count: int, of: Agency | None = None) -> Figure:
        span = f"since={self.quarter.first_day.isoformat()}&until={self.at.isoformat()}"
        return Figure(direction, count, self.query(f"moved={direction}&{span}", of))

    # What is read

    @cached_property
    def headline(self) -> Headline:
        return Headline(
            quarter=self.quarter,
            day=self.at,
            is_this_quarter=self.quarter == Quarter.of(today()),
            projects=self.projects_count,
            agencies=len({cell.agency for cell in self.cells}),
            moved=self.moved_by_agency["forward"].total(),
            still=self.still_count,
        )

    @cached_property
    def _stages_counted(self) -> list[StageCount]:
        return self._by_stage(self.cells)

    @property
    def funnel(self) -> list[StageCount]:
        """The stages of the path, each with the number of projects in it; then those of other paths that are walked."""
        on_path = [entry for entry in self._stages_counted if entry.stage.kind == StageKind.ON_PATH]
        walked = {""} | {other_path(entry.stage) for entry in on_path if entry.count}
        return [entry for entry in on_path if other_path(entry.stage) in walked]

    @property
    def off_path(self) -> list[StageCount]:
        return [entry for entry in self._stages_counted if entry.stage.kind != StageKind.ON_PATH]

    def _by_stage(self, cells: Iterable[Cell], of: Agency | None = None) -> list[StageCount]:
        counted: Counter[str] = Counter()
        for cell in cells:
            counted[self.stages[cell.stage].code] += cell.projects
        return [
            StageCount(stage, counted[code], self.query(f"stage={code}", of))
            for code, stage in self.stages_by_code.items()
        ]

    @cached_property
    def confidence_counts(self) -> list[ConfidenceCount]:
        """Of the projects alone that the person sees wholly; empty where there is none."""
        return self._by_confidence(self.cells)

    def _by_confidence(self, cells: Iterable[Cell], of: Agency | None = None) -> list[ConfidenceCount]:
        counted: Counter[str] = Counter()
        for cell in cells:
            if cell.confidence:
                counted[cell.confidence] += cell.projects
        if not counted:
            return []
        return [
            ConfidenceCount(confidence, counted[code], self.query(f"confidence={code}", of))
            for code, confidence in CONFIDENCES.items()
        ]

    @cached_property
    def agencies_side_by_side(self) -> list[AgencyRow]:
        """The agencies that lead a project, by the number of their projects."""
        return self.busiest_agencies(None)

    def busiest_agencies(self, most: int | None) -> list[AgencyRow]:
        """The first of them: a row has a figure for every stage, so that those not shown are better not made."""
        by_agency: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_agency.setdefault(cell.agency, []).append(cell)
        led = [(self.agencies_by_id[number], cells) for number, cells in by_agency.items()]
        led.sort(key=lambda pair: (-sum(cell.projects for cell in pair[1]), pair[0].code))
        return [self._agency_row(agency, cells) for agency, cells in led[:most]]

    def _agency_row(self, agency: Agency, cells: list[Cell]) -> AgencyRow:
        return AgencyRow(
            agency=agency,
            projects=Figure("projects", sum(cell.projects for cell in cells), self.query(of=agency)),
            stages=self._by_stage(cells, agency),
            confidences=self._by_confidence(cells, agency),
            moved=self._moved_figure("forward", self.moved_by_agency["forward"][agency.pk], agency),
            still=Figure("still", sum(cell.still for cell in cells), self.query("still=1", agency)),
        )

    @cached_property
    def figures(self) -> list[Figure]:
        by_code = {entry.confidence: entry for entry in self.confidence_counts}
        found = [
            Figure("projects", self.projects_count, self.query()),
            self._forward,
            self._still,
            self._on_hold,
        ]
        if off_track := by_code.get(Confidence.RED):
            found.append(Figure("off_track", off_track.count, off_track.query))
        return found

    @property
    def _forward(self) -> Figure:
        return self._moved_figure("forward", self.moved_by_agency["forward"].total())

    @property
    def _still(self) -> Figure:
        return Figure("still", self.still_count, self.query("still=1"))

    @property
    def _on_hold(self) -> Figure:
        held = [entry for entry in self.off_path if entry.stage.kind == StageKind.HOLD]
        # Several pathways may each have a stage for what is on hold.
        stages = "&".join(f"stage={entry.stage.code}" for entry in held)
        return Figure("on_hold", sum(entry.count for entry in held), self.query(stages))

    @cached_property
    def moved_and_still(self) -> MovedAndStill:
        still, held = self._still_states(), self._held_states()
        reasons = self._reasons({state.project for state in [*still, *held]})
        return MovedAndStill(
            quarter=self.quarter,
            forward=self._forward,
            back=self._moved_figure("back", self.moved_by_agency["back"].total()),
            still=self._still,
            on_hold=self._on_hold,
            moved_projects=self._moved_projects(),
            still_projects=[self._waiting(state, reasons, held=False) for state in still],
            held_projects=[self._waiting(state, reasons, held=True) for state in held],
        )

    def _still_states(self) -> list[Waiting]:
        if self._is_everything:
            return [Waiting(*row) for row in self._of_stages(_every_still)]
        return [Waiting(*row) for row in _longest(standing_still(self.states, self.at, list(self.stages.values())))]

    def _held_states(self) -> list[Waiting]:
        holding = tuple(pk for pk, stage in self.stages.items() if stage.kind == StageKind.HOLD)
        if not self._is_everything:
            return [Waiting(*row) for row in _longest(self.states.filter(stage__in=holding))]
        rows = KEPT_IN_STAGE.rows_of_all([{"stage": stage} for stage in holding])
        found = sorted((Waiting(*row) for row in rows), key=lambda state: (state.stage_since, state.project))
        return found[:MOST_NAMED]

    def _moved_projects(self) -> list[MovedProject]:
        """The latest moves of the quarter."""
        moves = (
            KEPT_LATEST.rows(**self._span) if self._is_everything else list(_latest_moves(self.states, **self._span))
        )
        return [
            MovedProject(
                number=number,
                title_en=title_en,
                title_ar=title_ar,
                agency=self.agencies_by_id[agency],
                from_stage=self.stages.get(from_stage),
                stage=self.stages[to_stage],
                move=Move(move),
                on=on,
            )
            for number, title_en, title_ar, agency, from_stage, to_stage, move, on in moves
        ]

    def _waiting(self, state: Waiting, reasons: Mapping[int, Why], *, held: bool) -> WaitingProject:
        told = reasons.get(state.project)
        why: dict[str, Any] = {}
        if told and held:
            # The past day's own day to look again is not kept; the present one says nothing of it.
            why = {"hold_reason": told.hold_reason or "", "look_again_on": None if self.day else told.look_again_on}
        elif told:
            asked = told.gate_asked_at
            why = {"note": told.note or "", "gate": told.gate or "", "gate_asked_on": asked and day_of(asked)}
        return WaitingProject(
            number=state.project,
            title_en=state.title_en,
            title_ar=state.title_ar,
            stage=self.stages[state.stage],
            agency=self.agencies_by_id[state.lead_agency],
            since=state.stage_since,
            days=(self.at - state.stage_since).days,
            **why,
        )

    def _reasons(self, projects: set[int]) -> dict[int, Why]:
        if not projects:
            return {}
        asked: dict[str, Any] = {"day": self.at, "until": end_of(self.at)}
        if standing_of(self.person).sees_country:
            # The places left over ask for one of them again.
            padded = dict(zip(NUMBERS, chain(projects, cycle(projects)), strict=False))
            rows = KEPT_WHY.rows(**asked, **padded)
        else:
            rows = list(_why_they_wait(Project.objects.wholly_visible_to(self.person), projects, **asked))
        return {row[0]: Why(*row) for row in rows}

    @cached_property
    def agenda_coverage(self) -> AgendaCoverage:
        if self._is_everything:
            counted = dict(KEPT_ALIGNED.rows(day=self.at))
        else:
            counted = dict(_aligned(self.at).filter(project__in=self.states.values("project")))
        known = registers(lambda known: counted.keys() <= known.objectives.keys())
        return AgendaCoverage(
            [
                ObjectiveCount(objective, counted.get(objective.pk, 0), self.query(f"objective={objective.code}"))
                for objective in known.objectives_in_force(self.at)
            ]
        )

    @property
    def _is_everything(self) -> bool:
        """Every project has a state of today, so that the whole country's needs no look at them."""
        return self.day is None and self.agency is None and standing_of(self.person).sees_country
