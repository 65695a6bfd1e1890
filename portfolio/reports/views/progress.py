from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_safe

from accounts.models import Agency
from portfolio.benefits.country import Benefits
from portfolio.benefits.enums import Entry
from portfolio.benefits.rollups import NOBODY
from portfolio.reports import drawing, wording
from portfolio.reports.closed import ClosedProgress, closed_quarters
from portfolio.reports.forms import DayForm
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.queries import Figure, Progress
from portfolio.reports.told import quarter_short
from portfolio.reports.views.access import ALL, chosen_agency, closed_quarter_of, led_agencies
from records.clock import Quarter, today
from records.policy import may, require
from training.abilities import abilities_seen_by

# Rows beyond these are one click away.
MOST_AGENCIES = 12
MOST_OBJECTIVES = 10
MOST_INDICATORS = 6
PAST_QUARTERS = 4
# In the address: the newest quarter that is over and of which a report counts.
NEWEST = "newest"


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    require(request.user, "reports.see_progress")
    if "quarter" in request.GET:
        return _closed_or_not(request, request.GET["quarter"])
    form = DayForm(request.GET if "as-of" in request.GET else None)
    agency = chosen_agency(request.user, request.GET.get("agency", ""))
    found = Progress(request.user, form.day, agency)
    return render(request, "reports/progress.html", _context(request, found, form))


def _closed_or_not(request: HttpRequest, code: str) -> HttpResponse:
    if code != NEWEST:
        return _closed(request, closed_quarter_of(code))
    newest = closed_quarters().first()
    if newest is None:
        messages.info(request, gettext("No report of a quarter that is over has been accepted yet."))
        return redirect("reports:progress")
    return _closed(request, newest)


def _closed(request: HttpRequest, quarter: ReportingQuarter) -> HttpResponse:
    """What the accepted reports of a quarter say, of the projects that the reader may see."""
    found = ClosedProgress(request.user, quarter)
    rows = found.busiest_agencies(None if request.GET.get("agencies") == ALL else MOST_AGENCIES)
    reports_seen = set(
        AgencyReport.objects.visible_to(request.user).filter(quarter=quarter).values_list("agency__code", flat=True)
    )
    return render(
        request,
        "reports/closed.html",
        {
            "quarter": quarter,
            "news": found.headline,
            "sentence": found.sentence,
            "agencies_counted": wording.counted_agencies(found.headline.agencies),
            "past_days": _past_days(found, quarter),
            "figures": [_shown(figure, _where_told, wording.FIGURE_LABELS_OF_THEN) for figure in found.figures],
            "still_count": found.still_count,
            "still_told": drawing.standing_still(found.longest_still, reverse("projects:list")),
            "still_named": len(found.longest_still),
            "funnel_marks": drawing.stage_marks(found.funnel, _nowhere),
            "off_path": drawing.stage_marks([entry for entry in found.off_path if entry.count], _nowhere),
            "confidence_marks": drawing.confidence_marks(found.confidence_counts, _nowhere),
            "rows": [
                {
                    "name": str(row.agency.name),
                    "url": reverse("reports:report", args=[quarter.code, row.agency.code])
                    if row.agency.code in reports_seen
                    else "",
                    "projects": row.projects.count,
                    "stages": drawing.stage_marks([entry for entry in row.stages if entry.count], _nowhere),
                    "moved": row.moved.count,
                }
                for row in rows
            ],
            "all_agencies_url": f"?quarter={quarter.code}&agencies={ALL}#agencies"
            if len(rows) < found.headline.agencies
            else "",
            "reads_country": may(request.user, "reports.read_country"),
        },
    )


def _where_told(query: str) -> str:
    """Below on the same page: which projects stood still is told by name."""
    return "#still" if "still" in query else "#agencies"


def _nowhere(query: str) -> str:
    """The list of projects knows days, not reports: what a report counted is read in it."""
    return ""


def _context(request: HttpRequest, found: Progress, form: DayForm) -> dict[str, Any]:
    list_url = reverse("projects:list")
    address = partial(_list_address, list_url)
    news, rtl = found.headline, get_language_bidi()
    shows_all = request.GET.get("agencies") == ALL
    rows = found.busiest_agencies(None if shows_all else MOST_AGENCIES)
    with_confidence = bool(found.confidence_counts)
    return {
        "day_field": form["as-of"],
        "day": found.day,
        "agency": found.agency,
        "agency_sought": request.GET.get("agency", ""),
        "scopes": _scopes(request, found),
        "past_days": _past_days(found),
        "news": news,
        "sentence": wording.sentence(news),
        "quarter": wording.quarter_words(news.quarter),
        "agencies_counted": wording.counted_agencies(news.agencies),
        "figures": [_shown(figure, address) for figure in found.figures],
        "funnel_marks": drawing.stage_marks(found.funnel, address),
        "off_path": drawing.stage_marks([entry for entry in found.off_path if entry.count], address),
        "confidence_marks": drawing.confidence_marks(found.confidence_counts, address),
        "stage_legend": [(str(entry.stage.title), drawing.hue_of(entry.stage)) for entry in found.funnel],
        "agency_rows": drawing.agencies(rows, address, rtl=rtl, with_confidence=with_confidence) if rows else "",
        "all_agencies_url": _address_of_all(found) if len(rows) < news.agencies else "",
        "agencies_by_stage": drawing.agencies_by_stage(rows, address),
        "movement": found.moved_and_still,
        "still_told": drawing.standing_still(found.moved_and_still.still_projects, list_url),
        "held_told": drawing.on_hold(found.moved_and_still.held_projects, list_url),
        "moved_told": drawing.moved(found.moved_and_still.moved_projects, list_url),
        "moves_shown": {name: _shown(getattr(found.moved_and_still, name), address) for name in SHOWN_MOVES},
        "agenda": found.agenda_coverage,
        **_benefits(request, found),
        # The roll-up of training knows what is valid today, and not what was on another day.
        "abilities": None if found.day else abilities_seen_by(request.user, today(), found.agency),
        **_objectives(found, address, rtl),
    }


def _benefits(request: HttpRequest, found: Progress) -> dict[str, Any]:
    """What it gave the citizen: what the lab has verified alone, indicator by indicator."""
    told = Benefits(request.user, found.day)
    scope = {"agency": found.agency.code} if found.agency else {}
    scope |= {"as-of": found.day.isoformat()} if found.day else {}
    holder = found.agency.pk if found.agency else NOBODY
    figures = told.first("agency" if found.agency else "country", holder, MOST_INDICATORS)
    return {
        "given": [
            {
                "value": one.indicator.shown(one.rows[Entry.VERIFIED].value),
                "unit": one.indicator.unit,
                "title": one.indicator.title,
                "url": f"{reverse('benefits:list')}?"
                + urlencode({"indicator": one.indicator.code, "kind": Entry.VERIFIED.value, **scope}),
            }
            for one in figures
        ],
        "benefits_url": reverse("benefits:overview")
        + (f"?{urlencode({'as-of': found.day.isoformat()})}" if found.day else ""),
    }


def _objectives(found: Progress, address: drawing.Address, rtl: bool) -> dict[str, Any]:
    """Those with most projects first; the rest one click away."""
    covered = sorted(found.agenda_coverage.covered, key=lambda entry: -entry.count)
    most = covered[0].count if covered else 0
    further = covered[MOST_OBJECTIVES:]
    without = found.agenda_coverage.without
    return {
        "without_first": without[:MOST_OBJECTIVES],
        "without_further": without[MOST_OBJECTIVES:],
        "objective_rows": drawing.objectives(covered[:MOST_OBJECTIVES], address, most=most, rtl=rtl),
        "further_objectives": len(further),
        "further_objective_rows": drawing.objectives(further, address, most=most, rtl=rtl) if further else "",
    }


SHOWN_MOVES = ("forward", "back", "still", "on_hold")


def _list_address(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _shown(figure: Figure, address: Any, labels: Mapping[str, Any] = wording.FIGURE_LABELS) -> dict[str, Any]:
    return {
        "code": figure.code,
        "count": figure.count,
        "label": labels[figure.code],
        "url": address(figure.query),
    }


def _scopes(request: HttpRequest, found: Progress) -> list[dict[str, Any]]:
    """For who leads an agency: that agency, or everything that she may see."""
    led = led_agencies(request.user)
    if not led:
        return []
    choices: list[tuple[str, str, bool]] = [
        (str(agency.name), agency.code, found.agency == agency)
        for agency in Agency.objects.filter(pk__in=led).order_by("code")
    ]
    choices.append((gettext("All that you may see"), ALL, found.agency is None))
    return [
        {"label": label, "url": _page_address(agency=code, day=found.day), "is_current": is_current}
        for label, code, is_current in choices
    ]


def _past_days(found: Progress, closed: ReportingQuarter | None = None) -> list[dict[str, Any]]:
    """Today and the last days of the quarters before."""
    agency = found.agency.code if found.agency else ""
    days = [{"label": gettext("Today"), "url": _page_address(agency=agency), "is_current": found.day is None}]
    # Which quarters there are is asked on the page of one of them.
    days += (
        [
            {
                "label": gettext("%(quarter)s, as reported") % {"quarter": quarter_short(one.code)},
                "url": _address_of_closed(one.code),
                "is_current": one == closed,
            }
            for one in closed_quarters()[:PAST_QUARTERS]
        ]
        if closed
        else [{"label": gettext("As reported"), "url": _address_of_closed(NEWEST), "is_current": False}]
    )
    quarter = Quarter.of(today())
    for _ in range(PAST_QUARTERS):
        quarter = quarter.previous
        days.append(
            {
                "label": gettext("End of Q%(quarter)s %(year)s") % {"quarter": quarter.number, "year": quarter.year},
                "url": _page_address(agency=agency, day=quarter.last_day),
                "is_current": closed is None and found.day == quarter.last_day,
            }
        )
    return days


def _address_of_closed(code: str) -> str:
    return f"{reverse('reports:progress')}?quarter={code}"


def _address_of_all(found: Progress) -> str:
    parts = {"as-of": found.day.isoformat()} if found.day else {}
    return f"{reverse('reports:progress')}?{urlencode(parts | {'agency': ALL, 'agencies': ALL})}#agencies"


def _page_address(*, agency: str = "", day: dt.date | None = None) -> str:
    parts = {"agency": agency} if agency else {}
    parts |= {"as-of": day.isoformat()} if day else {}
    return f"{reverse('reports:progress')}{'?' + urlencode(parts) if parts else ''}"
