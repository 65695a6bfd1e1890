"""The country's quarter, from accepted reports alone: how many are in, what moved, what is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F
from django.urls import reverse

from portfolio.projects.enums import RATED, Confidence, StageKind
from portfolio.projects.registers import registers
from portfolio.reports.contents import named
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, FrozenEntry, PickedStory, ReportingQuarter, Snapshot

MOST_DECISIONS = 40


@dataclass(frozen=True)
class Asked:
    agency: str
    project: str
    words: str
    url: str


@dataclass(frozen=True)
class Told:
    """A project's words as they were accepted."""

    entry: int
    agency: str
    project: str
    words: str
    url: str


class Country:
    """Each part is read once, when asked for."""

    def __init__(self, quarter: ReportingQuarter) -> None:
        self.quarter = quarter

    # Coverage

    @cached_property
    def reports(self) -> list[AgencyReport]:
        """All that are owed for the quarter."""
        return list(
            AgencyReport.objects.due_from()
            .filter(quarter=self.quarter)
            .select_related("agency", "accepted")
            .defer("facts", "accepted__content")
            .order_by("agency__code")
        )

    @property
    def owed(self) -> int:
        return len(self.reports)

    @cached_property
    def included(self) -> list[AgencyReport]:
        return [report for report in self.reports if report.accepted_id]

    @cached_property
    def missing(self) -> list[AgencyReport]:
        return [report for report in self.reports if not report.accepted_id]

    # Figures

    @cached_property
    def entries(self) -> list[FrozenEntry]:
        """The projects of the reports that count: of each, the revision that was accepted last."""
        return list(
            FrozenEntry.objects.filter(quarter=self.quarter, snapshot__report__accepted=F("snapshot")).order_by("pk")
        )

    @property
    def projects(self) -> int:
        return len(self.entries)

    @property
    def moved_forward(self) -> int:
        return sum(entry.moved_forward for entry in self.entries)

    @property
    def moved_back(self) -> int:
        return sum(entry.moved_back for entry in self.entries)

    @property
    def reached(self) -> int:
        return sum(entry.reached or 0 for entry in self.entries)

    def money(self, name: str) -> Decimal:
        return sum((getattr(entry, name) or Decimal(0) for entry in self.entries), Decimal(0))

    @cached_property
    def ratings(self) -> dict[str, int]:
        """By the lab's rating where it gave one, else by the agency's; what neither rated is not rated."""
        counted = Counter(rating_of(entry) for entry in self.entries)
        return {code: counted[code] for code in (*RATED, Confidence.NOT_RATED)}

    @cached_property
    def stages(self) -> dict[str, int]:
        """Every stage of the path in its order, and what is off it where there is some."""
        counted = Counter(entry.stage for entry in self.entries)
        codes = registers().stage_codes
        on_path = [code for code, stage in codes.items() if stage.kind == StageKind.ON_PATH]
        return {code: counted[code] for code in [*on_path, *(code for code in counted if code not in on_path)]}

    # Words

    @cached_property
    def _contents(self) -> list[tuple[AgencyReport, dict[str, Any]]]:
        parts = Snapshot.objects.filter(kind="agency", followed_by__in=[report.accepted_id for report in self.included])
        by_report = {part.report_id: json.loads(part.content) for part in parts}
        return [(report, by_report[report.pk]) for report in self.included if report.pk in by_report]

    @cached_property
    def decisions(self) -> list[Asked]:
        """What the agencies ask the leadership to decide."""
        found = []
        for report, content in self._contents:
            agency = named(content["agency"])
            base = _address(self.quarter, report)
            if words := content["texts"].get(Part.DECISIONS):
                found.append(Asked(agency, "", words, base))
            found += [
                Asked(agency, named(told), told["texts"][Part.DECISIONS], f"{base}{told['reference']}/")
                for told in content["projects"]
                if told["texts"].get(Part.DECISIONS)
            ]
        return found

    @cached_property
    def off_track(self) -> list[Told]:
        return self._told({entry.project_id for entry in self.entries if rating_of(entry) == Confidence.RED})

    @cached_property
    def picked(self) -> set[int]:
        return set(PickedStory.objects.filter(quarter=self.quarter).values_list("entry__project", flat=True))

    @cached_property
    def stories(self) -> list[Told]:
        return self._told(self.picked)

    def _told(self, projects: set[int], part: str = Part.NARRATIVE) -> list[Told]:
        rows = {entry.project_id: entry.pk for entry in self.entries}
        return [
            Told(
                rows[told["project"]],
                named(content["agency"]),
                named(told),
                told["texts"].get(part, ""),
                f"{_address(self.quarter, report)}{told['reference']}/",
            )
            for report, content in self._contents
            for told in content["projects"]
            if told["project"] in projects and told["project"] in rows
        ]

    def all_told(self) -> list[Told]:
        return self._told({entry.project_id for entry in self.entries})


def rating_of(entry: FrozenEntry) -> str:
    return entry.lab_rating if entry.lab_rating != Confidence.NOT_RATED else entry.rating


def _address(quarter: ReportingQuarter, report: AgencyReport) -> str:
    return reverse("reports:report", args=[quarter.code, report.agency.code])


def steps_between(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """What changed of each count; of what only one of the two has, the whole."""
    return {code: now.get(code, 0) - before.get(code, 0) for code in [*now, *(c for c in before if c not in now)]}


def quarters_to_compare(quarter: ReportingQuarter) -> list[ReportingQuarter]:
    """Earlier ones, the newest first."""
    return list(ReportingQuarter.objects.filter(first_day__lt=quarter.first_day).order_by("-first_day"))
