"""How the notices and letters of this app are put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions.invitations import secret_of
from accounts.enums import Role
from accounts.models import Agency, Invitation, Person
from records import notices as kinds
from records.clock import day_of
from records.models import Notification
from records.notices import Reader, Wording

Facts = Mapping[str, Any]


# An invitation, to somebody who is not here yet


def invitation_of(facts: Facts) -> Invitation | None:
    return Invitation.objects.select_related("agency", "invited_by").filter(pk=facts["invitation"]).first()


def invited(facts: Facts) -> Reader | None:
    invitation = Invitation.objects.open_now().filter(pk=facts["invitation"]).first()
    return Reader(invitation.email, invitation.language) if invitation and invitation.email else None


def invitation_body(facts: Facts) -> str:
    invitation = invitation_of(facts)
    if invitation is None:
        return ""
    return _("%(name)s invites you to Masar as %(role)s. Open the address until %(day)s to begin.") % {
        "name": invitation.invited_by,
        "role": role_at(invitation.role, invitation.agency),
        "day": date_format(day_of(invitation.expires_at)),
    }


def invitation_path(facts: Facts) -> str:
    invitation = invitation_of(facts)
    return reverse("accounts:accept_invitation", args=[secret_of(invitation)]) if invitation else ""


# A new password


def asked_for_password(facts: Facts) -> Reader | None:
    person = Person.objects.filter(pk=facts["person"], is_active=True).first()
    return Reader(person.email, person.language, str(person.name)) if person else None


def password_path(facts: Facts) -> str:
    person = Person.objects.get(pk=facts["person"])
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )


def password_body(facts: Facts) -> str:
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return _(
        "Somebody, we hope you, asked for a new password. The address works for %(hours)s hours and once. "
        "If it was not you, there is nothing to do."
    ) % {"hours": hours}


# A role, to its holder


def role_given(facts: Facts) -> str:
    return _("You are now %(role)s") % {"role": _role(facts)}


def role_ended(facts: Facts) -> str:
    return _("You are no longer %(role)s") % {"role": _role(facts)}


def _role(facts: Facts) -> str:
    agency = facts.get("told_agency") or Agency.objects.filter(pk=facts["agency"]).first()
    return role_at(facts["role"], agency)


def role_at(role: str, agency: Agency | None) -> str:
    if agency is None:
        return _("%(role)s (the whole country)") % {"role": Role(role).label}
    return _("%(role)s at %(agency)s") % {"role": Role(role).label, "agency": agency.name}


def look_up_agencies(notifications: list[Notification]) -> None:
    agencies = Agency.objects.in_bulk({n.facts["agency"] for n in notifications if n.facts["agency"]})
    for notification in notifications:
        notification.facts = {**notification.facts, "told_agency": agencies.get(notification.facts["agency"])}


def register() -> None:
    kinds.register(
        "accounts.invitation",
        Wording(
            subject=lambda facts: _("You are invited to Masar"),
            body=invitation_body,
            reader=invited,
            path=invitation_path,
        ),
    )
    kinds.register(
        "accounts.new_password",
        Wording(
            subject=lambda facts: _("Choose a new password"),
            body=password_body,
            reader=asked_for_password,
            path=password_path,
        ),
    )
    kinds.register("accounts.role_given", Wording(subject=role_given, look_up=look_up_agencies))
    kinds.register("accounts.role_ended", Wording(subject=role_ended, look_up=look_up_agencies))
