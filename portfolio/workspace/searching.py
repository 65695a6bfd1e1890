"""What can be found by words. Each kind is registered at start-up and answers with what the person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from records.search_words import sought_words

MOST_TYPED = 200
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    count: int
    first: list[Hit]
    # The list of all of them, where there is one.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    key: str
    heading: str | Promise
    # None where the person finds nothing of this kind, ever.
    find: Callable[[Any, str], Hits | None]


SEARCHABLES: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    SEARCHABLES[searchable.key] = searchable


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    heading: str | Promise
    hits: Hits


def typed_words(text: str) -> str:
    return text.replace("\x00", " ").strip()[:MOST_TYPED]


def search(person: Any, words: str) -> list[Found]:
    """Nothing for what holds no word at all: a lone punctuation mark would else find everything."""
    if not sought_words(words):
        return []
    found = ((kind, kind.find(person, words)) for kind in SEARCHABLES.values())
    return [Found(kind.key, kind.heading, hits) for kind, hits in found if hits is not None and hits.count]
