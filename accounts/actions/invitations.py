from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext as _

from accounts.actions import people
from accounts.actions.memberships import hold, refuse_impossible, told
from accounts.models import Agency, Invitation, Membership, Person
from records.actions import audit, notices
from records.clock import today
from records.policy import require


def invite(
    *, by: Any, email: str, role: str, agency: Agency | None, language: str, ends_on: dt.date | None = None
) -> Invitation:
    invitation = Invitation(
        email=Person.objects.normalize_email(email).strip().lower(),
        role=role,
        agency=agency,
        language=language,
        ends_on=ends_on,
        invited_by=by,
        # Stands in until the row has the number that its secret is made of.
        secret_hash=get_random_string(64),
    )
    require(by, "accounts.invite", invitation)
    with transaction.atomic():
        refuse_impossible(invitation, since=today())
        invitation.full_clean(exclude=["agency", "invited_by", "person", "accepted_at", "withdrawn_at"])
        if Invitation.objects.open_now().filter(email__iexact=invitation.email, role=role, agency=agency).exists():
            raise ValidationError(_("This invitation has been sent already and is still open."), code="open")
        invitation.save()
        invitation.secret_hash = hash_of(secret_of(invitation))
        invitation.save(update_fields=["secret_hash"])
        audit.record(
            by=by,
            action="accounts.invite",
            target=invitation,
            after={"role": str(role), "agency": invitation.agency_id, "ends_on": ends_on},
            agency_id=invitation.agency_id,
        )
        notices.write_letter(
            kind="accounts.invitation", facts={"invitation": invitation.pk}, once=f"invitation:{invitation.pk}"
        )
    return invitation


def withdraw(*, by: Any, invitation: Invitation) -> Invitation:
    require(by, "accounts.withdraw_invitation", invitation)
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if invitation.accepted_at or invitation.withdrawn_at:
            raise ValidationError(_("This invitation is no longer open."), code="closed")
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(by=by, action="accounts.withdraw_invitation", target=invitation, agency_id=invitation.agency_id)
    return invitation


def accept_as_newcomer(*, secret: str, name_en: str, name_ar: str, language: str, password: str) -> Person:
    """Opens an account for the invited address and gives it the role."""
    with transaction.atomic():
        invitation = held_open(secret)
        person = people.write(
            email=invitation.email, name_en=name_en, name_ar=name_ar, password=password, language=language
        )
        take_up(invitation, person)
    return person


def accept_as_member(*, by: Person, secret: str) -> Membership:
    """Gives the role to the person of that address, who has signed in."""
    with transaction.atomic():
        invitation = held_open(secret)
        if not is_for(invitation, by):
            raise ValidationError(_("This invitation was sent to another address."), code="another")
        return take_up(invitation, by)


def take_up(invitation: Invitation, person: Person) -> Membership:
    membership = Membership(
        person=person, role=invitation.role, agency=invitation.agency, starts_on=today(), ends_on=invitation.ends_on
    )
    hold(membership)
    invitation.accepted_at, invitation.person = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "person"])
    audit.record(
        by=person,
        action="accounts.accept_invitation",
        target=invitation,
        after=told(membership),
        agency_id=membership.agency_id,
    )
    return membership


def held_open(secret: str) -> Invitation:
    """The open invitation of that secret, held until the transaction ends, so that it opens one door once."""
    found = Invitation.objects.open_now().select_for_update(of=("self",)).filter(secret_hash=hash_of(secret)).first()
    if found is None:
        raise ValidationError(_("This invitation is no longer open. Ask for a new one."), code="closed")
    return found


def is_for(invitation: Invitation, person: Person) -> bool:
    return bool(person.email) and invitation.email.casefold() == person.email.casefold()


def secret_of(invitation: Invitation) -> str:
    """Made anew from the row and the key of this installation whenever a letter is written; kept nowhere."""
    return salted_hmac("accounts.invitation", f"{invitation.pk}:{invitation.sent_at.isoformat()}").hexdigest()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
