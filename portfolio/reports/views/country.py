"""The country's report, and its one page for the minister's office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from portfolio.projects.registers import registers
from portfolio.reports.actions import stories
from portfolio.reports.country import Country, quarters_to_compare, steps_between
from portfolio.reports.country_wording import figures_of, sentence_of_country
from portfolio.reports.drawing import hue_of
from portfolio.reports.models import ReportingQuarter
from portfolio.reports.quarterly_wording import name_of
from portfolio.reports.told import quarter_short
from portfolio.reports.views.access import entry_of_quarter, quarter_of
from records.actions import audit
from records.confidence_signs import sign_of, word_of
from records.documents.pdf import NoPdfHere, pdf_of
from records.policy import may, require
from records.sending import sent
from records.sent_forms import Decision


@require_safe
def country(request: HttpRequest, quarter: str) -> HttpResponse:
    require(request.user, "reports.read_country")
    held = quarter_of(quarter)
    return render(request, "reports/country.html", {**_context(request, held), "trail": _trail(held)})


def _trail(held: ReportingQuarter) -> list[dict[str, str]]:
    return [
        {"label": gettext("Reports"), "url": reverse("reports:list")},
        {"label": name_of(held), "url": reverse("reports:quarter", args=[held.code])},
        {"label": gettext("The country")},
    ]


def _context(request: HttpRequest, held: ReportingQuarter) -> dict[str, Any]:
    found = Country(held)
    earlier = quarters_to_compare(held)
    sought = request.GET.get("compare", "")
    other = next((one for one in earlier if one.code == sought), earlier[0] if earlier else None)
    before = Country(other) if other else None
    may_pick = bool(may(request.user, "reports.pick_story"))
    return {
        "quarter": held,
        "name": name_of(held),
        "found": found,
        "sentence": sentence_of_country(found),
        "figures": figures_of(found, before, reverse("reports:quarter", args=[held.code])),
        "other": other,
        "differs": bool(before) and _agencies(found) != _agencies(before),
        "included_then": len(before.included) if before else 0,
        "other_name": quarter_short(other.code) if other else "",
        "earlier": [(one, name_of(one)) for one in earlier],
        "stages": _stages(found, before),
        "ratings": _ratings(found, before),
        "may_pick": may_pick,
        "to_pick": [told for told in found.all_told() if told.words] if may_pick else [],
        "picked_entries": {told.entry for told in found.stories},
        "decision": Decision(),
    }


def _agencies(found: Country) -> set[int]:
    return {report.agency_id for report in found.included}


def _stages(found: Country, before: Country | None) -> list[dict[str, Any]]:
    codes = registers().stage_codes
    steps = steps_between(found.stages, before.stages) if before else {}
    return [
        {
            "label": str(codes[code].title) if code in codes else code,
            "hue": hue_of(codes[code]) if code in codes else "stage-off",
            "count": count,
            "step": signed(steps.get(code)),
        }
        for code, count in found.stages.items()
    ]


def _ratings(found: Country, before: Country | None) -> list[dict[str, Any]]:
    steps = steps_between(found.ratings, before.ratings) if before else {}
    return [
        {"code": code, "label": word_of(sign_of(code)), "count": count, "step": signed(steps.get(code))}
        for code, count in found.ratings.items()
    ]


def signed(step: int | None) -> str:
    """With its sign in front, and nothing where there is no other quarter."""
    if step is None:
        return ""
    return f"+{step}" if step > 0 else f"\u2212{-step}" if step else "0"


@require_safe
def country_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """One A4 page: the quarter in a sentence, six figures and what to decide."""
    require(request.user, "reports.read_country")
    held = quarter_of(quarter)
    try:
        made = pdf_of("reports/country_page.html", _context(request, held), language=get_language() or "en")
    except NoPdfHere:
        messages.warning(request, NoPdfHere.sentence)
        return redirect("reports:country", held.code)
    audit.record(by=request.user, action="reports.take_document", target=held, after={"kind": "country page"})
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{held.code}.pdf"'},
    )


@require_POST
def pick(request: HttpRequest, quarter: str, pk: int) -> HttpResponse:
    held = quarter_of(quarter)
    require(request.user, "reports.pick_story")
    entry, form = entry_of_quarter(held, pk), Decision(request.POST)
    leaves_out = request.POST.get("story") == "out"

    def work() -> str:
        step = stories.leave_out if leaves_out else stories.pick
        step(by=request.user, quarter=held, entry=entry)
        return f"{reverse('reports:country', args=[held.code])}#stories"

    answer = sent(request, form, work)
    if answer is None:
        for words in form.non_field_errors():
            messages.error(request, words)
    return answer or redirect("reports:country", held.code)
