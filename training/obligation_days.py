"""From which day until which somebody has to know a course: worked out from requirements, roles and work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from training.models.completion import NEVER
from training.models.obligation import ALWAYS
from training.models.tally import CellDay

What = CellDay.What
ONE = dt.timedelta(days=1)


class Days(NamedTuple):
    """After the one, up to the other."""

    after: dt.date
    until: dt.date


EVER = Days(ALWAYS, NEVER)


class Held(NamedTuple):
    """A role: in the order in which they began."""

    role: str
    agency: int | None
    days: Days


class Work(NamedTuple):
    """What training knows of a person (None: nothing), and the roles."""

    known: tuple[int | None, str] | None
    roles: tuple[Held, ...]


class Asked(NamedTuple):
    """What is required. What is empty holds for everybody."""

    course: int
    agency: int | None
    role: str
    grade: str


class Stay(NamedTuple):
    agency: int
    grade: str
    days: Days


class Due(NamedTuple):
    course: int
    agency: int
    after: dt.date
    until: dt.date


def days_of_role(starts_on: dt.date, ends_on: dt.date | None) -> Days:
    return Days(starts_on - ONE, ends_on or NEVER)


def due_of(work: Work, asked: Iterable[Asked]) -> list[Due]:
    """Required twice is required once."""
    stays = list(_stays(work))
    found: dict[tuple[int, int], list[Days]] = defaultdict(list)
    for one in asked:
        held = [role.days for role in work.roles if role.role == one.role] if one.role else [EVER]
        for stay in stays:
            if one.agency in (None, stay.agency) and one.grade in ("", stay.grade):
                found[one.course, stay.agency] += [both for days in held if (both := _both(days, stay.days))]
    return [Due(*key, *days) for key, spans in found.items() for days in _joined(spans)]


def _stays(work: Work) -> Iterator[Stay]:
    """As training knows it; else by the role that has been held longest on each day."""
    if work.known is not None:
        agency, grade = work.known
        if agency is not None:
            yield Stay(agency, grade, EVER)
        return
    for days in map(Days._make, pairwise(sorted({edge for role in work.roles for edge in role.days}))):
        longest = next((role for role in work.roles if role.agency and _both(role.days, days) == days), None)
        if longest is not None and longest.agency is not None:
            yield Stay(longest.agency, "", days)


def _both(one: Days, other: Days) -> Days | None:
    days = Days(max(one.after, other.after), min(one.until, other.until))
    return days if days.after < days.until else None


def _joined(spans: list[Days]) -> list[Days]:
    found: list[Days] = []
    for days in sorted(spans):
        if found and days.after <= found[-1].until:
            found[-1] = Days(found[-1].after, max(found[-1].until, days.until))
        else:
            found.append(days)
    return found


def days_of(due: Due, valid_until: dt.date | None) -> Iterator[tuple[str, dt.date, int]]:
    """What one who has to know a course adds to the days of the cell."""
    yield from _until(What.REQUIRED, due.after, due.until)
    if valid_until is not None and valid_until > due.after:
        yield from _until(What.FULFILLED, due.after, min(due.until, valid_until))


def _until(what: str, after: dt.date, until: dt.date) -> Iterator[tuple[str, dt.date, int]]:
    yield str(what), until, 1
    if after > ALWAYS:
        yield str(what), after, -1
