from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import agencies
from accounts.actions.memberships import hold, still_may
from accounts.enums import Language, Role
from accounts.models import Agency, Membership, Person, SignedInSession
from records.actions import audit
from records.policy import require


def found_lab(
    *,
    agency: dict[str, Any],
    email: str,
    name_en: str,
    name_ar: str,
    password: str,
    language: str,
    is_demo: bool = False,
) -> Person:
    """The lab's own agency and its first administrator, at the command line: nobody is there yet to give the role."""
    with transaction.atomic():
        if Membership.objects.filter(role=Role.LAB_ADMINISTRATOR).exists():
            raise ValidationError(_("There is a lab administrator already: ask for an invitation."), code="founded")
        aliases = agency.pop("aliases", ())
        lab = Agency.objects.called(agency["code"]).first() or agencies.put(**agency)
        agencies.answer_to(lab, lab.code, lab.name_en, lab.name_ar, *aliases)
        person = write(
            email=email, name_en=name_en, name_ar=name_ar, password=password, language=language, is_demo=is_demo
        )
        hold(Membership(person=person, agency=lab, role=Role.LAB_ADMINISTRATOR))
        audit.record(by=None, action="accounts.found_lab", target=person, after={"agency": lab.pk}, agency_id=lab.pk)
    return person


def register(
    *,
    by: Any,
    email: str,
    name_en: str,
    name_ar: str,
    password: str | None = None,
    language: str = Language.ARABIC,
    is_demo: bool = False,
) -> Person:
    """A person without a role: can sign in (when given a password) and see what is public."""
    require(by, "accounts.register_person")
    with transaction.atomic():
        person = write(
            email=email, name_en=name_en, name_ar=name_ar, password=password, language=language, is_demo=is_demo
        )
        audit.record(by=by, action="accounts.register_person", target=person)
    return person


def edit_own(*, by: Person, name_en: str, name_ar: str, language: str, wants_mail: bool) -> Person:
    require(by, "accounts.own_account", by)
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        before = settings_of(person)
        renamed = (person.name_en, person.name_ar) != (name_en, name_ar)
        person.name_en, person.name_ar = name_en, name_ar
        person.language, person.wants_mail = language, wants_mail
        person.full_clean(exclude=["password"])
        person.save()
        audit.record(
            by=by,
            action="accounts.edit_own",
            target=person,
            before=before,
            # Names are personal: the trail tells that they were changed and not to what.
            after=settings_of(person) | {"renamed": renamed},
        )
    return person


def deactivate(*, by: Any, person: Person) -> Person:
    return set_active(by=by, person=person, active=False)


def reactivate(*, by: Any, person: Person) -> Person:
    return set_active(by=by, person=person, active=True)


def set_active(*, by: Any, person: Person, active: bool) -> Person:
    require(by, "accounts.deactivate", person)
    with transaction.atomic():
        still_may(by, "accounts.deactivate", person, person.pk)
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        if person.forgotten_at:
            raise ValidationError(_("This person's data was removed."), code="forgotten")
        before = {"active": person.is_active}
        person.is_active = active
        person.save(update_fields=["is_active"])
        if not active:
            SignedInSession.objects.filter(person_id=person.pk).delete()
        audit.record(
            by=by,
            action="accounts.reactivate" if active else "accounts.deactivate",
            target=person,
            before=before,
            after={"active": active},
        )
    return person


def end_other_sessions(*, by: Person, kept: str | None) -> int:
    require(by, "accounts.own_account", by)
    with transaction.atomic():
        ended, _by_model = SignedInSession.objects.filter(person_id=by.pk).exclude(pk=kept).delete()
        audit.record(by=by, action="accounts.end_sessions", target=by, after={"ended": ended})
    return ended


def write(
    *, email: str, name_en: str, name_ar: str, password: str | None, language: str, is_demo: bool = False
) -> Person:
    """Write a person's row, inside the action that brings the person in."""
    email = Person.objects.normalize_email(email).strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("A person with this address is here already.")}, code="known")
    person = Person(email=email, name_en=name_en, name_ar=name_ar, language=language, is_demo=is_demo)
    person.full_clean(exclude=["password"])
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    person.save()
    return person


def settings_of(person: Person) -> dict[str, Any]:
    return {"language": person.language, "wants_mail": person.wants_mail}
