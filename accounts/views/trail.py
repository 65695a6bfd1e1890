from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.filters import TrailFilter, known_actions
from accounts.queries import trail
from accounts.trail_lines import trail_lines
from accounts.views import access

PER_PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Paged by key and never counted: the next page begins below the last line of this one."""
    access.admit(request, "accounts.read_trail")
    found = TrailFilter(request.GET, queryset=trail())
    events = found.qs
    below = request.GET.get("below", "")
    if below.isascii() and below.isdigit() and len(below) < 19:
        events = events.filter(pk__lt=int(below))
    rows = list(events[: PER_PAGE + 1])
    return render(
        request,
        "accounts/trail.html",
        {
            "filter": found,
            "lines": trail_lines(rows[:PER_PAGE]),
            "next_below": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
            "is_first": not below,
            "known_actions": known_actions(),
        },
    )


@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "accounts/trail_event.html", {"line": trail_lines([access.event_of(request, pk)])[0]})
