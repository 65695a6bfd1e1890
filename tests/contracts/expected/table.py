"""How the expected cells of the policy are written down.

Each app has a module beside this one with `CELLS`: for an action, what it is done to, and who may. Whoever is not
named there may not. `thing` makes the object in the test's world (None where the rule asks about the person alone);
one world serves all cells, so what can be made only once goes through `world.keep(name, make)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world import World


@dataclass(frozen=True)
class Cells:
    action: str
    allowed: tuple[str, ...]
    thing: Callable[[World], Any] | None = None
    # What the thing is, for the name of the test.
    of: str = ""
