"""By which door the present work came in, so that actions can say so without knowing of requests."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from records.enums import Door


@dataclass
class Trail:
    door: Door
    number: str = field(default_factory=lambda: uuid.uuid4().hex)
    events: int = 0


_present: ContextVar[Trail | None] = ContextVar("trail", default=None)


def present() -> Trail:
    return _present.get() or Trail(Door.COMMAND)


@contextmanager
def through(door: Door) -> Iterator[Trail]:
    trail = Trail(door)
    token = _present.set(trail)
    try:
        yield trail
    finally:
        _present.reset(token)
