"""Facts that the system checks itself when a gate asks for them: each room of the house registers its own at start-up.

A fact offers what can be chosen for a project, and answers whether it holds now, with a sentence and where to see it.
What it found is kept at the moment of asking; a page shows what it finds today beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from portfolio.projects.models import Project

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Finding:
    """`reason` is put into words in the language that is active when it is asked for."""

    holds: bool
    reason: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    # Said as "A milestone is reached": what holds when it holds.
    label: Words
    # What can be chosen for a project, such as its milestones. Keys of at most 100 characters.
    choices: Callable[[Project], Sequence[Choice]]
    # Told the project and the chosen key; a key that is no longer there is a fact that does not hold.
    check: Callable[[Project, str], Finding]


FACTS: dict[str, Fact] = {}


def register(key: str, fact: Fact) -> None:
    FACTS[key] = fact


def choices_of(key: str, project: Project) -> list[Choice]:
    fact = FACTS.get(key)
    return list(fact.choices(project)) if fact else []


def check(key: str, project: Project, chosen: str) -> Finding | None:
    """None where nobody registers this fact any more."""
    fact = FACTS.get(key)
    return fact.check(project, chosen) if fact else None
