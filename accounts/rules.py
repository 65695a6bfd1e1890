from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Person
from accounts.standing import standing_of
from records.policy import SHUT, anyone, declare, rule, signed_in


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
        "accounts.choose_language": anyone,
        "accounts.read_site": anyone,
        "accounts.own_account": signed_in & is_oneself,
        "accounts.register_person": is_lab_administrator,
        "accounts.see_people": is_lab_staff,
        "accounts.invite": is_lab_administrator & is_about_somebody_else,
        "accounts.withdraw_invitation": is_lab_administrator,
        "accounts.give_role": is_lab_administrator & is_about_somebody_else,
        "accounts.end_role": is_lab_administrator & is_about_somebody_else,
        "accounts.deactivate": is_lab_administrator & is_about_somebody_else,
        "accounts.forget_person": is_lab_administrator & is_about_somebody_else,
        "accounts.see_agencies": is_lab_staff,
        "accounts.edit_agency": is_lab_staff,
        "accounts.read_trail": is_lab_administrator,
        "accounts.enter_editor": is_lab_staff,
        "accounts.keep_site": is_lab_administrator,
    },
    urls={
        # allauth's pages; what is not named here (sign-up, addresses, codes by mail) is not there.
        "account_login": "accounts.sign_in",
        "account_logout": "accounts.sign_in",
        "account_inactive": "accounts.sign_in",
        "account_reset_password": "accounts.sign_in",
        "account_reset_password_done": "accounts.sign_in",
        "account_reset_password_from_key": "accounts.sign_in",
        "account_reset_password_from_key_done": "accounts.sign_in",
        "mfa_authenticate": "accounts.sign_in",
        "mfa_login_webauthn": "accounts.sign_in",
        "account_reauthenticate": "accounts.own_account",
        "account_change_password": "accounts.own_account",
        "mfa_*": "accounts.own_account",
        "mfa_signup_webauthn": SHUT,
        "mfa_trust": SHUT,
        "set_language": "accounts.choose_language",
        # The site that everybody reads: what is not public is decided page by page.
        "wagtail_serve": "accounts.read_site",
        "wagtaildocs_serve": "accounts.read_site",
        # The editor's own addresses.
        "wagtail*": "accounts.enter_editor",
        "wagtailadmin_login": "accounts.sign_in",
        "wagtailadmin_account": SHUT,
        "wagtailadmin_password_reset*": SHUT,
        "wagtailusers*": SHUT,
        "wagtailsites:*": "accounts.keep_site",
        "wagtaillocales:*": "accounts.keep_site",
        "wagtailadmin_collections:*": "accounts.keep_site",
        "wagtailadmin_workflows:*": "accounts.keep_site",
        "wagtailcore_login": SHUT,
        "wagtailcore_authenticate_with_password": SHUT,
        "wagtaildocs_authenticate_with_password": SHUT,
        "accounts:profile": "accounts.own_account",
        "accounts:end_sessions": "accounts.own_account",
        "accounts:people": "accounts.see_people",
        "accounts:person": "accounts.see_people",
        "accounts:give_role": "accounts.give_role",
        "accounts:end_role": "accounts.end_role",
        "accounts:deactivate": "accounts.deactivate",
        "accounts:reactivate": "accounts.deactivate",
        "accounts:invitations": "accounts.invite",
        "accounts:invite": "accounts.invite",
        "accounts:withdraw_invitation": "accounts.withdraw_invitation",
        "accounts:accept_invitation": "accounts.accept_invitation",
        "accounts:agencies": "accounts.see_agencies",
        "accounts:agency": "accounts.see_agencies",
        "accounts:register_agency": "accounts.edit_agency",
        "accounts:edit_agency": "accounts.edit_agency",
        "accounts:close_agency": "accounts.edit_agency",
        "accounts:add_alias": "accounts.edit_agency",
        "accounts:remove_alias": "accounts.edit_agency",
        "accounts:trail": "accounts.read_trail",
        "accounts:trail_event": "accounts.read_trail",
    },
)
