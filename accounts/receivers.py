"""Sign-ins and what allauth changes by itself are written into the trail."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import Signal

from records.actions import audit


def _write(signal: Signal, action: str) -> None:
    def receive(sender: Any, user: Any = None, **kwargs: Any) -> None:
        if user is not None and user.pk:
            audit.record(by=user, action=action, target=user)

    signal.connect(receive, weak=False, dispatch_uid=action)


_write(user_logged_in, "accounts.signed_in")
_write(user_logged_out, "accounts.signed_out")
_write(account.password_changed, "accounts.password_changed")
_write(account.password_set, "accounts.password_set")
_write(account.password_reset, "accounts.password_reset")
_write(mfa.authenticator_added, "accounts.second_factor_added")
_write(mfa.authenticator_removed, "accounts.second_factor_removed")
_write(mfa.authenticator_reset, "accounts.recovery_codes_renewed")
