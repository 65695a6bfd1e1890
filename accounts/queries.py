from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Agency, Invitation, Membership, Person
from records.clock import today
from records.models import AuditEvent


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
