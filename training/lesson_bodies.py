"""What a lesson says. The texts that tell it belong to the floor above, which registers how they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a lesson stands in a language (told, stale, draft or missing), and where that is changed. `anew_url`: where
    it is written for this version alone, while an earlier version's readers keep the text that is there."""

    language: str
    state: str
    url: str
    anew_url: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """`tell` is asked with the number of the version that the reader is enrolled in."""

    tell: Callable[[Any, Lesson, int], Body | None]
    standings: Callable[[Iterable[Lesson], int], dict[int, list[Standing]]]
    write: Callable[..., Any]


_telling: list[Telling] = []


def register(telling: Telling) -> None:
    _telling[:] = [telling]


def body_of(request: Any, lesson: Lesson, version: int) -> Body | None:
    """In the reader's language, else in the other one; None where no text tells it yet."""
    return _telling[0].tell(request, lesson, version) if _telling else None


def standings(lessons: Sequence[Lesson], version: int) -> dict[int, list[Standing]]:
    return _telling[0].standings(lessons, version) if _telling else {}


def write(*, by: Any, lesson: Lesson, language: str, body: Sequence[tuple[str, Any]]) -> None:
    if _telling:
        _telling[0].write(by=by, lesson=lesson, language=language, body=body)
