"""The thread that runs through the work: what a thing came from and what came of it, each step a link.

An app registers, for the kind of thing that another shows a page of, the links that it knows. They are scoped to the
person who reads, and each strand may cost one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise


class Side(Enum):
    CAME_FROM = "came_from"
    CAME_OF_IT = "came_of_it"


@dataclass(frozen=True, slots=True)
class Link:
    """`title` is what somebody typed, `note` our own words about it (its state, a day). `url` may be empty: there is
    something, and this person cannot open it."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Strand:
    """`of` names the kind of thing on whose page the links stand, as in "projects.project"."""

    of: str
    side: Side
    order: int
    label: str | Promise
    links: Callable[[Any, Any], Iterable[Link]]


@dataclass(frozen=True, slots=True)
class Knot:
    label: str | Promise
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Thread:
    came_from: list[Knot]
    came_of_it: list[Knot]


STRANDS: list[Strand] = []


def register(strand: Strand) -> None:
    STRANDS.append(strand)
    STRANDS.sort(key=lambda strand: strand.order)


def thread_of(of: str, subject: Any, *, person: Any) -> Thread:
    knots = [
        (strand.side, Knot(strand.label, links))
        for strand in STRANDS
        if strand.of == of and (links := list(strand.links(person, subject)))
    ]
    return Thread(
        came_from=[knot for side, knot in knots if side is Side.CAME_FROM],
        came_of_it=[knot for side, knot in knots if side is Side.CAME_OF_IT],
    )
