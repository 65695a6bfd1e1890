"""Who takes part in a course and what became of them: for the lab, and of an agency for those who send its people."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from records.clock import day_of, today
from records.policy import may
from training.enums import LEARNING, EnrolmentStatus
from training.models import Completion, Enrolment, EnrolmentStep
from training.views.access import admit, course_of
from training.views.catalogue import trail_to

ON_A_PAGE = 50


@require_safe
def enrolments(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, "training.see_enrolments")
    course = course_of(request.user, code)
    seen = Enrolment.objects.visible_to(request.user).filter(course=course)
    counts = dict(seen.order_by().values_list("status").annotate(people=Count("pk")))
    status, sought = request.GET.get("status", ""), request.GET.get("q", "").strip()[:100]
    page = Paginator(_sought(seen, status, sought), ON_A_PAGE).get_page(request.GET.get("page"))
    count = sum(counts.values())
    words = ngettext("%(count)s enrolment", "%(count)s enrolments", count) % {"count": f"{count:,}"}
    return render(
        request,
        "training/enrolments.html",
        {
            "course": course,
            "sentence": words if count else gettext("Nobody has taken part yet"),
            "tabs": _tabs(reverse("training:enrolments", args=[course.code]), counts, status),
            "status": status if status in EnrolmentStatus.values else "",
            "sought": sought,
            "is_narrowed": bool(status or sought),
            "page": page,
            "rows": [_row(request.user, one) for one in page],
            "may_keep": may(request.user, "training.keep_sessions"),
            "trail": trail_to(course, gettext("Who takes part")),
        },
    )


def _sought(seen: QuerySet[Enrolment], status: str, words: str) -> QuerySet[Enrolment]:
    if status in EnrolmentStatus.values:
        seen = seen.filter(status=status)
    if words:
        seen = seen.filter(person__words__have=words)
    last = EnrolmentStep.objects.filter(enrolment=OuterRef("pk")).order_by("-pk")
    return (
        seen.annotate(reason=Subquery(last.values("reason")[:1]))
        .select_related("person", "agency", "version", "session")
        .prefetch_related("session__days", Prefetch("completions", Completion.objects.current(), to_attr="held"))
    )


def _row(person: Any, enrolment: Any) -> dict[str, Any]:
    completion = next(iter(enrolment.held), None)
    return {
        "enrolment": enrolment,
        "first_day": enrolment.session.days.all()[0].day if enrolment.session else None,
        "day": completion.completed_on if completion else day_of(enrolment.status_since),
        "has_expired": completion is not None and not completion.is_valid_on(today()),
        "may_withdraw": may(person, "training.withdraw", enrolment),
        "may_assess": enrolment.version.needs_assessment
        and enrolment.status in LEARNING
        and may(person, "training.assess", enrolment),
    }


def _tabs(address: str, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    found = [{"label": gettext("All"), "url": address, "is_current": not chosen, "count": sum(counts.values())}]
    return found + [
        {"label": label, "url": f"{address}?status={value}", "is_current": value == chosen, "count": counts[value]}
        for value, label in EnrolmentStatus.choices
        if value in counts
    ]
