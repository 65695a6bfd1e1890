from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Agency, Invitation, Membership, Person
from records.clock import today
from records.models import AuditEvent
from records.trail_words import words_of_action


def people() -> QuerySet[Person]:
    """Everybody who was not removed, with the roles of today."""
    return Person.objects.filter(forgotten_at=None).prefetch_related(
        Prefetch(
            "memberships",
            queryset=Membership.objects.valid_today().select_related("agency").order_by("role", "agency__code"),
            to_attr="roles_today",
        )
    )


def memberships_of(person: Person) -> QuerySet[Membership]:
    return person.memberships.select_related("agency").order_by("-starts_on", "role")


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.open_now().select_related("agency", "invited_by")


def agencies() -> QuerySet[Agency]:
    day = today()
    valid = Q(memberships__starts_on__lte=day) & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day))
    return Agency.objects.select_related("parent").annotate(
        members=Count("memberships__person", filter=valid, distinct=True)
    )


@dataclass(frozen=True)
class DemoAccount:
    name: str
    email: str
    role: str
    agency: str


def demo_accounts() -> list[DemoAccount]:
    """Who can be tried out, in the order of the roles."""
    held = (
        Membership.objects.valid_today()
        .filter(person__is_demo=True, person__is_active=True)
        .exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("person", "agency")
        .order_by("person_id", "pk")
    )
    first: dict[int, Membership] = {}
    for membership in held:
        first.setdefault(membership.person_id, membership)
    return [
        DemoAccount(
            name=str(membership.person),
            email=membership.person.email,
            role=membership.get_role_display(),
            agency=str(membership.agency) if membership.agency else "",
        )
        for membership in first.values()
    ]


def trail() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.select_related("actor").order_by("-id")


@dataclass(frozen=True)
class TrailLine:
    """An event as a person reads it: with names looked up from the ids that it holds."""

    event: AuditEvent
    words: str
    target: str
    target_key: str
    agency: Agency | None
    changes: list[Change]


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str

    @property
    def is_one(self) -> bool:
        return bool(self.before) and bool(self.after) and self.before != self.after


def trail_lines(events: Iterable[AuditEvent]) -> list[TrailLine]:
    events = list(events)
    people_by_id = Person.objects.in_bulk(
        {int(event.target_id) for event in events if event.target_type == "accounts.person" and event.target_id}
    )
    agencies_by_id = Agency.objects.in_bulk({event.agency_id for event in events if event.agency_id})
    return [
        TrailLine(
            event=event,
            target=target_words(event, people_by_id, agencies_by_id),
            target_key=f"{event.target_type} {event.target_id}".strip(),
            agency=agencies_by_id.get(event.agency_id or 0),
            words=words_of_action(event.action),
            changes=changes(model_of(event), event.before, event.after),
        )
        for event in events
    ]


def target_words(event: AuditEvent, people_by_id: Mapping[int, Person], agencies_by_id: Mapping[int, Agency]) -> str:
    if event.target_type == "accounts.person":
        return str(people_by_id.get(int(event.target_id), "")) if event.target_id else ""
    if event.target_type == "accounts.agency" and event.target_id.isdigit():
        return str(agencies_by_id.get(int(event.target_id), ""))
    model = model_of(event)
    return str(model._meta.verbose_name) if model else ""


def model_of(event: AuditEvent) -> type[models.Model] | None:
    try:
        return apps.get_model(event.target_type) if event.target_type else None
    except (LookupError, ValueError):
        return None


def changes(model: type[models.Model] | None, before: Any, after: Any) -> list[Change]:
    """What the event says side by side, a line for each name that either holds, in the words of the record's fields."""
    old = before if isinstance(before, dict) else {} if before is None else {"": before}
    new = after if isinstance(after, dict) else {} if after is None else {"": after}
    fields = {field.name: field for field in model._meta.concrete_fields} if model else {}
    return [
        Change(
            name=str(fields[name].verbose_name) if name in fields else name,
            before=shown(in_words(fields.get(name), old.get(name))),
            after=shown(in_words(fields.get(name), new.get(name))),
        )
        for name in dict.fromkeys([*old, *new])
    ]


def in_words(field: models.Field | None, value: Any) -> Any:
    """A choice by its name; anything else as it is."""
    if field is None or not isinstance(value, str):
        return value
    return dict(field.flatchoices).get(value, value)


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(shown(part) for part in value)
    return str(value)
