"""What a follow-up can be of, and what it can belong to. The floors above register both at start-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.standing import standing_of
from records.policy import Words

# Whoever of an agency answers for what it owes without a person's name on it.
ANSWER_FOR_AN_AGENCY = (Role.INNOVATION_OFFICER, Role.AGENCY_LEAD)

Test = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Kind:
    """What sort of promise it is: a gate's condition, the answer to a risk, a decision asked of leadership.

    Each test takes (person, follow-up). Without one of its own, a kind is done, handed on and given another date by who
    owes it or looks after its subject, and dropped by who looks after its subject alone.
    """

    key: str
    label: Words
    may_close: Test | None = None
    may_change_due: Test | None = None
    may_hand_on: Test | None = None
    may_drop: Test | None = None
    # It is done on the page that its path leads to, not on its own.
    done_there: bool = False


@dataclass(frozen=True)
class Subject:
    """Something that follow-ups belong to, by the label of its model."""

    kind: str
    label: Words
    # Ids of those that the person sees the whole of, as a queryset of one column; asked in SQL, never fetched.
    seen_wholly: Callable[[Any], models.QuerySet]
    # Whether the person looks after this one: opens follow-ups of it, changes their dates, drops them.
    looks_after: Callable[[Any, int], bool]
    agency_of: Callable[[Any], int | None]
    path_of: Callable[[Any], str]
    # Titles of many at once, for lists.
    titles: Callable[[Collection[int]], Mapping[int, str]]


KINDS: dict[str, Kind] = {}
SUBJECTS: dict[str, Subject] = {}


def register_kind(kind: Kind) -> None:
    KINDS[kind.key] = kind


def register_subject(subject: Subject) -> None:
    SUBJECTS[subject.kind] = subject


def subject_of(thing: models.Model) -> Subject:
    return SUBJECTS[thing._meta.label_lower]


def label_of(key: str) -> str:
    return str(KINDS[key].label) if key in KINDS else key


def is_done_there(key: str) -> bool:
    return key in KINDS and KINDS[key].done_there


def seen_wholly(person: Any) -> Q:
    if not standing_of(person).is_government:
        return Q(pk__in=[])
    seen = Q(pk__in=[])
    for subject in SUBJECTS.values():
        seen |= Q(subject_kind=subject.kind, subject_id__in=subject.seen_wholly(person))
    return seen


def titles_of(followups: Iterable[Any]) -> dict[tuple[str, int], str]:
    """One query for each kind of subject among them."""
    wanted: dict[str, set[int]] = {}
    for one in followups:
        wanted.setdefault(one.subject_kind, set()).add(one.subject_id)
    return {
        (kind, pk): title
        for kind, ids in wanted.items()
        if kind in SUBJECTS
        for pk, title in SUBJECTS[kind].titles(ids).items()
    }
