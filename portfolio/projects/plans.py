"""What a page of projects plans: from when to when each runs, and its milestones as they were known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from portfolio.projects.enums import ENDED
from portfolio.projects.models import Stage
from portfolio.projects.queries import milestones_on
from records.bilingual import reading_arabic


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone: when it was first planned for, when it is expected, when it was reached."""

    title: str
    baseline: dt.date | None
    forecast: dt.date | None
    actual: dt.date | None
    precision: str

    @property
    def when(self) -> dt.date:
        day = self.actual or self.forecast or self.baseline
        assert day
        return day

    @property
    def slip(self) -> int:
        """Days later than first planned; below zero where it comes earlier."""
        return (self.when - self.baseline).days if self.baseline else 0

    def is_late(self, day: dt.date) -> bool:
        return self.actual is None and self.when < day


@dataclass(frozen=True, slots=True)
class Plan:
    starts: dt.date
    # The day until which it has run: that of the view, or the one on which it ended.
    reached: dt.date
    # None: nobody has named an end.
    ends: dt.date | None
    has_ended: bool
    points: list[Point] = field(default_factory=list)

    @property
    def last(self) -> dt.date:
        return max(self.reached, self.ends or self.reached)

    @property
    def next_point(self) -> Point | None:
        return next((point for point in self.points if point.actual is None), None)


def plan_of(row: dict[str, Any], stage: Stage, points: list[Point], day: dt.date, *, wholly: bool) -> Plan:
    """Of a project that is seen from outside, only since when it is in its stage."""
    has_ended = stage.kind in ENDED
    reached = row["stage_since"] if has_ended else day
    if not wholly:
        return Plan(row["stage_since"], reached, None, has_ended)
    starts = min(row["starts_on"] or row["registered_on"], row["registered_on"])
    ends = None if has_ended else row["expected_end"]
    return Plan(min(starts, reached), reached, ends, has_ended, points)


def points_of(projects: Collection[int], as_of: dt.date | None) -> dict[int, list[Point]]:
    """The milestones of each, in the order in which they come."""
    found: dict[int, list[Point]] = {project: [] for project in projects}
    if not found:
        return found
    in_arabic = reading_arabic()
    rows = (
        milestones_on(as_of)
        .filter(project__in=found)
        .order_by()
        .values_list("project_id", "title_en", "title_ar", "baseline_then", "forecast_then", "actual_then", "precision")
    )
    for project, title_en, title_ar, baseline, forecast, actual, precision in rows:
        title = (title_ar or title_en) if in_arabic else (title_en or title_ar)
        if baseline or forecast or actual:
            found[project].append(Point(title, baseline, forecast, actual, precision))
    for points in found.values():
        points.sort(key=lambda point: point.when)
    return found
