"""What a lesson says. The pages that tell it belong to the floor above, which registers how they are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from training.models import Lesson


@dataclass(frozen=True, slots=True)
class Body:
    """`language` is the one it is told in; `is_stale`: it was translated from an earlier wording."""

    html: str
    language: str
    is_stale: bool = False
    edit_url: str = ""


Teller = Callable[[Any, Lesson], Body | None]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def body_of(request: Any, lesson: Lesson) -> Body | None:
    """In the reader's language, else in the other one; None where no page tells it yet."""
    return next((body for teller in _tellers if (body := teller(request, lesson)) is not None), None)
