import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class InvitationOnlyAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address and the password do not belong together. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        # People come in by invitation alone.
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and not settings.DEMO:
            # The password of the demonstration is public, and opens nothing outside of it.
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page in the person's own language, whichever the sign-in page was read in."""
        with translation.override(request.user.language):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("accounts:profile")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        # "Signed in as …" tells nobody anything: the page that opens does.
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts for each host name by itself; a server answers to several, so one would help past another.
        return str(credentials.get("email", "")).strip().casefold()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a minute ago is not asked for the password once more."""
        request = context.request
        given = get_authentication_records(request, request.user)
        is_fresh = bool(given) and time.time() - given[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)


class SealedSecretsAdapter(DefaultMFAAdapter):
    """The secrets of second factors are kept sealed, so that who reads the database cannot make their codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Type the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        return SEALED + seals().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            # Kept before secrets were sealed.
            return encrypted_text
        try:
            return seals().decrypt(encrypted_text.removeprefix(SEALED).encode()).decode()
        except InvalidToken as error:
            # The key was changed and is not among the earlier ones: no code is right, above all not an empty secret's.
            raise self.validation_error("incorrect_code") from error


SEALED = "sealed:"


def seals() -> MultiFernet:
    """Made of this installation's key; what an earlier key sealed can still be read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("accounts.second_factor", "seal", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
