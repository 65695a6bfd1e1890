"""A closed quarter as it is read on progress pages: drawn from accepted snapshots, for whoever reads it.

Every figure is a count of projects that the reader may see one by one: visible to her at the quarter's end and visible
to her still. Nothing here is a total of more than that, so that there is nothing to subtract from
(docs/decisions/0011).
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext, ngettext

from portfolio.projects.models import Project, ProjectState, Stage
from portfolio.projects.models.project_state import ProjectStateQuerySet
from portfolio.projects.queries import stands_still
from portfolio.projects.registers import registers
from portfolio.reports.country import rating_of
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportingQuarter
from portfolio.reports.queries import Cell, Figure, Progress, StageCount, WaitingProject
from portfolio.reports.told import quarter_words
from records.clock import Quarter, today

# As many as a page names one by one.
MOST_NAMED = 8


def closed_quarters() -> QuerySet[ReportingQuarter]:
    """Those that are over and of which a report counts, the newest first."""
    accepted = AgencyReport.objects.filter(accepted__isnull=False).values("quarter")
    return ReportingQuarter.objects.filter(last_day__lt=today(), pk__in=accepted).order_by("-first_day")


class ClosedProgress(Progress):
    """As `Progress` is of a day, of what the accepted reports of a quarter say."""

    def __init__(self, person: Any, closed: ReportingQuarter) -> None:
        self.closed = closed
        super().__init__(person, closed.last_day)
        self.quarter = Quarter.of(closed.last_day)

    def _states(self) -> ProjectStateQuerySet:
        """What the reader saw then and sees still; of that, what an accepted report tells of."""
        told = FrozenEntry.objects.filter(quarter=self.closed, snapshot__report__accepted=F("snapshot"))
        return ProjectState.objects.on(self.day).visible_to(self.person).filter(project__in=told.values("project"))

    @cached_property
    def entries(self) -> list[FrozenEntry]:
        return list(
            FrozenEntry.objects.filter(quarter=self.closed, snapshot__report__accepted=F("snapshot"))
            .filter(project__in=self.states.values("project"))
            .order_by("pk")
        )

    @cached_property
    def _seen_wholly(self) -> set[int]:
        """Whose rating the reader may know."""
        return set(self.states.wholly_visible_to(self.person).values_list("project", flat=True))

    def _counted(self) -> list[Cell]:
        counted: Counter[tuple[int, int, str]] = Counter()
        still: Counter[tuple[int, int, str]] = Counter()
        for entry in self.entries:
            rating = rating_of(entry) if entry.project_id in self._seen_wholly else ""
            key = (entry.agency_id, self._stages_told[entry.stage].pk, rating)
            counted[key] += 1
            still[key] += self._stood_still(entry)
        return [Cell(*key, count, still[key]) for key, count in counted.items()]

    @cached_property
    def _stages_told(self) -> dict[str, Stage]:
        codes = {entry.stage for entry in self.entries}
        return registers(lambda known: codes <= known.stage_codes.keys()).stage_codes

    def _stood_still(self, entry: FrozenEntry) -> bool:
        """At the quarter's end, by how long its stage usually takes."""
        return entry.stage_since is not None and stands_still(
            self._stages_told[entry.stage], entry.stage_since, self.at
        )

    @cached_property
    def longest_still(self) -> list[WaitingProject]:
        """Called as they are called today. Why they waited is in their reports."""
        still = [(entry.stage_since, entry.pk, entry) for entry in self.entries if self._stood_still(entry)]
        longest = [entry for _since, _pk, entry in sorted(still)[:MOST_NAMED]]
        projects = Project.objects.in_bulk([entry.project_id for entry in longest])
        return [
            WaitingProject(
                number=entry.project_id,
                title_en=projects[entry.project_id].title_en,
                title_ar=projects[entry.project_id].title_ar,
                stage=self._stages_told[entry.stage],
                agency=self.agencies_by_id[entry.agency_id],
                since=entry.stage_since,
                days=(self.at - entry.stage_since).days,
            )
            for entry in longest
            if entry.stage_since
        ]

    @cached_property
    def moved_by_agency(self) -> dict[str, Counter[int]]:
        return {
            "forward": Counter(entry.agency_id for entry in self.entries if entry.moved_forward),
            "back": Counter(entry.agency_id for entry in self.entries if entry.moved_back),
        }

    @property
    def funnel(self) -> list[StageCount]:
        """The standard path; of other paths the stages that a project stood in."""
        return [entry for entry in super().funnel if entry.stage.is_standard or entry.count]  # type: ignore[attr-defined]

    @cached_property
    def figures(self) -> list[Figure]:
        """Without those that only a day can tell."""
        told = ("projects", "forward", "still", "on_hold", "off_track")
        return [figure for figure in super().figures if figure.code in told]

    @property
    def _is_everything(self) -> bool:
        return False

    @property
    def sentence(self) -> str:
        """Of how many agencies this is known is said of those alone that the reader's projects belong to."""
        news, name = self.headline, quarter_words(self.closed.year, self.closed.number)
        if not news.projects:
            return gettext("Nothing of this quarter can be shown here.")
        moved = (
            ngettext("%(moved)s of them moved forward", "%(moved)s of them moved forward", news.moved)
            if news.moved
            else gettext("none of them moved forward")
        )
        told = {"quarter": name, "moved": moved % {"moved": news.moved}, "projects": news.projects}
        return (
            ngettext(
                "%(quarter)s: the accepted reports tell of %(projects)s project; %(moved)s.",
                "%(quarter)s: the accepted reports tell of %(projects)s projects; %(moved)s.",
                news.projects,
            )
            % told
        )
