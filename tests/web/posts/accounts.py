from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from accounts.actions import agencies, invitations
from accounts.actions.invitations import secret_of
from records.clock import today
from tests.factories.accounts import PASSWORD, signed_in
from tests.passkeys import SoftwarePasskey
from tests.web.posts.case import Post
from tests.world import World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FRESH = "nine green lanterns"


def code_of_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def app_of(name: str) -> Any:
    def set_up(world: World, client: Any) -> None:
        person = getattr(world, name)
        TOTP.activate(person, SECRET)
        RecoveryCodes.activate(person)

    return set_up


def passkey_of(name: str) -> Any:
    def set_up(world: World, client: Any) -> None:
        world.keep(
            "passkey",
            lambda world: Authenticator.objects.create(
                user=getattr(world, name), type=Authenticator.Type.WEBAUTHN, data={"name": "phone", "credential": {}}
            ),
        )

    return set_up


def register(passkey: SoftwarePasskey, client: Any) -> str:
    shown = client.get(reverse("mfa_add_webauthn"))
    return passkey.registers(shown.context["js_data"]["creation_options"])


def own_passkey(world: World) -> SoftwarePasskey:
    """Maryam's, added at the page as she does it herself."""

    def make(world: World) -> SoftwarePasskey:
        passkey, client = SoftwarePasskey(), signed_in(world.maryam)
        client.post(reverse("mfa_add_webauthn"), {"name": "phone", "credential": register(passkey, client)})
        assert Authenticator.objects.filter(user=world.maryam, type=Authenticator.Type.WEBAUTHN).count() == 1
        return passkey

    held: SoftwarePasskey = world.keep("own passkey", make)
    return held


def held_up(world: World) -> dict[str, Any]:
    """The answer of the passkey that was asked for before, as the form posts it."""
    return {"name": "phone", "credential": world.keep("answer", None)}


def passkey_offered(world: World, client: Any) -> None:
    world.keep("answer", lambda world: register(SoftwarePasskey(), client))


def strange_passkey(world: World) -> SoftwarePasskey:
    """Says that it is Maryam's, and signs with another key."""
    stranger = SoftwarePasskey()
    stranger.number, stranger.owner = own_passkey(world).number, own_passkey(world).owner
    return stranger


def at_the_door(whose: Callable[[World], SoftwarePasskey]) -> Callable[[World, Any], None]:
    def hold_up(world: World, client: Any) -> None:
        passkey = whose(world)
        asked = client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}).json()
        world.keep("answer", lambda world: passkey.answers(asked["request_options"]))

    return hold_up


def after_password(whose: Callable[[World], SoftwarePasskey]) -> Callable[[World, Any], None]:
    def hold_up(world: World, client: Any) -> None:
        passkey = whose(world)
        client.post(reverse("account_login"), {"login": "maryam@moph.example", "password": PASSWORD})
        shown = client.get(reverse("mfa_authenticate"))
        world.keep("answer", lambda world: passkey.answers(shown.context["js_data"]["request_options"]))

    return hold_up


def once_more(whose: Callable[[World], SoftwarePasskey]) -> Callable[[World, Any], None]:
    def hold_up(world: World, client: Any) -> None:
        passkey = whose(world)
        shown = client.get(reverse("mfa_reauthenticate_webauthn"))
        world.keep("answer", lambda world: passkey.answers(shown.context["js_data"]["request_options"]))

    return hold_up


def password_before_code(world: World, client: Any) -> None:
    app_of("maryam")(world, client)
    client.post(reverse("account_login"), {"login": "maryam@moph.example", "password": PASSWORD})


def secret_shown(world: World, client: Any) -> None:
    client.get(reverse("mfa_activate_totp"))


def shown_code(world: World) -> dict[str, Any]:
    return {"code": code_of_now()}


def own_secret(world: World, client: Any) -> None:
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()


def reset_address(world: World) -> dict[str, Any]:
    return {"uidb36": user_pk_to_url_str(world.maryam), "key": "set-password"}


def reset_begun(world: World, client: Any) -> None:
    key = default_token_generator.make_token(world.maryam)
    client.get(
        reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(world.maryam), "key": key})
    )


def role_of_khalid(world: World) -> dict[str, Any]:
    return {"pk": world.khalid.memberships.get().pk}


def invitation(world: World, email: str = "new@moph.example") -> Any:
    return world.keep(
        email,
        lambda world: invitations.invite(by=world.hamad, email=email, role="juror", agency=world.moph, language="en"),
    )


def deactivated(world: World, client: Any) -> None:
    from accounts.actions import people

    people.deactivate(by=world.hamad, person=world.khalid)


def alias(world: World) -> Any:
    return world.keep(
        "alias", lambda world: agencies.add_alias(by=world.hamad, agency=world.moph, alias="The Ministry")
    )


def agency_fields(world: World) -> dict[str, Any]:
    return {"name_en": "Ministry of Sport", "name_ar": "وزارة الرياضة", "code": "MOS", "kind": "ministry", "parent": ""}


CASES = [
    Post("account_login", "visitor", "accounts.signed_in", lambda w: {"login": w.maryam.email, "password": PASSWORD}),
    Post(
        "account_login",
        "visitor",
        "accounts.sign_in_failed",
        lambda w: {"login": w.maryam.email, "password": "wrong"},
        status=200,
    ),
    Post(
        "account_login",
        "visitor",
        "",
        lambda w: {"login": w.maryam.email, "password": PASSWORD},
        before=app_of("maryam"),
        of="before the second step",
        why="Nobody has signed in yet: the event comes with the second step.",
    ),
    Post("mfa_authenticate", "visitor", "accounts.signed_in", shown_code, before=password_before_code),
    Post(
        "mfa_authenticate",
        "visitor",
        "accounts.second_factor_failed",
        lambda w: {"code": "no code"},
        before=password_before_code,
        status=200,
        of="with a wrong code",
    ),
    Post(
        "mfa_authenticate",
        "visitor",
        "accounts.signed_in",
        held_up,
        before=after_password(own_passkey),
        of="with a passkey",
    ),
    Post(
        "mfa_authenticate",
        "visitor",
        "accounts.second_factor_failed",
        held_up,
        before=after_password(strange_passkey),
        status=200,
        of="with another's passkey",
    ),
    Post("account_logout", "maryam", "accounts.signed_out"),
    Post(
        "account_reset_password",
        "visitor",
        "accounts.ask_for_new_password",
        lambda w: {"email": w.maryam.email},
        of="known",
    ),
    Post(
        "account_reset_password",
        "visitor",
        "accounts.ask_for_new_password",
        lambda w: {"email": "nobody@example.com"},
        of="unknown",
    ),
    Post(
        "account_reset_password_from_key",
        "visitor",
        "accounts.password_reset",
        lambda w: {"password1": FRESH, "password2": FRESH},
        reset_address,
        before=reset_begun,
    ),
    Post(
        "account_change_password",
        "maryam",
        "accounts.password_changed",
        lambda w: {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH},
    ),
    Post(
        "account_reauthenticate",
        "maryam",
        "",
        lambda w: {"password": PASSWORD},
        why="Writes only into the person's own session that she is still there.",
    ),
    Post("mfa_reauthenticate", "maryam", "accounts.second_factor_given", shown_code, before=app_of("maryam")),
    Post(
        "mfa_reauthenticate",
        "maryam",
        "accounts.second_factor_failed",
        lambda w: {"code": "no code"},
        before=app_of("maryam"),
        status=200,
        of="with a wrong code",
    ),
    Post(
        "mfa_activate_totp", "maryam", "accounts.second_factor_added", shown_code, before=own_secret, after_commit=True
    ),
    Post("mfa_deactivate_totp", "maryam", "accounts.second_factor_removed", before=app_of("maryam")),
    Post(
        "mfa_generate_recovery_codes",
        "maryam",
        "accounts.recovery_codes_renewed",
        before=app_of("maryam"),
        after_commit=True,
    ),
    Post(
        "mfa_add_webauthn",
        "maryam",
        "accounts.second_factor_added",
        held_up,
        before=passkey_offered,
        after_commit=True,
    ),
    Post("mfa_login_webauthn", "visitor", "accounts.signed_in", held_up, before=at_the_door(own_passkey)),
    Post(
        "mfa_login_webauthn",
        "visitor",
        "accounts.sign_in_failed",
        held_up,
        before=at_the_door(strange_passkey),
        of="with another's key",
    ),
    Post(
        "mfa_reauthenticate_webauthn",
        "maryam",
        "accounts.second_factor_given",
        held_up,
        before=once_more(own_passkey),
    ),
    Post(
        "mfa_reauthenticate_webauthn",
        "maryam",
        "accounts.second_factor_failed",
        held_up,
        before=once_more(strange_passkey),
        of="with another's key",
    ),
    Post(
        "mfa_edit_webauthn",
        "maryam",
        "accounts.rename_passkey",
        lambda w: {"name": "My phone"},
        lambda w: {"pk": Authenticator.objects.get(user=w.maryam).pk},
        before=passkey_of("maryam"),
    ),
    Post(
        "mfa_remove_webauthn",
        "maryam",
        "accounts.second_factor_removed",
        args=lambda w: {"pk": Authenticator.objects.get(user=w.maryam).pk},
        before=passkey_of("maryam"),
    ),
    Post(
        "set_language",
        "maryam",
        "",
        lambda w: {"language": "ar", "next": "/en/"},
        why="Writes a cookie and nothing into the database.",
    ),
    Post(
        "accounts:profile",
        "maryam",
        "accounts.edit_own",
        lambda w: {"name_en": "Maryam A", "name_ar": "مريم", "language": "ar", "wants_mail": "on"},
    ),
    Post(
        "accounts:profile",
        "maryam",
        "",
        lambda w: {"name_en": "", "name_ar": "مريم", "language": "ar"},
        status=422,
        of="wrong",
        why="Nothing was written: the form says what is missing.",
    ),
    Post("accounts:end_sessions", "maryam", "accounts.end_sessions"),
    Post(
        "accounts:give_role",
        "hamad",
        "accounts.give_role",
        lambda w: {"role": "leader", "agency": w.moi.pk},
        lambda w: {"pk": w.khalid.pk},
    ),
    Post("accounts:end_role", "hamad", "accounts.end_role", args=role_of_khalid),
    Post("accounts:deactivate", "hamad", "accounts.deactivate", args=lambda w: {"pk": w.khalid.pk}),
    Post("accounts:reactivate", "hamad", "accounts.reactivate", args=lambda w: {"pk": w.khalid.pk}, before=deactivated),
    Post(
        "accounts:invite",
        "hamad",
        "accounts.invite",
        lambda w: {
            "email": "somebody@moph.example",
            "role": "innovation_officer",
            "agency": w.moph.pk,
            "language": "ar",
            "ends_on": (today() + dt.timedelta(days=90)).isoformat(),
        },
    ),
    Post(
        "accounts:withdraw_invitation",
        "hamad",
        "accounts.withdraw_invitation",
        args=lambda w: {"pk": invitation(w).pk},
    ),
    Post(
        "accounts:accept_invitation",
        "visitor",
        "accounts.accept_invitation",
        lambda w: {"name_en": "New Person", "name_ar": "شخص جديد", "language": "ar", "password": FRESH},
        lambda w: {"secret": secret_of(invitation(w))},
    ),
    Post(
        "accounts:accept_invitation",
        "khalid",
        "accounts.accept_invitation",
        args=lambda w: {"secret": secret_of(invitation(w, w.khalid.email))},
        of="by somebody who is here already",
    ),
    Post("accounts:register_agency", "noora", "accounts.register_agency", agency_fields),
    Post(
        "accounts:edit_agency",
        "noora",
        "accounts.edit_agency",
        lambda w: agency_fields(w) | {"code": "MOPH", "version": w.moph.version},
        lambda w: {"code": w.moph.code},
    ),
    Post(
        "accounts:close_agency",
        "noora",
        "accounts.close_agency",
        lambda w: {"closed_on": today().isoformat()},
        lambda w: {"code": w.moph.code},
    ),
    Post(
        "accounts:add_alias",
        "noora",
        "accounts.add_agency_alias",
        lambda w: {"alias": "Health Ministry"},
        lambda w: {"code": w.moph.code},
    ),
    Post(
        "accounts:remove_alias",
        "noora",
        "accounts.remove_agency_alias",
        args=lambda w: {"code": w.moph.code, "pk": alias(w).pk},
    ),
]

WITHOUT_CASE = {
    "mfa_view_recovery_codes": "takes a POST and answers it as a GET",
    "account_reset_password_done": "shows a sentence",
}
