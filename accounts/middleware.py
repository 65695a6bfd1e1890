from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.standing import standing_of
from records.policy import ACTIONS, action_of_url, anyone, may

SECOND_FACTOR_PAGES = ("mfa_", "account_logout", "account_reauthenticate", "account_login", "set_language")


class AdmissionMiddleware:
    """Holds the door: an address that the policy does not name is not there; the rest asks for sign-in and standing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        action = action_of_url(match.view_name) if match else None
        if action is None:
            raise Http404
        if ACTIONS[action] is anyone:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if lacks_second_factor(request) and not match.view_name.startswith(SECOND_FACTOR_PAGES):
            return redirect("mfa_activate_totp")
        if match.view_name.startswith("wagtail") and not may(request.user, action):
            raise Http404
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    if not settings.SECOND_FACTOR_REQUIRED or not standing_of(request.user).needs_second_factor:
        return False
    if request.session.get("second_factor") == request.user.pk:
        return False
    if is_mfa_enabled(request.user):
        request.session["second_factor"] = request.user.pk
        return False
    return True
