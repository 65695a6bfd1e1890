"""How many projects stand where on two scales of the lab: counted in the database, whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, Sum

from portfolio.projects.models import RatingScale, RatingState
from portfolio.projects.models.project_state import ProjectStateQuerySet

# Up to so many, each project is drawn by itself; more, and each place of the grid is.
MOST_DRAWN = 60
HIGH = (4, 5)


@dataclass(frozen=True, slots=True)
class Cell:
    across: int
    up: int
    count: int
    # None where it is not known as of a past day.
    budget: Decimal | None


@dataclass(frozen=True)
class Matrix:
    across: RatingScale
    up: RatingScale
    total: int
    cells: dict[tuple[int, int], Cell]
    unrated_across: int
    unrated_up: int

    @property
    def rated(self) -> int:
        return sum(cell.count for cell in self.cells.values())

    @property
    def high_on_both(self) -> int:
        return sum(cell.count for (across, up), cell in self.cells.items() if across in HIGH and up in HIGH)


def rated_on_both(
    states: ProjectStateQuerySet, across: RatingScale, up: RatingScale, day: dt.date | None
) -> ProjectStateQuerySet:
    """Each state with its value on both scales, None where it has none."""
    return states.annotate(
        on_across=_rating("across", across, day),
        on_up=_rating("up", up, day),
        across=F("on_across__value"),
        up=F("on_up__value"),
    )


def _rating(name: str, scale: RatingScale, day: dt.date | None) -> FilteredRelation:
    path = "project__rating_states"
    return FilteredRelation(path, condition=Q(**{f"{path}__scale": scale}) & RatingState.on(day, f"{path}__"))


def matrix_of(states: ProjectStateQuerySet, across: RatingScale, up: RatingScale, day: dt.date | None) -> Matrix:
    counts = (
        rated_on_both(states, across, up, day)
        .order_by()
        .values_list("across", "up")  # type: ignore[misc]
        .annotate(projects=Count("pk"))
    )
    if day is None:
        counts = counts.annotate(budget=Sum("project__money_standing__budget"))
    rows = [(x, y, count, money[0] if money else None) for x, y, count, *money in counts]
    return Matrix(
        across,
        up,
        total=_sum(rows),
        cells={(x, y): Cell(x, y, count, money) for x, y, count, money in rows if x is not None and y is not None},
        unrated_across=_sum(row for row in rows if row[0] is None),
        unrated_up=_sum(row for row in rows if row[1] is None),
    )


def _sum(rows: Iterable[tuple[Any, ...]]) -> int:
    return sum(row[2] for row in rows)
