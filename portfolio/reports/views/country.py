"""The country's report, and its one page for the minister's office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from portfolio.reports import country_sheets
from portfolio.reports.actions import publishing, stories
from portfolio.reports.country import Country, quarters_to_compare
from portfolio.reports.country_contents import FrozenCountry, as_it_stands, fingerprint, newest
from portfolio.reports.country_reading import CountryReading
from portfolio.reports.models import ReportingQuarter
from portfolio.reports.quarterly_forms import TakeForm
from portfolio.reports.quarterly_wording import name_of
from portfolio.reports.views.access import entry_of_quarter, quarter_of
from records.actions import audit
from records.documents.pdf import NoPdfHere, pdf_of
from records.policy import may, require
from records.sending import sent
from records.sent_forms import Decision

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def country(request: HttpRequest, quarter: str) -> HttpResponse:
    """As it stands, beside any earlier quarter."""
    require(request.user, "reports.read_country")
    held = quarter_of(quarter)
    earlier = quarters_to_compare(held)
    other = _other(request, earlier)
    found, before = Country(held), Country(other) if other else None
    content = as_it_stands(found, before)
    frozen = newest(held)
    # What is published stands beside the quarter before; beside another one it can be read, not published.
    is_usual = other is None or other == earlier[0]
    may_pick = bool(may(request.user, "reports.pick_story"))
    to_pick = [told for told in found.all_told() if told.words] if may_pick else []
    return render(
        request,
        "reports/country.html",
        {
            "quarter": held,
            "told": CountryReading(content),
            "trail": _trail(held),
            "other": other,
            "earlier": [(one, name_of(one)) for one in earlier],
            "frozen": frozen,
            "is_published": bool(frozen and is_usual and frozen.says(content)),
            "publish": TakeForm(initial={"seen": fingerprint(content)})
            if found.included and is_usual and may(request.user, "reports.publish_country")
            else None,
            "may_pick": may_pick,
            "to_pick": to_pick,
            "picked_entries": {told.entry for told in found.stories} if may_pick else set(),
            "decision": Decision(),
        },
    )


def _other(request: HttpRequest, earlier: list[ReportingQuarter]) -> ReportingQuarter | None:
    sought = request.GET.get("compare", "")
    return next((one for one in earlier if one.code == sought), earlier[0] if earlier else None)


def _trail(held: ReportingQuarter, *more: str) -> list[dict[str, str]]:
    crumbs = [
        {"label": gettext("Reports"), "url": reverse("reports:list")},
        {"label": name_of(held), "url": reverse("reports:quarter", args=[held.code])},
        {"label": gettext("The country"), "url": reverse("reports:country", args=[held.code])},
    ]
    crumbs += [{"label": words} for words in more]
    if not more:
        crumbs[-1].pop("url")
    return crumbs


@require_safe
def revision(request: HttpRequest, quarter: str, number: int) -> HttpResponse:
    """A published one, the newest or an older, drawn from its link alone."""
    require(request.user, "reports.read_country")
    held = quarter_of(quarter)
    frozen = newest(held, number)
    if frozen is None:
        raise Http404
    return render(
        request,
        "reports/country.html",
        {
            "quarter": held,
            "told": CountryReading(frozen.content),
            "trail": _trail(held, gettext("Revision %(number)s") % {"number": number}),
            "frozen": frozen,
            "is_published": True,
            "is_revision": True,
        },
    )


@require_POST
def publish(request: HttpRequest, quarter: str) -> HttpResponse:
    held = quarter_of(quarter)
    require(request.user, "reports.publish_country", held)
    form = TakeForm(request.POST)

    def work() -> str:
        publishing.publish(by=request.user, quarter=held, seen=form.cleaned_data["seen"])
        messages.success(request, gettext("The country's report is published and frozen."))
        return reverse("reports:country", args=[held.code])

    return _answered(request, held, form, work)


def _answered(request: HttpRequest, held: ReportingQuarter, form: Any, work: Callable[[], str]) -> HttpResponse:
    answer = sent(request, form, work)
    if answer is None:
        for words in form.non_field_errors() or [gettext("Open the form again.")]:
            messages.error(request, words)
    return answer or redirect("reports:country", held.code)


def _to_take(held: ReportingQuarter) -> tuple[CountryReading, FrozenCountry | None]:
    """The newest that is published; before the first, what stands now."""
    if frozen := newest(held):
        return CountryReading(frozen.content), frozen
    earlier = quarters_to_compare(held)
    return CountryReading(as_it_stands(Country(held), Country(earlier[0]) if earlier else None)), None


@require_safe
def country_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """One A4 page: the quarter in a sentence, six figures and what to decide."""
    return _document(request, quarter, "pdf", "country page")


@require_safe
def country_table(request: HttpRequest, quarter: str, kind: str) -> HttpResponse:
    if kind not in ("xlsx", "csv"):
        raise Http404
    return _document(request, quarter, kind, f"country {kind}")


def _document(request: HttpRequest, quarter: str, kind: str, recorded_as: str) -> HttpResponse:
    require(request.user, "reports.read_country")
    held = quarter_of(quarter)
    told, frozen = _to_take(held)
    try:
        made, content_type = _made(told, frozen, kind)
    except NoPdfHere:
        messages.warning(request, NoPdfHere.sentence)
        return redirect("reports:country", held.code)
    audit.record(by=request.user, action="reports.take_document", target=held, after={"kind": recorded_as})
    name = f"{held.code}-r{frozen.report.revision}" if frozen else f"{held.code}-draft"
    return HttpResponse(
        made, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def _made(told: CountryReading, frozen: FrozenCountry | None, kind: str) -> tuple[bytes, str]:
    link = frozen.link if frozen else ""
    if kind == "xlsx":
        return country_sheets.xlsx_of(told, link), XLSX
    if kind == "csv":
        return country_sheets.csv_of(told, link), "text/csv; charset=utf-8"
    context = {"told": told, "frozen": frozen}
    return pdf_of("reports/country_page.html", context, language=get_language() or "en"), "application/pdf"


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

    return _answered(request, held, form, work)
