from collections.abc import Callable

from django.conf import settings
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
        with trail.through(door_of(request)) as present:
            response = self.get_response(request)
            response["X-Request-Number"] = present.number
        if belongs_to_somebody(request) and not request.path.startswith(settings.MEDIA_URL):
            # Whatever a view asks for: nothing of a signed-in page stays on a shared machine.
            response["Cache-Control"] = "no-store, private"
        return response


def door_of(request: HttpRequest) -> Door:
    if request.path.startswith(ADMIN_PREFIX):
        return Door.ADMIN
    return Door.API if request.path.startswith(API_PREFIX) else Door.PAGE


def belongs_to_somebody(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
