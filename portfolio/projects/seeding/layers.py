"""What the floors above lay over a seeded country, batch by batch: each registers itself at start-up, as nothing of it
is known here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from accounts.models import Person
from portfolio.projects.seeding.lives import Country, Life

Numbered = Sequence[tuple[int, Life]]
# Writes what belongs to one batch of projects: one transaction and one audit event.
Lay = Callable[[Numbered], None]
# Writes once what all batches share, and answers with what lays one of them.
Layer = Callable[[Person, Country, int], Lay]

LAYERS: dict[str, Layer] = {}


def register(name: str, layer: Layer) -> None:
    LAYERS[name] = layer


# Writes what is only known when all projects are there, such as what was reported of them quarter by quarter.
Last = Callable[[Person, Country, int, Callable[[str], None]], None]

LAST: dict[str, Last] = {}


def register_last(name: str, last: Last) -> None:
    LAST[name] = last
