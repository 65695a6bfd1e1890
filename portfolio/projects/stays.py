"""How long projects stayed in a stage before they moved forward out of it: what earlier moves say of later ones.

Median and quartiles are counted in the database over all moves of a pathway until a day, whatever its version, and
kept for some minutes: they change slowly, and no page waits for them twice.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_save

from portfolio.projects.enums import MOVED_FORWARD, Move, StageKind
from portfolio.projects.models import Stage, StageTransition

# Of fewer moves than these nothing is told.
FEWEST_MOVES = 8
KEPT_SECONDS = 600
# Over a hundred thousand projects it takes seconds: then one process counts for all, and a single move changes nothing.
COSTLY_SECONDS = 0.5
COSTLY_KEPT_SECONDS = 3600
MOST_DAYS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """Of so many stays that ended in a move forward: a quarter took at most so many days, half, three quarters."""

    moves: int
    quarter: int
    median: int
    three_quarters: int

    @property
    def is_enough(self) -> bool:
        return self.moves >= FEWEST_MOVES


@dataclass(frozen=True, slots=True)
class Estimate:
    """When the next gate would be passed if it goes as with earlier projects."""

    pace: Pace
    days: int
    earliest: dt.date
    middle: dt.date
    latest: dt.date
    day: dt.date

    @property
    def is_over(self) -> bool:
        return self.latest < self.day


_FORWARD = ", ".join(f"'{move.value}'" for move in MOVED_FORWARD)
# An arrival is a step into another stage than the one before; a stay lasts from an arrival to the next.
_STAYS = f"""
WITH steps AS (
    SELECT project_id, to_stage_id, move, happened_on, id,
        LAG(to_stage_id) OVER (PARTITION BY project_id ORDER BY happened_on, id) AS before
    FROM {StageTransition._meta.db_table} WHERE happened_on <= %(day)s AND move <> '{Move.RELABELLED.value}'
), stays AS (
    SELECT to_stage_id, happened_on, LEAD(happened_on) OVER later AS left_on, LEAD(move) OVER later AS left_by
    FROM steps WHERE before IS NULL OR before <> to_stage_id
    WINDOW later AS (PARTITION BY project_id ORDER BY happened_on, id)
), found AS (
    SELECT v.pathway_id, g.code, {{days}} AS days FROM stays s
    JOIN projects_stage g ON g.id = s.to_stage_id JOIN projects_pathwayversion v ON v.id = g.version_id
    WHERE s.left_by IN ({_FORWARD}) AND g.kind = '{StageKind.ON_PATH.value}'
)"""  # noqa: S608 - only names of tables and codes
_ON_POSTGRESQL = """
SELECT pathway_id, code, count(*), percentile_disc(0.25) WITHIN GROUP (ORDER BY days),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY days), percentile_disc(0.75) WITHIN GROUP (ORDER BY days)
FROM found GROUP BY pathway_id, code"""
# The same without percentile_disc: the first value that so large a part of all does not exceed.
_ON_SQLITE = """, ranked AS (
    SELECT pathway_id, code, days, COUNT(*) OVER (PARTITION BY pathway_id, code) AS moves,
        ROW_NUMBER() OVER (PARTITION BY pathway_id, code ORDER BY days) AS place FROM found
)
SELECT pathway_id, code, moves, MAX(CASE WHEN place = (moves * 25 + 99) / 100 THEN days END),
    MAX(CASE WHEN place = (moves * 50 + 99) / 100 THEN days END),
    MAX(CASE WHEN place = (moves * 75 + 99) / 100 THEN days END)
FROM ranked GROUP BY pathway_id, code, moves"""
ON_POSTGRESQL = _STAYS.format(days="s.left_on - s.happened_on") + _ON_POSTGRESQL
ON_SQLITE = _STAYS.format(days="CAST(julianday(s.left_on) - julianday(s.happened_on) AS integer)") + _ON_SQLITE

Paces = dict[tuple[int, str], Pace]
# By day: until when it is kept, whether it was costly, and what was found.
_kept: dict[dt.date, tuple[float, bool, Paces]] = {}


def paces_until(day: dt.date) -> Paces:
    """By pathway and code of stage."""
    kept = _kept.get(day)
    if kept is None or time.monotonic() > kept[0]:
        if len(_kept) >= MOST_DAYS_KEPT:
            _kept.clear()
        kept = _found(day)
        _kept[day] = kept
    return kept[2]


def _found(day: dt.date) -> tuple[float, bool, Paces]:
    shared = cache.get(_key(day))
    if shared is not None:
        return time.monotonic() + KEPT_SECONDS, True, shared
    began = time.monotonic()
    paces = _counted(day)
    is_costly = time.monotonic() - began > COSTLY_SECONDS
    if is_costly:
        cache.set(_key(day), paces, COSTLY_KEPT_SECONDS)
    return time.monotonic() + KEPT_SECONDS, is_costly, paces


def _key(day: dt.date) -> str:
    return f"stays-{day.isoformat()}"


def _counted(day: dt.date) -> Paces:
    with connection.cursor() as cursor:
        cursor.execute(ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL, {"day": day})
        return {(pathway, code): Pace(*figures) for pathway, code, *figures in cursor.fetchall()}


def pace_in(stage: Any, day: dt.date) -> Pace | None:
    """Of a stage out of the registers, which knows its pathway."""
    if stage.kind != StageKind.ON_PATH:
        return None
    return paces_until(day).get((stage.its_pathway, stage.code), Pace(0, 0, 0, 0))


def estimate(pace: Pace, since: dt.date, day: dt.date) -> Estimate:
    return Estimate(
        pace,
        (day - since).days,
        since + dt.timedelta(days=pace.quarter),
        since + dt.timedelta(days=pace.median),
        since + dt.timedelta(days=pace.three_quarters),
        day,
    )


def forget() -> None:
    cache.delete_many([_key(day) for day in _kept])
    _kept.clear()


def forget_what_is_cheap(**_signal: Any) -> None:
    for day in [day for day, (_until, is_costly, _paces) in _kept.items() if not is_costly]:
        del _kept[day]


for _model in (StageTransition, Stage):
    post_save.connect(forget_what_is_cheap, sender=_model, dispatch_uid=f"stays-{_model.__name__}")
