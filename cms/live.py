"""The figures on a page, for whoever reads it: counted when the page is read, over what the reader may see.

A visitor's figures are of public projects alone. One object serves a whole page, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext, ngettext

from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.queries import StrategyBranch, agenda_tree
from portfolio.projects.enums import OFF_PATH
from portfolio.projects.models import Alignment, ProjectState
from portfolio.reports.closed import ClosedProgress
from portfolio.reports.drawing import stage_mark
from portfolio.reports.models import ReportingQuarter
from portfolio.reports.queries import AgencyRow, Progress, StageCount
from portfolio.reports.wording import sentence
from records.charts.marks import Mark
from records.charts.stacked_bar import stacked_bar
from records.clock import today
from training.abilities import Abilities, abilities_of_the_country

# The stages in which a change reaches its customers beyond the place where it was tried.
IN_USE = ("scale", "embedded")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    value: int
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownAgency:
    row: AgencyRow
    href: str
    moved_href: str
    still_href: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class CountedObjective:
    objective: Objective
    projects: int
    href: str

    @property
    def label(self) -> str:
        """A strategy without objectives of its own has one of its name, which stands for the whole of it."""
        if self.objective.title_en == self.objective.strategy.title_en:
            return gettext("The strategy as a whole")
        return str(self.objective.title)


@dataclass(frozen=True, slots=True)
class CountedPillar:
    pillar: Pillar
    objectives: list[CountedObjective]


@dataclass(frozen=True, slots=True)
class CountedStrategy:
    strategy: Strategy
    pillars: list[CountedPillar]
    objectives: list[CountedObjective]
    # A project that serves two of its objectives is one project.
    projects: int

    @property
    def every_objective(self) -> list[CountedObjective]:
        return [*self.objectives, *(one for pillar in self.pillars for one in pillar.objectives)]


@dataclass(frozen=True, slots=True)
class ShownProject:
    state: ProjectState
    href: str
    summary: str
    position: int
    off_path: bool


class Live:
    """With a closed quarter, what its accepted reports say: then no figure leads to a list of today."""

    def __init__(self, reader: Any, closed: ReportingQuarter | None = None) -> None:
        self.reader, self.closed = reader, closed
        self.progress = ClosedProgress(reader, closed) if closed else Progress(reader)

    @cached_property
    def stage_marks(self) -> list[Mark]:
        return [self._mark(entry) for entry in self.progress.funnel]

    @cached_property
    def confidence_marks(self) -> list[Mark]:
        return [
            Mark(str(entry.confidence.label), entry.count, self._list(entry.query), hue=entry.confidence.value)
            for entry in self.progress.confidence_counts
        ]

    @cached_property
    def agencies(self) -> list[ShownAgency]:
        """Every agency that leads a project the reader sees, those with most projects first."""
        title, rtl = gettext("Projects by stage"), get_language_bidi()
        return [
            ShownAgency(
                row,
                self._list(row.projects.query),
                self._list(row.moved.query),
                self._list(row.still.query),
                stacked_bar([self._mark(entry) for entry in row.stages], title=title, rtl=rtl, compact=True),
            )
            for row in self.progress.agencies_side_by_side
        ]

    @cached_property
    def agenda(self) -> list[CountedStrategy]:
        by_strategy = self._projects_by_strategy
        return [self._counted(branch, by_strategy.get(branch.strategy.pk, 0)) for branch in agenda_tree()]

    @cached_property
    def _objectives(self) -> dict[int, CountedObjective]:
        return {
            entry.objective.pk: CountedObjective(entry.objective, entry.count, self._list(entry.query))
            for entry in self.progress.agenda_coverage.objectives
        }

    @property
    def _projects_by_strategy(self) -> dict[int, int]:
        aligned = Alignment.objects.order_by().filter(
            Alignment.on(self.progress.at),
            objective__in=list(self._objectives),
            project__in=self.progress.states.values("project"),
        )
        return dict(aligned.values_list("objective__strategy").annotate(n=Count("project", distinct=True)))

    def _counted(self, branch: StrategyBranch, projects: int) -> CountedStrategy:
        return CountedStrategy(
            branch.strategy,
            [CountedPillar(part.pillar, self._counted_objectives(part.objectives)) for part in branch.pillars],
            self._counted_objectives(branch.objectives),
            projects,
        )

    def _counted_objectives(self, objectives: Iterable[Objective]) -> list[CountedObjective]:
        return [self._objectives[one.pk] for one in objectives if one.pk in self._objectives]

    def chosen(self, project_ids: list[int]) -> list[ShownProject]:
        """In the order in which they were chosen, without those that the reader may not see."""
        found = self.progress.states.filter(project__in=project_ids).select_related("stage", "lead_agency", "project")
        states = [_as_called_now(state) for state in found] if self.closed else list(found)
        by_project = {state.project_id: shown(state) for state in states}
        return [by_project[pk] for pk in project_ids if pk in by_project]

    @cached_property
    def news(self) -> str:
        """The sentence that the progress page opens with."""
        if isinstance(self.progress, ClosedProgress):
            return self.progress.sentence
        return sentence(self.progress.headline)

    @cached_property
    def abilities(self) -> Abilities | None:
        """Of a closed quarter its reports tell what was learned."""
        return None if self.closed else abilities_of_the_country(self.reader, today())

    def _list(self, query: str) -> str:
        return "" if self.closed else list_at(query)

    def _mark(self, entry: StageCount) -> Mark:
        return stage_mark(entry, self._list(entry.query))

    @cached_property
    def off_path(self) -> list[Mark]:
        """What no disc of the path counts: on hold, stopped, merged."""
        return [self._mark(entry) for entry in self.progress.off_path if entry.count]

    def shown_figures(self, codes: Iterable[str]) -> list[ShownFigure]:
        return [self.figure(code) for code in codes]

    def figure(self, code: str) -> ShownFigure:
        return getattr(self, f"_figure_{code}")()

    def _figure_projects(self) -> ShownFigure:
        count = self.progress.projects_count
        return ShownFigure(count, ngettext("project", "projects", count), self._list(self.progress.query()))

    def _figure_agencies(self) -> ShownFigure:
        count = self.progress.headline.agencies
        return ShownFigure(count, ngettext("agency leads a project", "agencies lead a project", count), "")

    def _figure_objectives(self) -> ShownFigure:
        count = len(self.progress.agenda_coverage.covered)
        return ShownFigure(count, ngettext("objective has a project", "objectives have a project", count), "")

    def _figure_moved_forward(self) -> ShownFigure:
        forward = self._figures["forward"]
        label = gettext("moved forward in the quarter") if self.closed else gettext("moved forward this quarter")
        return ShownFigure(forward.count, label, self._list(forward.query))

    def _figure_standing_still(self) -> ShownFigure:
        still = self._figures["still"]
        label = gettext("stood still") if self.closed else ngettext("stands still", "stand still", still.count)
        return ShownFigure(still.count, label, self._list(still.query))

    def _figure_in_use(self) -> ShownFigure:
        count = sum(entry.count for entry in self.progress.funnel if entry.stage.code in IN_USE)
        query = "&".join(f"stage={code}" for code in IN_USE)
        return ShownFigure(count, gettext("in Scale or Embedded"), self._list(query))

    @cached_property
    def _figures(self) -> dict[str, Any]:
        return {figure.code: figure for figure in self.progress.figures}


def list_at(query: str) -> str:
    """The address of the list that a figure counts."""
    address = reverse("projects:list")
    return f"{address}?{query}" if query else address


def _as_called_now(state: ProjectState) -> ProjectState:
    """A title that was taken back since the quarter is not told again."""
    state.title_en, state.title_ar = state.project.title_en, state.project.title_ar
    return state


def shown(state: ProjectState) -> ShownProject:
    """`state` with its stage, lead agency and project at hand."""
    stage = state.stage
    return ShownProject(
        state=state,
        href=reverse("projects:page", args=[state.project_id]),
        summary=str(state.project.summary),
        position=stage.order,
        off_path=stage.kind in OFF_PATH,
    )
