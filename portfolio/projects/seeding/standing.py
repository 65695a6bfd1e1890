"""How a seeded project stood from day to day: in one sweep what `actions.states.draw_history` draws from the rows.

A test compares the two on a sample.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from portfolio.projects.enums import Confidence
from portfolio.projects.seeding.lives import Life


@dataclass(frozen=True, slots=True)
class Standing:
    stage: int
    stage_since: dt.date
    agency: int
    confidence: str
    visibility: str


@dataclass(slots=True)
class Span:
    from_date: dt.date
    to_date: dt.date | None
    standing: Standing
    last_update_on: dt.date | None


def spans_of(life: Life) -> list[Span]:
    first = life.steps[0]
    standing = Standing(first.after, first.on, life.first_agency, Confidence.NOT_RATED, life.visibility_before)
    last_update: dt.date | None = None
    spans: list[Span] = []
    for day, changes, told in _days(life):
        standing = replace(standing, **changes) if changes else standing
        last_update = day if told else last_update
        if spans and spans[-1].standing == standing:
            spans[-1].last_update_on = last_update
            continue
        if spans:
            spans[-1].to_date = day
        spans.append(Span(day, None, standing, last_update))
    return spans


def _days(life: Life) -> list[tuple[dt.date, dict[str, Any], bool]]:
    """Each day on which something happened, what it changed (the last of a day counts) and whether it was an update."""
    changes: dict[dt.date, dict[str, Any]] = {life.registered_on: {}}
    for step in life.steps[1:]:
        changes.setdefault(step.on, {}).update(stage=step.after, stage_since=step.on)
    if life.handover and life.handover.accepted_on:
        changes.setdefault(life.handover.accepted_on, {})["agency"] = life.handover.agency_to
    if life.shown_on:
        changes.setdefault(life.shown_on, {})["visibility"] = life.visibility
    told = set()
    for update in life.updates:
        changes.setdefault(update.on, {})["confidence"] = update.confidence
        told.add(update.on)
    return [(day, changes[day], day in told) for day in sorted(changes)]
