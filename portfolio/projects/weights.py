"""How much of a project serves each of its objectives, in whole percent that come to 100. Pure: no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

WHOLE = 100


class Held(NamedTuple):
    """Something held from a day until the day before another, with its weight in those days."""

    what: int
    since: dt.date
    until: dt.date | None
    weight: int


def equal_split(things: Collection[int]) -> dict[int, int]:
    """The same for each; what is left over goes, one by one, to the first."""
    each, over = divmod(WHOLE, len(things)) if things else (0, 0)
    return {thing: each + (place < over) for place, thing in enumerate(sorted(things))}


def filled_up(given: Mapping[int, int | None]) -> dict[int, int]:
    """What is left of the whole goes in equal parts to those without a weight."""
    said = {thing: weight for thing, weight in given.items() if weight is not None}
    open_ones = sorted(set(given) - set(said))
    left = WHOLE - sum(said.values())
    if not open_ones or left < len(open_ones):
        return said
    each, over = divmod(left, len(open_ones))
    return said | {thing: each + (place < over) for place, thing in enumerate(open_ones)}


def weighted(links: Iterable[tuple[int, dt.date, dt.date | None]]) -> list[Held]:
    """Links of which nobody ever said a weight: on every day, those that held share it equally.

    A link whose share changes on the way is cut there, so that each day of the past comes to 100.
    """
    rows = [(what, since, until) for what, since, until in links if until is None or until > since]
    days = sorted({since for _what, since, _until in rows} | {until for _what, _since, until in rows if until})
    found: list[Held] = []
    for place, day in enumerate(days):
        end = days[place + 1] if place + 1 < len(days) else None
        there = sorted({what for what, since, until in rows if since <= day and (until is None or until > day)})
        for what, weight in equal_split(there).items():
            before = next((one for one in found if one.what == what and one.until == day), None)
            if before and before.weight == weight:
                found[found.index(before)] = before._replace(until=end)
            else:
                found.append(Held(what, day, end, weight))
    return found
