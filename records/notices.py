"""What can be told to people. Each app registers its kinds at start-up: how a notice of that kind is put into words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from records.models import Notification


@dataclass(frozen=True)
class Wording:
    """`subject` and `body` are called in the reader's language with the notice's facts."""

    subject: Callable[[Mapping[str, Any]], str]
    body: Callable[[Mapping[str, Any]], str] = lambda facts: ""
    by_mail: bool = True
    # Facts that are ids of records: read when told, for many notices at once (no personal value is kept in a notice).
    look_up: Callable[[list[Notification]], None] | None = None


KINDS: dict[str, Wording] = {}


def register(kind: str, wording: Wording) -> None:
    KINDS[kind] = wording


def subject_of(notification: Notification) -> str:
    return KINDS[notification.kind].subject(notification.facts)


def body_of(notification: Notification) -> str:
    return KINDS[notification.kind].body(notification.facts)


def look_up_all(notifications: Iterable[Notification]) -> None:
    by_kind: dict[str, list[Notification]] = {}
    for notification in notifications:
        by_kind.setdefault(notification.kind, []).append(notification)
    for kind, of_kind in by_kind.items():
        look_up = KINDS[kind].look_up
        if look_up:
            look_up(of_kind)
