"""Benefits of many projects as one figure: of the country, an agency, an objective or each benefit. Counted in SQL.

Values of different indicators never meet, whatever their unit. Forecast, claimed and verified are told apart. A shared
benefit, and one of a project with several objectives, is dealt out by shares: the parts are rounded down and the rest
goes one smallest step at a time to where most was cut off, so that the parts of a value are exactly that value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portfolio.benefits.enums import WHOLE, Entry
from portfolio.benefits.models import Benefit, LedgerEntry, LedgerSum, Share, Sharing
from portfolio.benefits.models.ledger_sum import DIGITS
from portfolio.benefits.shares import value_of
from portfolio.measures.enums import DIVISIBLE, Aggregation
from portfolio.measures.models import Indicator
from portfolio.projects.models import Alignment, ProjectState
from portfolio.projects.models.project_state import ProjectStateQuerySet
from records.clock import today
from records.kept_query import KeptQuery

# What is nobody's: the part of projects that serve no objective, and the holder of the country's own figure.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Rolled:
    holder: int
    indicator: int
    kind: Entry
    benefits: int
    value: Decimal


def roll_up(
    states: ProjectStateQuerySet | None,
    by: str,
    *,
    day: dt.date | None = None,
    kinds: Collection[str] = Entry.values,
    benefits: Collection[int] | None = None,
    indicator: int | None = None,
) -> list[Rolled]:
    """`states` say of which projects, and who led them on that day; without, all of today. `by`: country, agency,
    objective or benefit."""
    return [row for row, _benefit in _rolled(states, by, day, kinds, benefits, indicator)]


def parts_of_benefits(
    states: ProjectStateQuerySet, by: str, holder: int, *, day: dt.date | None, benefits: Collection[int]
) -> dict[tuple[int, Entry], Decimal]:
    """What of each benefit belongs to one agency or objective."""
    found = _rolled(states, by, day, Entry.values, benefits, None, each=True)
    return {(benefit, row.kind): row.value for row, benefit in found if row.holder == holder}


def _rolled(
    states: ProjectStateQuerySet | None,
    by: str,
    day: dt.date | None,
    kinds: Collection[str],
    benefits: Collection[int] | None,
    indicator: int | None,
    *,
    each: bool = False,
) -> list[tuple[Rolled, int]]:
    if benefits is not None and not benefits:
        return []
    if states is None and by == "country" and day is None and benefits is None and indicator is None:
        return [(row, 0) for row in all_of_today(kinds)]
    try:
        scope, params = _scope(states)
    except EmptyResultSet:
        return []
    on = day or today()
    wanted: list[Any] = [*params, on, *sorted(kinds)]
    only = ""
    if benefits is not None:
        only += f" AND e.benefit_id IN ({_places(len(benefits))})"
        wanted += list(benefits)
    if indicator is not None:
        only += " AND b.indicator_id = %s"
        wanted.append(indicator)
    holders, asked = _holders(by, on)
    sql = SQL.format(
        scope=scope,
        kinds=_places(len(kinds)),
        only=only,
        holders=holders,
        each="benefit_id" if each else "0",
        **TABLES,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, *asked])
        return [(_row(*found), benefit) for benefit, *found in cursor.fetchall()]


def all_of_today(kinds: Collection[str] = Entry.values, most: int | None = None) -> list[Rolled]:
    """Of the whole country; `most` of them where given: those that most benefits are measured by. Nothing in the
    ledger is told of a day to come, so that its sums are those of today."""
    sql = SUMS.format(kinds=_places(len(kinds)), **TABLES)
    wanted: list[Any] = sorted(kinds)
    if most is not None:
        sql += " LIMIT %s"
        wanted.append(most)
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return [_of_sums(*found) for found in cursor.fetchall()]


def _of_sums(indicator: int, kind: str, aggregation: str, decimals: int, count: int, *sums: int) -> Rolled:
    total, latest, least, most, periods = map(int, sums)
    step = 10 ** (DIGITS - decimals)
    parts = latest if aggregation == Aggregation.LATEST else total
    return _row(
        NOBODY,
        indicator,
        kind,
        aggregation,
        decimals,
        count,
        parts // step,
        least // step,
        most // step,
        total // step,
        periods,
    )


def _scope(states: ProjectStateQuerySet | None) -> tuple[str, Sequence[Any]]:
    return EVERY_STATE.asked() if states is None else _led(states).query.sql_with_params()


def _led(states: ProjectStateQuerySet) -> QuerySet:
    return states.order_by().values_list("project_id", "lead_agency_id")


EVERY_STATE = KeptQuery(lambda: _led(ProjectState.objects.on(None)))


def _row(
    holder: int,
    indicator: int,
    kind: str,
    aggregation: str,
    decimals: int,
    count: int,
    parts: int,
    least: int,
    most: int,
    weighed: Any,
    weight: int,
) -> Rolled:
    if aggregation in DIVISIBLE:
        value = value_of(int(parts), decimals)
    elif aggregation == Aggregation.MEAN:
        mean = Decimal(str(weighed)) / Decimal(int(weight))
        value = value_of(int(mean.to_integral_value(ROUND_HALF_UP)), decimals)
    else:
        value = value_of(int(most if aggregation == Aggregation.MAX else least), decimals)
    return Rolled(holder, indicator, Entry(kind), count, value)


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


def _holders(by: str, on: dt.date) -> tuple[str, list[Any]]:
    """To whom the parts of a benefit belong, in parts of the whole."""
    if by == "country":
        return f"SELECT DISTINCT benefit_id, {NOBODY} AS holder, {WHOLE} AS part FROM kept", []  # noqa: S608
    if by == "benefit":
        return f"SELECT DISTINCT benefit_id, benefit_id AS holder, {WHOLE} AS part FROM kept", []  # noqa: S608
    if by == "agency":
        return BY_AGENCY.format(**TABLES), [on, on]
    if by == "objective":
        return BY_OBJECTIVE.format(**TABLES), [on, on, on, on]
    raise ValueError(by)


TABLES = {
    "entries": LedgerEntry._meta.db_table,
    "benefits": Benefit._meta.db_table,
    "indicators": Indicator._meta.db_table,
    "sharings": Sharing._meta.db_table,
    "shares": Share._meta.db_table,
    "alignments": Alignment._meta.db_table,
    "sums": LedgerSum._meta.db_table,
    "whole": WHOLE,
    "nobody": NOBODY,
}
SUMS = """
SELECT i.id, s.kind, i.aggregation, i.decimals, s.benefits, s.total, s.latest, s.least, s.most, s.periods
FROM (
    SELECT indicator_id, kind, COUNT(*) AS benefits, SUM(total) AS total, SUM(latest) AS latest, MIN(least) AS least,
        MAX(most) AS most, SUM(periods) AS periods
    FROM {sums} WHERE kind IN ({kinds}) GROUP BY indicator_id, kind
) s JOIN {indicators} i ON i.id = s.indicator_id ORDER BY s.benefits DESC, i.id
"""
BY_AGENCY = """
SELECT s.benefit_id, p.agency_id AS holder, p.hundredths AS part
FROM (
    SELECT id, benefit_id, ROW_NUMBER() OVER (PARTITION BY benefit_id ORDER BY happened_on DESC, id DESC) AS newest
    FROM {sharings} WHERE happened_on <= %s
) s JOIN {shares} p ON p.sharing_id = s.id
WHERE s.newest = 1
UNION ALL
SELECT DISTINCT benefit_id, lead_agency_id AS holder, {whole} AS part FROM kept
WHERE NOT EXISTS (SELECT 1 FROM {sharings} s WHERE s.benefit_id = kept.benefit_id AND s.happened_on <= %s)
"""
ALIGNED = "a.project_id = k.project_id AND a.since <= %s AND (a.until IS NULL OR a.until > %s)"
BY_OBJECTIVE = f"""
SELECT k.benefit_id, a.objective_id AS holder, a.weight * 100 AS part
FROM (SELECT DISTINCT benefit_id, project_id FROM kept) k JOIN {{alignments}} a ON {ALIGNED}
UNION ALL
SELECT k.benefit_id, {{nobody}} AS holder, {{whole}} AS part
FROM (SELECT DISTINCT benefit_id, project_id FROM kept) k
WHERE NOT EXISTS (SELECT 1 FROM {{alignments}} a WHERE {ALIGNED})
"""  # noqa: S608 - names of the models' own tables
# `entry`: the newest of each kind in each period. `kept`: of a stock, the latest period alone. `cut`: each value beside
# each holder, with what rounding down leaves and what it cuts off. `dealt`: whose turn it is to get what is left.
SQL = """
WITH seen (project_id, lead_agency_id) AS ({scope}),
entry AS (
    SELECT e.benefit_id, e.kind, e.period_on, b.project_id, seen.lead_agency_id, b.indicator_id, i.aggregation,
        i.decimals,
        CAST(ROUND(e.value * CASE i.decimals WHEN 0 THEN 1 WHEN 1 THEN 10 WHEN 2 THEN 100 WHEN 3 THEN 1000
            ELSE 10000 END) AS BIGINT) AS units,
        ROW_NUMBER() OVER (
            PARTITION BY e.benefit_id, e.kind, e.period_on ORDER BY e.happened_on DESC, e.id DESC
        ) AS newest
    FROM {entries} e
    JOIN {benefits} b ON b.id = e.benefit_id
    JOIN seen ON seen.project_id = b.project_id
    JOIN {indicators} i ON i.id = b.indicator_id
    WHERE e.happened_on <= %s AND e.kind IN ({kinds}){only}
),
told AS (
    SELECT entry.*, ROW_NUMBER() OVER (PARTITION BY benefit_id, kind ORDER BY period_on DESC) AS latest
    FROM entry WHERE newest = 1
),
kept AS (SELECT * FROM told WHERE aggregation <> 'latest' OR latest = 1),
holders AS ({holders}),
cut AS (
    SELECT kept.*, holders.holder, holders.part, ABS(units) * part / 10000 AS base, ABS(units) * part %% 10000 AS rest
    FROM kept JOIN holders ON holders.benefit_id = kept.benefit_id
),
dealt AS (
    SELECT cut.*,
        ROW_NUMBER() OVER (PARTITION BY benefit_id, kind, period_on ORDER BY rest DESC, holder) AS turn,
        ABS(units) - SUM(base) OVER (PARTITION BY benefit_id, kind, period_on) AS left_over
    FROM cut
)
SELECT {each} AS of_benefit, holder, indicator_id, kind, aggregation, decimals, COUNT(DISTINCT benefit_id),
    SUM(CASE WHEN units < 0 THEN -1 ELSE 1 END * (base + CASE WHEN turn <= left_over THEN 1 ELSE 0 END)),
    MIN(units), MAX(units), SUM(CAST(units AS NUMERIC) * part), SUM(part)
FROM dealt
GROUP BY of_benefit, holder, indicator_id, kind, aggregation, decimals
"""
