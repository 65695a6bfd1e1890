"""The only way to fetch what this app's pages are about."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.actions.invitations import hash_of
from accounts.models import Agency, AgencyAlias, Invitation, Membership, Person
from accounts.queries import agencies, people
from records.models import AuditEvent
from records.policy import may


def admit(request: HttpRequest, action: str) -> None:
    """What the policy refuses altogether is the same 404 as what does not exist."""
    if not may(request.user, action):
        raise Http404


def person_of(request: HttpRequest, pk: int) -> Person:
    admit(request, "accounts.see_people")
    return get_object_or_404(people(), pk=pk)


def membership_of(request: HttpRequest, pk: int) -> Membership:
    admit(request, "accounts.see_people")
    return get_object_or_404(Membership.objects.select_related("person", "agency"), pk=pk, person__forgotten_at=None)


def invitation_of(request: HttpRequest, pk: int) -> Invitation:
    admit(request, "accounts.see_people")
    return get_object_or_404(Invitation.objects.open_now(), pk=pk)


def invitation_behind(secret: str) -> Invitation | None:
    """By the letter's secret alone; None when it has been used, withdrawn or has expired."""
    return (
        Invitation.objects.open_now().select_related("agency", "invited_by").filter(secret_hash=hash_of(secret)).first()
    )


def agency_of(request: HttpRequest, code: str) -> Agency:
    admit(request, "accounts.see_agencies")
    return get_object_or_404(agencies(), code=code.upper())


def alias_of(request: HttpRequest, code: str, pk: int) -> AgencyAlias:
    return get_object_or_404(AgencyAlias.objects.select_related("agency"), pk=pk, agency=agency_of(request, code))


def event_of(request: HttpRequest, pk: int) -> AuditEvent:
    admit(request, "accounts.read_trail")
    return get_object_or_404(AuditEvent.objects.select_related("actor"), pk=pk)
