"""Asking somebody again who she is, at the moment of a signature: password, and the second factor where she has one."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils.translation import gettext as _

# A passkey cannot be typed: giving it on its own page counts for so long.
FRESH_SECONDS = 300


def asks_code(request: HttpRequest) -> bool:
    return is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP])


def has_passkeys_alone(request: HttpRequest) -> bool:
    return is_mfa_enabled(request.user, types=[Authenticator.Type.WEBAUTHN]) and not asks_code(request)


def gave_passkey_just_now(request: HttpRequest) -> bool:
    given = [
        record
        for record in get_authentication_records(request, request.user)
        if record["method"] == "mfa" and record.get("reauthenticated") and record.get("type") == "webauthn"
    ]
    return bool(given) and time.time() - given[-1]["at"] < FRESH_SECONDS


def what_is_wrong(request: HttpRequest, *, password: str, code: str) -> dict[str, str]:
    """By field; empty where it is she. Tried as seldom as a sign-in, and counted with it."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return {"password": _("Too many tries. Wait a minute, then try again.")}
    if not get_adapter().reauthenticate(request.user, password):
        return {"password": _("This is not your password.")}
    if asks_code(request):
        form = ReauthenticateForm({"code": code}, user=request.user)
        if not form.is_valid():
            return {"code": _("This code is not right, or was used already.")}
    elif has_passkeys_alone(request) and not gave_passkey_just_now(request):
        return {"password": _("Give your passkey first; the link is below.")}
    return {}
