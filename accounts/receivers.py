"""Sign-ins, and what allauth changes by itself, are written into the trail: one event for each request."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from accounts.models import Person
from records.actions import audit

# Comes and goes with the factor that it stands in for, and is told with it.
SIDE_FACTOR = Authenticator.Type.RECOVERY_CODES


def _write(signal: Signal, action: str) -> None:
    def receive(sender: Any, user: Any = None, authenticator: Authenticator | None = None, **kwargs: Any) -> None:
        if user is None or not user.pk:
            return
        is_side = authenticator is not None and authenticator.type == SIDE_FACTOR
        if is_side and signal is not mfa.authenticator_reset:
            return
        audit.record(by=user, action=action, target=user, after={"kind": authenticator.type} if authenticator else None)

    signal.connect(receive, weak=False, dispatch_uid=action)


_write(user_logged_in, "accounts.signed_in")
_write(user_logged_out, "accounts.signed_out")
_write(account.password_changed, "accounts.password_changed")
_write(account.password_set, "accounts.password_set")
_write(account.password_reset, "accounts.password_reset")
_write(mfa.authenticator_added, "accounts.second_factor_added")
_write(mfa.authenticator_removed, "accounts.second_factor_removed")
_write(mfa.authenticator_reset, "accounts.recovery_codes_renewed")


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Tells whose door was tried, where it is somebody's, and never what was typed."""
    typed = credentials.get("email") or credentials.get("username") or ""
    person = Person.objects.filter(email__iexact=typed).only("pk").first() if typed else None
    audit.record(by=None, action="accounts.sign_in_failed", target=person)


@receiver(mfa.authenticator_used, dispatch_uid="accounts.second_factor_used")
def second_factor_used(sender: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """At sign-in the sign-in itself is the event; later on, giving the factor again is one of its own."""
    if kwargs.get("reauthenticated"):
        audit.record(by=user, action="accounts.second_factor_given", target=user, after={"kind": authenticator.type})


@receiver(mfa.authentication_failed, dispatch_uid="accounts.second_factor_failed")
def second_factor_failed(
    sender: Any, user: Any, authenticator: Authenticator | None, reauthentication: bool, **kwargs: Any
) -> None:
    """A code or passkey that was not right. A passkey alone at the door says of nobody that it was theirs."""
    action = "accounts.sign_in_failed" if user is None else "accounts.second_factor_failed"
    kind = authenticator.type if authenticator else Authenticator.Type.WEBAUTHN
    audit.record(by=user if reauthentication else None, action=action, target=user, after={"kind": kind})


@receiver(mfa.authenticator_removed, dispatch_uid="accounts.second_factor_gone")
def second_factor_gone(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Who has taken the last one away has given none: a role that asks for one asks to set it up again."""
    session = getattr(request, "session", None)
    if session is None or is_mfa_enabled(user):
        return
    session.pop("second_factor", None)
    given = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record for record in given if record["method"] != "mfa"]


@receiver(mfa.authenticator_added, dispatch_uid="accounts.second_factor_given")
def second_factor_given(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Who has just set it up has it at hand: this session counts as signed in with it."""
    if getattr(request, "session", None) is not None:
        request.session["second_factor"] = user.pk
