"""The country's quarter, from accepted reports alone: how many are in, what moved, what is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F
from django.urls import reverse

from portfolio.benefits.enums import Entry
from portfolio.measures.enums import DIVISIBLE, Aggregation
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
    # Of the agency.
    code: str = ""


@dataclass(frozen=True)
class Contribution:
    """What one agency's report adds to a figure."""

    agency: str
    value: Decimal


@dataclass(frozen=True)
class Given:
    """What the reports together say of one indicator. Rates cannot be added up: of those there is a span."""

    code: str
    en: str
    ar: str
    unit: Mapping[str, str]
    low: Decimal
    high: Decimal
    benefits: int
    parts: tuple[Contribution, ...]


@dataclass(frozen=True)
class Trained:
    agency: str
    completed: int
    holding: int


@dataclass(frozen=True)
class AgencyCount:
    agency: str
    projects: int
    moved_forward: int
    off_track: int
    reached: int
    decisions: int


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
        """Every stage of the standard path in its order; of other paths, and off the path, where there is some."""
        counted = Counter(entry.stage for entry in self.entries)
        codes = registers().stage_codes
        on_path = [
            code
            for code, stage in codes.items()
            if stage.kind == StageKind.ON_PATH and (stage.is_standard or counted[code])  # type: ignore[attr-defined]
        ]
        return {code: counted[code] for code in [*on_path, *(code for code in counted if code not in on_path)]}

    # Words

    @cached_property
    def contents(self) -> list[tuple[AgencyReport, dict[str, Any]]]:
        parts = Snapshot.objects.filter(kind="agency", followed_by__in=[report.accepted_id for report in self.included])
        by_report = {part.report_id: json.loads(part.content) for part in parts}
        return [(report, by_report[report.pk]) for report in self.included if report.pk in by_report]

    @cached_property
    def decisions(self) -> list[Asked]:
        """What the agencies ask the leadership to decide."""
        found = []
        for report, content in self.contents:
            agency = named(content["agency"])
            base = _address(self.quarter, report)
            if words := content["texts"].get(Part.DECISIONS):
                found.append(Asked(agency, "", words, base, report.agency.code))
            found += [
                Asked(
                    agency,
                    named(told),
                    told["texts"][Part.DECISIONS],
                    f"{base}{told['reference']}/",
                    report.agency.code,
                )
                for told in content["projects"]
                if told["texts"].get(Part.DECISIONS)
            ]
        return found

    @cached_property
    def red(self) -> set[int]:
        return {entry.project_id for entry in self.entries if rating_of(entry) == Confidence.RED}

    @cached_property
    def off_track(self) -> list[Told]:
        return self._told(self.red)

    @cached_property
    def given(self) -> list[Given]:
        """What the lab had verified of the benefits until the end of the quarter, indicator by indicator."""
        return given_by(
            (report.agency.code, line)
            for report, content in self.contents
            for line in (content["facts"] or {}).get("lines", [])
            if line["kind"] == "given" and line["entry"] == Entry.VERIFIED
        )

    @cached_property
    def trained(self) -> list[Trained]:
        """Of each agency that says something of its training: completions of the quarter, and who holds something."""
        found = []
        for report, content in self.contents:
            lines = (content["facts"] or {}).get("lines", [])
            completed = sum(line["people"] for line in lines if line["kind"] == "training")
            holding = sum(line["people"] for line in lines if line["kind"] == "trained")
            if completed or holding:
                found.append(Trained(report.agency.code, completed, holding))
        return found

    @cached_property
    def agencies(self) -> list[AgencyCount]:
        """Each agency's part of the figures: what they are made of, and where it is read."""
        by_agency: dict[int, list[FrozenEntry]] = {}
        for entry in self.entries:
            by_agency.setdefault(entry.agency_id, []).append(entry)
        asked = Counter(one.code for one in self.decisions)
        return [
            AgencyCount(
                agency=report.agency.code,
                projects=len(entries),
                moved_forward=sum(entry.moved_forward for entry in entries),
                off_track=sum(rating_of(entry) == Confidence.RED for entry in entries),
                reached=sum(entry.reached or 0 for entry in entries),
                decisions=asked[report.agency.code],
            )
            for report in self.included
            for entries in [by_agency.get(report.agency_id, [])]
        ]

    @cached_property
    def figures(self) -> dict[str, int]:
        return {
            "owed": self.owed,
            "included": len(self.included),
            "projects": self.projects,
            "moved_forward": self.moved_forward,
            "moved_back": self.moved_back,
            "off_track": self.ratings[Confidence.RED],
            "reached": self.reached,
            "decisions": len(self.decisions),
            "completed": sum(one.completed for one in self.trained),
            "trained": sum(one.holding for one in self.trained),
        }

    @cached_property
    def titles(self) -> dict[int, tuple[str, dict[str, Any]]]:
        """Of each project its agency's code, and what is told of it."""
        return {
            told["project"]: (content["agency"]["code"], told)
            for _report, content in self.contents
            for told in content["projects"]
        }

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
            for report, content in self.contents
            for told in content["projects"]
            if told["project"] in projects and told["project"] in rows
        ]

    def all_told(self) -> list[Told]:
        return self._told({entry.project_id for entry in self.entries})


def given_by(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Given]:
    """`lines` beside their agency's code. What can be added up is; else the span is told."""
    by_code: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for agency, line in lines:
        by_code.setdefault(line["indicator"], []).append((agency, line))
    found = []
    for code, told in by_code.items():
        last = told[-1][1]
        parts = tuple(Contribution(agency, Decimal(line["value"])) for agency, line in told)
        low, high = _together([part.value for part in parts], last["aggregation"])
        benefits = sum(line["benefits"] for _agency, line in told)
        found.append(Given(code, last["en"], last["ar"], last["unit"], low, high, benefits, parts))
    return sorted(found, key=lambda one: (-one.benefits, one.code))


def _together(values: list[Decimal], aggregation: str) -> tuple[Decimal, Decimal]:
    if aggregation in DIVISIBLE:
        return (sum(values, Decimal(0)),) * 2
    low, high = min(values), max(values)
    if aggregation == Aggregation.MAX:
        return high, high
    return (low, low) if aggregation == Aggregation.MIN else (low, high)


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
