"""What a table that goes out consists of: each column once, with what it is called and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.functional import Promise


class Kind(Enum):
    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """`value` reads a cell from a row; what is not known is None, an empty cell."""

    title: str | Promise
    kind: Kind
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """What one reader takes out: with the rights, the filters and the language of that reader.

    `count` is known before anything is written. `rows` streams all of them. `keys` names them in the same order, and
    `rows_of` reads those that a few keys name: so that long work can be taken up again where it was broken off.
    """

    name: str
    title: str
    columns: Sequence[Column]
    count: int
    rows: Callable[[], Iterable[Any]]
    keys: Callable[[], Iterator[Any]]
    rows_of: Callable[[Sequence[Any]], Iterable[Any]]
    # Which filters were set, for the trail: their names alone, never what was typed.
    asked: tuple[str, ...] = field(default=())
