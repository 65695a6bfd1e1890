from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.standing import standing_of
from records.policy import ACTIONS, action_of_url, anyone, may

# Where somebody can still go who has yet to set up the second factor, and who has yet to give it: a session that was
# opened by the password alone must not be able to take the factor away.
PAGES_TO_SET_UP = ("mfa_", "account_", "set_language", "accounts:accept_invitation")
PAGES_TO_GIVE = ("mfa_reauthenticate", "account_logout", "account_login", "set_language")
# Decided before any object is known: here a refusal says that there is nothing.
HIDDEN_FROM_OTHERS = ("wagtail", "accounts:", "records:")


class AdmissionMiddleware:
    """Holds the door: an address that the policy does not name is not there; the rest asks for sign-in and standing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        action = action_of_url(name)
        if action is None:
            raise Http404
        if name == "wagtailadmin_login":
            return redirect_to_login(request.GET.get("next") or reverse("wagtailadmin_home"))
        if ACTIONS[action] is anyone:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if lacks_second_factor(request):
            has_one = is_mfa_enabled(request.user)
            if not name.startswith(PAGES_TO_GIVE if has_one else PAGES_TO_SET_UP):
                return ask_for_second_factor(request, has_one)
        if name.startswith(HIDDEN_FROM_OTHERS) and not may(request.user, action):
            raise Http404
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether a role asks for a second factor that this very session has not given."""
    if not settings.SECOND_FACTOR_REQUIRED or not standing_of(request.user).needs_second_factor:
        return False
    if request.session.get("second_factor") == request.user.pk:
        return False
    return all(record["method"] != "mfa" for record in get_authentication_records(request, request.user))


def ask_for_second_factor(request: HttpRequest, has_one: bool) -> HttpResponse:
    if not has_one:
        return redirect("mfa_activate_totp")
    onward = request.get_full_path() if request.method == "GET" else ""
    return redirect(reverse("mfa_reauthenticate") + (f"?{urlencode({'next': onward})}" if onward else ""))
