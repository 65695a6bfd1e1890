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

from portfolio.projects.models import ProjectState
from portfolio.projects.models.project_state import ProjectStateQuerySet
from portfolio.projects.registers import registers
from portfolio.reports.country import rating_of
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportingQuarter
from portfolio.reports.queries import Cell, Figure, Progress
from portfolio.reports.told import quarter_words
from records.clock import Quarter, today


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
        codes = {entry.stage for entry in self.entries}
        known = registers(lambda known: codes <= known.stage_codes.keys()).stage_codes
        by_code = {code: stage.pk for code, stage in known.items()}
        counted: Counter[tuple[int, int, str]] = Counter()
        for entry in self.entries:
            rating = rating_of(entry) if entry.project_id in self._seen_wholly else ""
            counted[entry.agency_id, by_code[entry.stage], rating] += 1
        # How long a project has stood in its stage is told in its report and is no column to count from.
        return [Cell(agency, stage, rating, count, 0) for (agency, stage, rating), count in counted.items()]

    @cached_property
    def moved_by_agency(self) -> dict[str, Counter[int]]:
        return {
            "forward": Counter(entry.agency_id for entry in self.entries if entry.moved_forward),
            "back": Counter(entry.agency_id for entry in self.entries if entry.moved_back),
        }

    @cached_property
    def figures(self) -> list[Figure]:
        """Without those that only a day can tell."""
        told = ("projects", "forward", "on_hold", "off_track")
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
