from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Person
from accounts.standing import standing_of
from records.policy import anyone, declare, rule, signed_in


@rule(_("Only lab staff can do this."))
def is_lab_staff(person: Any, thing: Any) -> bool:
    return standing_of(person).is_lab_staff


@rule(_("Only lab administrators can do this."))
def is_lab_administrator(person: Any, thing: Any) -> bool:
    return standing_of(person).is_lab_administrator


@rule(_("Nobody can give a role to themselves, or change their own."))
def is_about_somebody_else(person: Any, thing: Membership | Invitation | Person | None) -> bool:
    if isinstance(thing, Person):
        return thing.pk != person.pk
    if isinstance(thing, Membership):
        return thing.person_id != person.pk
    if isinstance(thing, Invitation):
        return thing.email.lower() != person.email.lower()
    return True


@rule(_("This is another person's."))
def is_oneself(person: Any, thing: Person | None) -> bool:
    return thing is None or thing.pk == person.pk


declare(
    actions={
        "accounts.sign_in": anyone,
        "accounts.accept_invitation": anyone,
        "accounts.own_account": signed_in & is_oneself,
        "accounts.register_person": is_lab_administrator,
        "accounts.see_people": is_lab_staff,
        "accounts.invite": is_lab_administrator & is_about_somebody_else,
        "accounts.withdraw_invitation": is_lab_administrator,
        "accounts.give_role": is_lab_administrator & is_about_somebody_else,
        "accounts.end_role": is_lab_administrator & is_about_somebody_else,
        "accounts.deactivate": is_lab_administrator & is_about_somebody_else,
        "accounts.forget_person": is_lab_administrator & is_about_somebody_else,
        "accounts.edit_agency": is_lab_staff,
        "accounts.read_trail": is_lab_administrator,
        "accounts.enter_editor": is_lab_staff,
    },
    urls={},
)
