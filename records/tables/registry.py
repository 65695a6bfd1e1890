"""What can be brought in from a table. Each app registers its importers at start-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from records.tables.reader import Row
from records.tables.wording import Words


@dataclass(slots=True)
class Entry:
    """A row on its way in: what it says, then what that means, and what of it is refused."""

    row: Row
    told: dict[str, str]
    key: str
    clean: dict[str, Any] = field(default_factory=dict)
    # Field -> how its date was written (a strptime format), where the map says so.
    written: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, Words]] = field(default_factory=list)

    def refuse(self, name: str, words: Words) -> None:
        self.refused.append((name, words))


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that came in before now says something else; what is here stays."""

    row: int
    name: str
    here: str
    told: str


@dataclass(slots=True)
class Written:
    new: int = 0
    here: int = 0
    # So many of those here said something else before, and say now what the table says.
    put_right: int = 0
    differences: list[Difference] = field(default_factory=list)

    def with_these(self, others: Written) -> Written:
        return Written(
            self.new + others.new,
            self.here + others.here,
            self.put_right + others.put_right,
            self.differences + others.differences,
        )


class Importer:
    """One kind of record. `fields` are form fields, so that a table is held to the rules of the forms."""

    name: str
    title: Words
    # The policy's name for bringing these in.
    action: str
    fields: Mapping[str, forms.Field]
    # The fields that tell a row from others where the map names no key.
    told_apart_by: tuple[str, ...]
    # How many rows are written at once: one transaction and one audit event.
    batch: int = 200

    def fresh(self) -> Importer:
        """For one table: what it remembers of the rows is of that table alone."""
        return type(self)()

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        """Find, for many rows at once, what they refer to; refuse what is not there."""

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        """Call the actions. Raises ValidationError, for one row alone or for several."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Step:
    """What is worth doing once rows have come in, and where."""

    words: Words
    address: str = ""


IMPORTERS: dict[str, Importer] = {}
# Asked when somebody reads what has come of a table; named by its source.
_next_steps: dict[str, Callable[[str], Sequence[Step]]] = {}
_actors: list[Callable[[], Any]] = []


def register(importer: Importer, next_steps: Callable[[str], Sequence[Step]] | None = None) -> None:
    IMPORTERS[importer.name] = importer
    if next_steps is not None:
        _next_steps[importer.name] = next_steps


def next_steps(what: str, source: str) -> Sequence[Step]:
    return _next_steps[what](source) if what in _next_steps else ()


def register_actor(find: Callable[[], Any]) -> None:
    """Who brings things in at the command line when nobody is named."""
    _actors[:] = [find]


def usual_actor() -> Any:
    return _actors[0]() if _actors else None


def names() -> Collection[str]:
    return IMPORTERS.keys()
