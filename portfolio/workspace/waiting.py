"""What can wait for somebody. Each kind is registered at start-up with its queryset, scoped to the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Item:
    """`sentence` says what to do, with what people typed in it kept apart; `note` when, in soft ink."""

    sentence: str
    url: str
    verb: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    heading: str | Promise
    # None where nothing of this kind can ever wait for the person, so that nobody is asked.
    queryset: Callable[[Any], QuerySet | None]
    item: Callable[[Any], Item]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.key] = kind


@dataclass(frozen=True, slots=True)
class Group:
    kind: Kind
    count: int
    items: list[Item]


def waiting_for(person: Any, *, most: int) -> list[Group]:
    """Of each kind what waits longest, in the order in which the kinds were registered."""
    found = (_group(kind, kind.queryset(person), most) for kind in KINDS.values())
    return [group for group in found if group is not None and group.count]


def _group(kind: Kind, rows: QuerySet | None, most: int) -> Group | None:
    if rows is None:
        return None
    first = list(rows[: most + 1])
    count = len(first) if len(first) <= most else rows.count()
    return Group(kind, count, [kind.item(row) for row in first[:most]])
