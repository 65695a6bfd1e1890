"""One objective of the agenda: what its indicators read over time, and what the projects that serve it give."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.agenda.models import Objective
from portfolio.benefits.country import Benefits, Figures
from portfolio.benefits.enums import Entry
from portfolio.benefits.views.access import objective_of
from portfolio.benefits.views.country import address_of_list, benefit_row
from portfolio.benefits.views.drawing import gap
from portfolio.measures.models import Reading
from portfolio.measures.queries import readings_of, shown_readings
from portfolio.measures.views.pages import MOST_DRAWN, chart_of, with_unit
from portfolio.projects.filters import day_asked_for
from records.thread import thread_of

A_PAGE = 25
# As many indicators are drawn as can be compared; the list has the benefits of all.
MOST_INDICATORS = 6
OBJECTIVE = "agenda.objective"


@require_safe
def of_objective(request: HttpRequest, code: str) -> HttpResponse:
    objective = objective_of(code)
    asked_for = request.GET.get("as-of", "")
    day, problem = day_asked_for(asked_for)
    told = Benefits(request.user, day)
    figures = told.of_objective(objective)
    readings = readings_of([one.indicator for one in figures[:MOST_INDICATORS]], day)
    found = told.benefits(objective=objective).select_related("indicator", "project")
    page = Paginator(found.order_by("indicator__code", "project", "pk"), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    values = told.values_of([row.pk for row in rows], objective=objective)
    whole = set(told.seen_wholly.filter(project__in=[row.project_id for row in rows]).values_list("project", flat=True))
    serving = told.serving(objective)
    return render(
        request,
        "benefits/objective.html",
        {
            "objective": objective,
            "day": day,
            "problem": str(problem) % {"text": asked_for[:40]} if problem else "",
            "lede": _lede(objective, serving),
            "sentence": _sentence(page.paginator.count, len(figures)),
            "cards": [
                _card(one, readings.get(one.indicator.pk, []), objective, told) for one in figures[:MOST_INDICATORS]
            ],
            "further": len(figures) - MOST_INDICATORS,
            "page": page,
            "rows": format_html_join("", "{}", ((benefit_row(row, values, row.project_id in whole),) for row in rows)),
            "list_url": address_of_list(told, objective=objective.code),
            "projects_url": _projects_address(objective, told),
            "thread": thread_of(OBJECTIVE, objective, person=request.user),
            "trail": [
                {"label": gettext("Benefits"), "url": reverse("benefits:overview")},
                {"label": str(objective.title), "url": ""},
            ],
        },
    )


def _lede(objective: Objective, serving: int) -> str:
    above = [str(objective.strategy.title), *([str(objective.pillar.title)] if objective.pillar else [])]
    served = ngettext("%(count)s project serves it", "%(count)s projects serve it", serving)
    return " · ".join([*above, served % {"count": f"{serving:,}"}])


def _sentence(benefits: int, indicators: int) -> str:
    if not benefits:
        return gettext("Nothing is promised for it yet")
    first = ngettext("%(count)s benefit", "%(count)s benefits", benefits) % {"count": f"{benefits:,}"}
    if not indicators:
        return first
    then = ngettext("%(count)s indicator", "%(count)s indicators", indicators) % {"count": f"{indicators:,}"}
    return f"{first} · {then}"


def _projects_address(objective: Objective, told: Benefits) -> str:
    pairs = {"objective": objective.code} | ({"as-of": told.day.isoformat()} if told.day else {})
    return f"{reverse('projects:list')}?{urlencode(pairs)}"


def _card(one: Figures, readings: list[Reading], objective: Objective, told: Benefits) -> dict[str, Any]:
    indicator = one.indicator
    shown = shown_readings(indicator, readings, told.day)[-MOST_DRAWN:]
    return {
        "indicator": indicator,
        "target": with_unit(indicator, indicator.target) if indicator.target is not None else "",
        "figures": [
            {
                "label": kind.label,
                "value": indicator.shown(one.rows[kind].value) if kind in one.rows else "",
                "url": address_of_list(told, indicator=indicator.code, objective=objective.code, kind=kind.value),
            }
            for kind in Entry
        ],
        "gap": gap(),
        "chart": chart_of(indicator, shown) if shown else SafeString(""),
        "missing": sum(reading.reading is None for reading in shown),
    }
