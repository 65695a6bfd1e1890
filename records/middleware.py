from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from records import trail
from records.enums import Door

ADMIN_PREFIX = "/editor/"
API_PREFIX = "/api/"


class TrailMiddleware:
    """Names the door of the request and gives it a number that its audit events carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = Door.ADMIN if request.path.startswith(ADMIN_PREFIX) else Door.PAGE
        if request.path.startswith(API_PREFIX):
            door = Door.API
        with trail.through(door) as present:
            response = self.get_response(request)
            response["X-Request-Number"] = present.number
        if "Cache-Control" not in response and getattr(request, "user", None) is not None and request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response
