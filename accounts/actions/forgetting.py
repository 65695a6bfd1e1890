"""A person's removal: every personal value goes, from wherever it is; the row stays, so that history stands."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from accounts.actions.memberships import still_may
from accounts.models import Invitation, Person, SignedInSession
from records import personal_values
from records.actions import audit
from records.models import Notification, PrivateFile
from records.policy import require


def forget_person(*, by: Any, person: Person) -> dict[str, int]:
    """`by=None` is the operator at the command line. Answers how many places of which table were cleared."""
    if by is not None:
        require(by, "accounts.forget_person", person)
    with transaction.atomic():
        still_may(by, "accounts.forget_person", person, person.pk)
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        if person.forgotten_at:
            raise ValidationError(_("This person's data was removed."), code="forgotten")
        values = [person.email, person.name_en, person.name_ar]
        end_every_sign_in(person)
        clear_profile(person)
        cleared = personal_values.remove(values, keep=Person.objects.filter(pk=person.pk))
        empty(person)
        audit.record(by=by, action="accounts.forget_person", target=person, after={"cleared": cleared})
    return cleared


def end_every_sign_in(person: Person) -> None:
    Authenticator.objects.filter(user_id=person.pk).delete()
    EmailAddress.objects.filter(Q(user_id=person.pk) | Q(email__iexact=person.email)).delete()
    SignedInSession.objects.filter(person_id=person.pk).delete()
    # A sign-in that was begun and not finished has no owner yet, and holds the address that was typed.
    for session in SignedInSession.objects.filter(person_id=None).iterator():
        if person.email.casefold() in str(session.get_decoded()).casefold():
            session.delete()


def clear_profile(person: Person) -> None:
    for profile in UserProfile.objects.filter(user_id=person.pk):
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()
    Notification.objects.filter(person_id=person.pk).delete()
    Invitation.objects.filter(Q(person_id=person.pk) | Q(email__iexact=person.email)).update(
        email="", withdrawn_at=timezone.now()
    )
    # What somebody called a file on her own machine may be her name.
    PrivateFile.objects.filter(uploaded_by_id=person.pk).update(name="file")
    person.groups.clear()
    person.user_permissions.clear()


def empty(person: Person) -> None:
    person.email = f"forgotten-{person.pk}@invalid.invalid"
    person.name_en = person.name_ar = ""
    person.set_unusable_password()
    person.is_active = person.is_superuser = person.wants_mail = False
    person.last_login = None
    person.forgotten_at = timezone.now()
    person.save()
