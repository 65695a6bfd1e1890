"""What waits between people and their roles."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from accounts.actions.invitations import secret_of
from accounts.enums import Role
from accounts.models import Invitation
from accounts.standing import standing_of
from portfolio.workspace.waiting import Item, Kind, register
from records.clock import day_of
from records.templatetags.masar import bdi, day


def invitations_to_answer(person: Any) -> QuerySet[Invitation] | None:
    if not person.email:
        return None
    return Invitation.objects.open_now().filter(email__iexact=person.email).select_related("agency").order_by("sent_at")


def invitation_item(invitation: Invitation) -> Item:
    role = Role(invitation.role).label
    sentence = (
        format_html(gettext("You are invited to be {role} at {agency}"), role=role, agency=bdi(invitation.agency.name))
        if invitation.agency
        else format_html(gettext("You are invited to be {role} for the whole country"), role=role)
    )
    return Item(
        sentence=sentence,
        url=reverse("accounts:accept_invitation", args=[secret_of(invitation)]),
        verb=gettext("Answer"),
        note=_open_until(invitation),
    )


def invitations_unanswered(person: Any) -> QuerySet[Invitation] | None:
    if not standing_of(person).is_lab_administrator:
        return None
    return (
        Invitation.objects.open_now().exclude(email__iexact=person.email).select_related("agency").order_by("sent_at")
    )


def unanswered_item(invitation: Invitation) -> Item:
    return Item(
        sentence=format_html(gettext("{email} has not answered the invitation"), email=bdi(invitation.email)),
        url=reverse("accounts:invitations"),
        verb=gettext("See the invitations"),
        note=_open_until(invitation),
    )


def _open_until(invitation: Invitation) -> str:
    return format_html(gettext("open until {day}"), day=day(day_of(invitation.expires_at)))


register(Kind("invitations", gettext_lazy("Roles offered to you"), invitations_to_answer, invitation_item))
register(Kind("unanswered", gettext_lazy("Invitations without an answer"), invitations_unanswered, unanswered_item))
