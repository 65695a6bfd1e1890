from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role
from records import trail_facts
from records.trail_words import register

register(
    {
        "accounts.accept_invitation": _("Accepted an invitation"),
        "accounts.add_agency_alias": _("Gave an agency another name"),
        "accounts.ask_for_new_password": _("Asked for a new password"),
        "accounts.close_agency": _("Closed an agency"),
        "accounts.deactivate": _("Deactivated a person"),
        "accounts.edit_agency": _("Edited an agency"),
        "accounts.edit_own": _("Edited the own account"),
        "accounts.end_role": _("Ended a role"),
        "accounts.end_sessions": _("Ended the other sign-ins"),
        "accounts.forget_person": _("Removed a person's data"),
        "accounts.found_lab": _("Founded the lab"),
        "accounts.give_role": _("Gave a role"),
        "accounts.invite": _("Invited somebody"),
        "accounts.password_changed": _("Changed the password"),
        "accounts.password_reset": _("Chose a new password"),
        "accounts.password_set": _("Set a password"),
        "accounts.reactivate": _("Made a person active again"),
        "accounts.record_agencies": _("Brought in agencies"),
        "accounts.recovery_codes_renewed": _("Made new recovery codes"),
        "accounts.register_agency": _("Registered an agency"),
        "accounts.register_person": _("Registered a person"),
        "accounts.remove_agency_alias": _("Took another name from an agency"),
        "accounts.rename_passkey": _("Renamed a passkey"),
        "accounts.second_factor_added": _("Added a second factor"),
        "accounts.second_factor_failed": _("Failed to give the second factor"),
        "accounts.second_factor_given": _("Gave the second factor"),
        "accounts.second_factor_removed": _("Took a second factor away"),
        "accounts.sign_in_failed": _("Failed to sign in"),
        "accounts.signed_in": _("Signed in"),
        "accounts.signed_out": _("Signed out"),
        "accounts.withdraw_invitation": _("Withdrew an invitation"),
    }
)

trail_facts.register(
    {
        "active": _("Active"),
        "alias": _("Another name"),
        "aliases": _("Other names"),
        "ended": _("Sign-ins ended"),
        "parent_id": _("Part of"),
        "renamed": _("Name changed"),
    },
    choices={
        "kind": {
            "password": _("Password"),
            "recovery_codes": _("Recovery codes"),
            "totp": _("Code from an app"),
            "webauthn": _("Passkey"),
        },
        "language": dict(Language.choices),
        "role": dict(Role.choices),
    },
    kinds={"accounts.invitation": _("Invitation")},
    references={"agency": "accounts.agency", "parent_id": "accounts.agency", "person": "accounts.person"},
)
