from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.ideas.enums import IdeaStatus
from portfolio.ideas.filters import IdeaFilter
from portfolio.ideas.models import Idea, Support
from portfolio.ideas.queries import asked_back, open_calls, to_triage
from portfolio.ideas.views.list_rows import table_rows
from portfolio.ideas.views.tabs import tabs

ROWS_A_PAGE = 25


@require_safe
def idea_list(request: HttpRequest) -> HttpResponse:
    sought = IdeaFilter(request.GET, Idea.objects.visible_to(request.user), person=request.user)
    ideas = sought.qs if sought.form.is_valid() else Idea.objects.visible_to(request.user)
    page = Paginator(_drawn(ideas.order_by("-sent_on", "-pk")), ROWS_A_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    heading = (
        ngettext("%(total)s idea found", "%(total)s ideas found", total)
        if sought.is_narrowed
        else ngettext("%(total)s idea to look at", "%(total)s ideas to look at", total)
    ) % {"total": f"{total:,}"}
    return render(
        request,
        "ideas/list.html",
        {
            "heading": heading,
            "sought": sought,
            "page": page,
            "rows": table_rows(page.object_list),
            "reset": reverse("ideas:list") if sought.is_narrowed else "",
            "tabs": tabs(request, "ideas:list"),
        },
    )


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    ideas = _drawn(Idea.objects.written_by(request.user).order_by("-sent_on", "-pk"))
    page = Paginator(ideas, ROWS_A_PAGE).get_page(request.GET.get("page"))
    waiting = asked_back(request.user).count()
    return render(
        request,
        "ideas/mine.html",
        {
            "heading": _own_heading(page.paginator.count, waiting),
            "page": page,
            "rows": table_rows(page.object_list),
            "calls": open_calls(request.user)[:5] if not page.paginator.count else [],
            "tabs": tabs(request, "ideas:mine"),
        },
    )


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the lab, the longest first; what waits for an author is told apart."""
    shown = request.GET.get("show", "")
    ideas = (
        Idea.objects.filter(status=IdeaStatus.QUESTIONED).order_by("status_since", "pk")
        if shown == "asked"
        else to_triage()
    )
    page = Paginator(_drawn(ideas), ROWS_A_PAGE).get_page(request.GET.get("page"))
    counts = dict(Idea.objects.order_by().values_list("status").annotate(ideas=Count("pk")))
    waiting = counts.get(IdeaStatus.RECEIVED, 0) + counts.get(IdeaStatus.IN_REVIEW, 0)
    asked = counts.get(IdeaStatus.QUESTIONED, 0)
    return render(
        request,
        "ideas/queue.html",
        {
            "heading": _queue_heading(waiting),
            "page": page,
            "rows": table_rows(page.object_list),
            "tabs": tabs(request, "ideas:queue"),
            "kinds": [
                {
                    "label": gettext("For the lab"),
                    "url": reverse("ideas:queue"),
                    "is_current": shown != "asked",
                    "count": waiting,
                },
                {
                    "label": gettext("For their authors"),
                    "url": f"{reverse('ideas:queue')}?show=asked",
                    "is_current": shown == "asked",
                    "count": asked,
                },
            ],
        },
    )


def _drawn(ideas: Any) -> QuerySet[Idea]:
    supporters = (
        Support.objects.filter(idea=OuterRef("pk"), until=None).order_by().values("idea").annotate(n=Count("pk"))
    )
    return ideas.select_related("call").annotate(supporters=Coalesce(Subquery(supporters.values("n")), 0))


def _queue_heading(waiting: int) -> str:
    if not waiting:
        return gettext("No idea waits for the lab")
    return ngettext("%(count)s idea waits for the lab", "%(count)s ideas wait for the lab", waiting) % {
        "count": f"{waiting:,}"
    }


def _own_heading(total: int, waiting: int) -> str:
    if not total:
        return gettext("You have not sent an idea yet")
    if waiting:
        return ngettext(
            "The lab asks you something about %(count)s idea",
            "The lab asks you something about %(count)s ideas",
            waiting,
        ) % {"count": waiting}
    return ngettext("You have sent %(count)s idea", "You have sent %(count)s ideas", total) % {"count": f"{total:,}"}
