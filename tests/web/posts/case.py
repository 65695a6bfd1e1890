"""How an address that takes a POST is tried: by whom, with what, and which one event it leaves.

Each app has a module beside this one with `CASES`. Several cases for one address are welcome (allowed, refused, wrong).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.world import World


def nothing(world: World) -> dict[str, Any]:
    return {}


def key(world: World) -> dict[str, Any]:
    """What every form that is sent once carries."""
    return {"key": str(uuid.uuid4())}


def typed(**fields: Any) -> Callable[[World], dict[str, Any]]:
    """A form with these fields; what is a function is asked of the world."""
    return lambda world: {
        **key(world),
        **{name: value(world) if callable(value) else value for name, value in fields.items()},
    }


@dataclass(frozen=True)
class Post:
    name: str
    by: str
    # The one event that the POST leaves; "" where it leaves none, and then `why` says why none is due.
    event: str
    data: Callable[[World], dict[str, Any]] = nothing
    args: Callable[[World], dict[str, Any]] = nothing
    status: int = 302
    why: str = ""
    of: str = ""
    second_factor: bool = True
    # Does what comes before on the same client, for addresses that go on from another (a code after a password).
    before: Callable[[World, Any], None] | None = None
    # Told after the commit, which a test inside a transaction only has when its request is over.
    after_commit: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.of or self.event or 'no event'}"
