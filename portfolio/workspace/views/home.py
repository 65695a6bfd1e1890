"""Where a signed-in person begins."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from accounts.enums import LAB_ROLES, Role
from accounts.standing import Standing, standing_of
from portfolio.workspace.queries import followed_changes, who_waits
from portfolio.workspace.views.access import kind_called
from portfolio.workspace.waiting import waiting_for
from records.policy import may

# Of each kind; the rest is one click away.
MOST_ITEMS = 5
PER_PAGE = 50
WORK_ROLES = frozenset({*LAB_ROLES, Role.INNOVATION_OFFICER, Role.AGENCY_LEAD, Role.JUROR, Role.TRAINEE})


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: work to who has some to do, progress to leaders, the site to everybody else."""
    roles = standing_of(request.user).roles
    if roles & WORK_ROLES:
        return redirect("workspace:home")
    return redirect("reports:progress" if Role.LEADER in roles else f"/{get_language()}/")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if key := request.GET.get("only"):
        return _of_one_kind(request, key)
    groups = waiting_for(request.user, most=MOST_ITEMS)
    count = sum(group.count for group in groups)
    standing = standing_of(request.user)
    return render(
        request,
        "workspace/home.html",
        {
            "sentence": f"{_greeting()} {_sentence(count)}",
            "groups": groups,
            "count": count,
            "changes": followed_changes(request.user),
            "waits": who_waits() if standing.is_lab_staff else None,
            "first_steps": _first_steps(standing),
            "may_invite": may(request.user, "accounts.invite"),
            "may_register": may(request.user, "projects.register"),
        },
    )


def _of_one_kind(request: HttpRequest, key: str) -> HttpResponse:
    kind = kind_called(key)
    rows = kind.queryset(request.user)
    if rows is None:
        raise Http404
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    items = [kind.item(row) for row in page.object_list]
    return render(request, "workspace/kind.html", {"kind": kind, "page": page, "items": items})


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return gettext("Good morning.")
    return gettext("Good afternoon.") if hour < 17 else gettext("Good evening.")


def _sentence(count: int) -> str:
    if not count:
        return gettext("Nothing waits for you.")
    return ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count) % {"count": count}


def _first_steps(standing: Standing) -> dict[str, Any]:
    """What to do first, in the words of the role, where nothing waits."""
    if standing.roles.isdisjoint(WORK_ROLES):
        return {"words": gettext("What moved and what stands still is on the progress page."), "place": "progress"}
    if Role.INNOVATION_OFFICER in standing.roles:
        return {
            "words": gettext("Register what your agency is trying out, or see how its projects stand."),
            "place": "register",
        }
    if standing.is_lab_staff:
        return {"words": gettext("No gate is open. See what stands still and ask why."), "place": "still"}
    return {"words": gettext("When something needs you, it stands here. Until then, look around."), "place": "list"}
