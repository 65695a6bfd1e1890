"""What a table that goes out consists of: each column once, with what it is called and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.functional import Promise


class Kind(Enum):
    # What somebody typed, and what the product itself says: only the former could be taken for a formula.
    TEXT = "text"
    WORD = "word"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    title: str | Promise
    kind: Kind


# The cells of one row, in the order of the columns; what is not known is None, an empty cell.
Cells = Sequence[Any]


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
    rows: Callable[[], Iterable[Cells]]
    keys: Callable[[], Iterator[Any]]
    rows_of: Callable[[Sequence[Any]], Iterable[Cells]]
    # Which filters were set, for the trail: their names alone, never what was typed.
    asked: tuple[str, ...] = field(default=())
