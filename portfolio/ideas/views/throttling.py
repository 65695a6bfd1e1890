"""How often something may be asked for from one place, one address and one account: counted as sign-ins are."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_often(request: HttpRequest, action: str, *, key: str | None = None, reading: bool = False) -> bool:
    """Counts this time, and answers whether it was one too many. `key` is the typed address or the account."""
    usage = ratelimit.consume(
        request,
        app="ideas",
        action=action,
        config=settings.IDEAS_RATE_LIMITS,
        key=(key or "").strip().casefold(),
        limit_get=reading,
    )
    return usage is None


def wait_a_little(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
