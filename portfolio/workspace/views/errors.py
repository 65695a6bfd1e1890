from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

# So much of what nobody will use is still read: who goes on sending does not hear an answer before the end.
READ_TO_THE_END = 64 * 1024 * 1024
PIECE = 256 * 1024


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    read_to_the_end(request)
    if isinstance(exception, RequestDataTooBig):
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // (1024 * 1024)
        return render(request, "413.html", {"most": most}, status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def read_to_the_end(request: HttpRequest) -> None:
    left = READ_TO_THE_END
    try:
        while left > 0 and (piece := request.read(PIECE)):
            left -= len(piece)
    except OSError:
        # The sender is gone: nobody is left to answer.
        return


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    # Without the request: what broke may be the database that the frame asks.
    return HttpResponse(render_to_string("500.html"), status=500)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
