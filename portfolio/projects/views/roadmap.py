"""The same projects along an axis of time, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portfolio.projects import roadmap_chart as chart
from portfolio.projects.models.project import reference_of
from portfolio.projects.plans import Plan, Point, plan_of, points_of
from portfolio.projects.views.frames import frame
from portfolio.projects.views.list_rows import address_of, shown_day, title_of
from portfolio.projects.views.sought import Sought

ROWS_A_PAGE = 25
# Months shown, half before the day and half after it.
SPANS = {"1": (12, _("One year")), "2": (24, _("Two years")), "4": (48, _("Four years")), "10": (120, _("Ten years"))}
USUAL_SPAN = "2"


@require_safe
def project_roadmap(request: HttpRequest) -> HttpResponse:
    sought = Sought(request)
    page = Paginator(of_roadmap(sought), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    sought.learn(rows)
    span = request.GET.get("span", "")
    span = span if span in SPANS else USUAL_SPAN
    axis = chart.Axis(sought.day, SPANS[span][0], get_language_bidi())
    plans = plans_of(sought, rows)
    words = chart.Words(sought.day)
    return render(
        request,
        "projects/roadmap.html",
        {
            **frame(sought, "projects:roadmap", page.paginator.count),
            "page": page,
            "axis": chart.head(axis),
            "rows": _rows(sought, rows, plans, axis, words),
            "points": _table(sought, rows, plans, words),
            "spans": [(code, words_of_span, code == span) for code, (_months, words_of_span) in SPANS.items()],
            "first": axis.first,
            "last": axis.last,
        },
    )


def of_roadmap(sought: Sought) -> Any:
    return sought.in_order(
        starts_on=F("project__starts_on"),
        expected_end=F("ends_on"),
        registered_on=F("project__registered_on"),
    )


def plans_of(sought: Sought, rows: list[dict[str, Any]]) -> list[Plan]:
    points = points_of([row["project_id"] for row in rows if sought.sees_wholly(row)], sought.as_of)
    return [
        plan_of(
            row,
            sought.known.stages[row["stage_id"]],
            points.get(row["project_id"], []),
            sought.day,
            wholly=sought.sees_wholly(row),
        )
        for row in rows
    ]


def _rows(
    sought: Sought, rows: list[dict[str, Any]], plans: list[Plan], axis: chart.Axis, words: chart.Words
) -> SafeString:
    said = {"next": escape(gettext("Next milestone")), "time": escape(gettext("Time"))}
    return mark_safe(  # noqa: S308 - each part was escaped
        "".join(_row(sought, row, plan, axis, words, said) for row, plan in zip(rows, plans, strict=True))
    )


def _row(
    sought: Sought,
    row: dict[str, Any],
    plan: Plan,
    axis: chart.Axis,
    words: chart.Words,
    said: dict[str, str],
) -> str:
    address = address_of(row["project_id"], sought.as_of)
    stage = sought.known.stages[row["stage_id"]]
    agency = sought.known.agencies[row["lead_agency_id"]]
    hue = f"stage-{sought.known.places[stage.pk] or 'off'}"
    return (
        f'<tr><th scope="row"><a class="table-link row-title" href="{address}"><bdi>{escape(title_of(row))}</bdi></a>'
        f'<span class="row-note"><bdi>{escape(agency.name)}</bdi></span>'
        f'<span class="row-note"><span class="stage-chip"><span class="dot {hue}"></span>'
        f"<bdi>{escape(stage.title)}</bdi></span></span></th>"
        f'<td class="roadmap-time">{chart.row(plan, axis, hue, address, words)}</td>'
        f'<td data-label="{said["next"]}" class="roadmap-next">{_next(plan.next_point, words)}</td></tr>'
    )


def _next(point: Point | None, words: chart.Words) -> str:
    if point is None:
        none = escape(gettext("none planned"))
        return f'<span class="quiet">{none}</span>'
    late = ' class="row-note still"' if point.is_late(words.day) else ' class="row-note"'
    slip = chart.slipped(point)
    return f"<bdi>{escape(point.title)}</bdi><span{late}>{_day(point, words)}</span>" + (
        f'<span class="row-note">{escape(slip)}</span>' if slip else ""
    )


def _day(point: Point, words: chart.Words) -> str:
    if point.precision == "day":
        return shown_day(point.when)
    return escape(words.day_of(point, point.when))


def _table(sought: Sought, rows: list[dict[str, Any]], plans: list[Plan], words: chart.Words) -> SafeString:
    """Every milestone of the page, whether it lies on the axis or not."""
    none = "—"

    def cell(point: Point, day: Any) -> str:
        return escape(words.day_of(point, day)) if day else none

    lines = (
        f'<tr><td><bdi>{escape(title_of(row))}</bdi> <span class="number">{reference_of(row["project_id"])}</span></td>'
        f'<th scope="row"><bdi>{escape(point.title)}</bdi></th>'
        f"<td>{cell(point, point.baseline)}</td><td>{cell(point, point.forecast)}</td>"
        f'<td>{cell(point, point.actual)}</td><td class="is-number">{point.slip or none}</td></tr>'
        for row, plan in zip(rows, plans, strict=True)
        for point in plan.points
    )
    return mark_safe("".join(lines))  # noqa: S308 - each part was escaped
