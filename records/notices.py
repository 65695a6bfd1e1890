"""What can be told to people. Each app registers its kinds at start-up: how a notice of that kind is put into words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from records.models import Notification


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter goes to."""

    email: str
    language: str
    name: str = ""


@dataclass(frozen=True)
class Wording:
    """`subject` and `body` are called in the reader's language with the notice's facts."""

    subject: Callable[[Mapping[str, Any]], str]
    body: Callable[[Mapping[str, Any]], str] = lambda facts: ""
    by_mail: bool = True
    # Facts that are ids of records: read when told, for many notices at once (no personal value is kept in a notice).
    look_up: Callable[[list[Notification]], None] | None = None
    # For letters to somebody who is not a person here yet; None when it need not be sent any more.
    reader: Callable[[Mapping[str, Any]], Reader | None] | None = None
    # For addresses that hold a secret: made when the letter is written and kept nowhere.
    path: Callable[[Mapping[str, Any]], str] | None = None


KINDS: dict[str, Wording] = {}


def register(kind: str, wording: Wording) -> None:
    KINDS[kind] = wording


def subject_of(notification: Notification) -> str:
    return KINDS[notification.kind].subject(notification.facts)


def body_of(notification: Notification) -> str:
    return KINDS[notification.kind].body(notification.facts)


def path_of(notification: Notification) -> str:
    make = KINDS[notification.kind].path
    return make(notification.facts) if make else notification.path


def reader_of(notification: Notification) -> Reader | None:
    find = KINDS[notification.kind].reader
    if find:
        return find(notification.facts)
    person = notification.person
    if person is None or not person.is_active or not person.email:
        return None
    with translation.override(person.language):
        return Reader(person.email, person.language, str(person.name))


def look_up_all(notifications: Iterable[Notification]) -> None:
    by_kind: dict[str, list[Notification]] = {}
    for notification in notifications:
        by_kind.setdefault(notification.kind, []).append(notification)
    for kind, of_kind in by_kind.items():
        look_up = KINDS[kind].look_up
        if look_up:
            look_up(of_kind)
