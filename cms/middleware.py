"""The language of an address, and the Wagtail admin under /editor/: its own content policy, its reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from cms.editors import seat
from records.middleware import ADMIN_PREFIX

# Wagtail's editor and that of the translations write scripts and styles into their pages. Nothing outside of the editor
# is shown under this policy, and a preview of a page keeps the strict one.
RELAXED = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}
READING = ("GET", "HEAD", "OPTIONS")
SHOWN_AS_THE_PUBLIC_SEES_IT = ("view_draft", "revisions_view", "workflow_preview")


# These addresses have no language in front: where there is nothing at one, there is nothing under /en/ either.
WITHOUT_LANGUAGE = (ADMIN_PREFIX, "/documents/", "/media/", "/static/")


class LanguageMiddleware(LocaleMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)


class EditorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ADMIN_PREFIX):
            return self.get_response(request)
        with translation.override(getattr(request.user, "language", None) or translation.get_language()):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if not _shows_a_public_page(request):
            response._csp_replace = RELAXED  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.path.startswith(ADMIN_PREFIX) and request.user.is_authenticated:
            seat(request.user)


def _shows_a_public_page(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name.rpartition(":")[2] if request.resolver_match else ""
    return request.method in READING and ("preview" in name or name in SHOWN_AS_THE_PUBLIC_SEES_IT)
