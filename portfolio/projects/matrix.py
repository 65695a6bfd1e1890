"""How many projects stand where on two scales of the lab: counted in the database, whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, FilteredRelation, Q

from portfolio.projects.models import MoneyStanding, RatingScale, RatingState
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


# The states, each beside its place on both scales: without the projects between them, which the ORM would join too.
COUNTED = """
WITH seen (project_id) AS ({scope})
SELECT across.value, up.value, COUNT(*), SUM(money.budget) FROM seen
LEFT JOIN {ratings} across ON across.project_id = seen.project_id AND across.scale_id = %s AND {of_across}
LEFT JOIN {ratings} up ON up.project_id = seen.project_id AND up.scale_id = %s AND {of_up}
LEFT JOIN {money} money ON money.project_id = seen.project_id
GROUP BY 1, 2
"""


def matrix_of(states: ProjectStateQuerySet, across: RatingScale, up: RatingScale, day: dt.date | None) -> Matrix:
    rows = list(_counted(states, across, up, day))
    return Matrix(
        across,
        up,
        total=_sum(rows),
        cells={(x, y): Cell(x, y, count, money) for x, y, count, money in rows if x is not None and y is not None},
        unrated_across=_sum(row for row in rows if row[0] is None),
        unrated_up=_sum(row for row in rows if row[1] is None),
    )


def _counted(
    states: ProjectStateQuerySet, across: RatingScale, up: RatingScale, day: dt.date | None
) -> Iterator[tuple[int | None, int | None, int, Decimal | None]]:
    try:
        scope, params = states.order_by().values_list("project_id").query.sql_with_params()
    except EmptyResultSet:
        return
    sql = COUNTED.format(
        scope=scope,
        ratings=RatingState._meta.db_table,
        money=MoneyStanding._meta.db_table,
        of_across=_on("across", day),
        of_up=_on("up", day),
    )
    days = [] if day is None else [connection.ops.adapt_datefield_value(day)] * 2
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, across.pk, *days, up.pk, *days])
        for x, y, count, budget in cursor.fetchall():
            # What was budgeted on a past day is not known here.
            yield x, y, count, None if budget is None or day else Decimal(str(budget))


def _on(name: str, day: dt.date | None) -> str:
    if day is None:
        return f"{name}.to_date IS NULL"
    return f"{name}.from_date <= %s AND ({name}.to_date IS NULL OR {name}.to_date > %s)"


def _sum(rows: Iterable[tuple[Any, ...]]) -> int:
    return sum(row[2] for row in rows)
