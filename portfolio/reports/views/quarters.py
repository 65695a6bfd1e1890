"""The cycle: the quarters, who has reported, and the terms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.standing import standing_of
from portfolio.reports.actions import quarters
from portfolio.reports.models import Holiday, ReportingQuarter
from portfolio.reports.quarterly_drawing import report_rows, rows_of_agency
from portfolio.reports.quarterly_forms import HolidayForm, OpenForm, TermsForm
from portfolio.reports.quarterly_wording import days_of, name_of, sentence_of_quarter
from portfolio.reports.standing import SOUGHT, quarters_seen_by, reports_of, standing_of_quarter
from portfolio.reports.views.access import holiday_of, quarter_of
from records.policy import may, require
from records.sending import CONFLICT, REFUSED, sent
from records.sent_forms import Decision
from records.versions import EditConflict


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    require(request.user, "reports.list")
    standing = standing_of(request.user)
    own = [] if standing.sees_country else list(reports_of(request.user, standing.inside_agencies))
    found = list(quarters_seen_by(request.user)) if standing.sees_country else []
    return render(
        request,
        "reports/list.html",
        {
            "quarters": [(quarter, name_of(quarter), days_of(quarter)) for quarter in found],
            "own": rows_of_agency(own) if own else "",
            "sees_country": standing.sees_country,
            "sentence": _sentence_of_list(request, found, own),
            "may_open": bool(may(request.user, "reports.open_quarter")),
            "may_set_terms": bool(may(request.user, "reports.set_terms")),
            "may_name_deputy": bool(may(request.user, "reports.name_deputy")),
        },
    )


def _sentence_of_list(request: HttpRequest, found: list[ReportingQuarter], own: list[Any]) -> str:
    if found:
        return sentence_of_quarter(standing_of_quarter(found[0], request.user))
    if own:
        waiting = sum(report.is_late for report in own)
        if waiting:
            return ngettext("%(late)s report is late.", "%(late)s reports are late.", waiting) % {"late": waiting}
        return gettext("No report is late.")
    return gettext("No quarter has been opened yet.")


@require_safe
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    require(request.user, "reports.list")
    held = quarter_of(quarter)
    standing = standing_of_quarter(held, request.user)
    sought = request.GET.get("state", "")
    sought = sought if sought in SOUGHT else ""
    rows = standing.having(sought)
    here = reverse("reports:quarter", args=[held.code])
    return render(
        request,
        "reports/quarter.html",
        {
            "quarter": held,
            "name": name_of(held),
            "days": days_of(held),
            "sentence": sentence_of_quarter(standing),
            "owed": standing.owed,
            "counts": [
                {"label": one.label, "count": one.count, "url": f"{here}?state={one.code}", "code": one.code}
                for one in standing.counts
                if one.count
            ],
            "sought": sought,
            "sought_label": SOUGHT.get(sought, ""),
            "rows": report_rows(rows, held) if rows else "",
            "here": here,
            "decision": Decision(),
            "may_read_country": bool(may(request.user, "reports.read_country")),
            "may_take_all": bool(may(request.user, "reports.take_all")) and bool(standing.count("accepted")),
            "may_open": bool(may(request.user, "reports.open_quarter")),
            "trail": [_to_list(), {"label": name_of(held)}],
        },
    )


def _to_list() -> dict[str, str]:
    return {"label": gettext("Reports"), "url": reverse("reports:list")}


@require_http_methods(["GET", "HEAD", "POST"])
def open_quarter(request: HttpRequest) -> HttpResponse:
    require(request.user, "reports.open_quarter")
    opened = ReportingQuarter.objects.values_list("code", flat=True)
    form = OpenForm(request.POST or None, terms=quarters.terms(), opened=opened)

    def work() -> str:
        year, number = form.chosen_quarter
        made = quarters.open_quarter(
            by=request.user,
            year=year,
            number=number,
            agencies=list(form.cleaned_data["agencies"]),
            due_on=form.cleaned_data["due_on"],
            variance_percent=form.cleaned_data["variance_percent"],
        )
        messages.success(request, gettext("The quarter is open. Every agency has its report."))
        return reverse("reports:quarter", args=[made.code])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "reports/open.html",
        {"form": form, "trail": [_to_list(), {"label": gettext("Open a quarter")}]},
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def bring_in(request: HttpRequest, quarter: str) -> HttpResponse:
    """Agencies that came after the opening. Sent again, it finds nothing more to do."""
    held = quarter_of(quarter)
    form = Decision(request.POST)

    def work() -> str:
        made = quarters.bring_in_agencies(
            by=request.user, quarter=held, agencies=list(quarters.agencies_for(held.last_day))
        )
        words = ngettext("%(count)s agency was brought in.", "%(count)s agencies were brought in.", made)
        messages.success(request, words % {"count": made} if made else gettext("Every open agency is in already."))
        return reverse("reports:quarter", args=[held.code])

    return sent(request, form, work) or redirect("reports:quarter", held.code)


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    require(request.user, "reports.set_terms")
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm.of(quarters.terms())

    def work() -> str:
        quarters.set_terms(
            by=request.user,
            **{
                name: form.cleaned_data[name]
                for name in ("version", "year_starts_in", "due_after_days", "variance_percent")
            },
        )
        messages.success(request, gettext("The terms are saved. They hold for quarters that are opened from now on."))
        return reverse("reports:terms")

    status = 200
    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
            status = REFUSED
        except EditConflict as conflict:
            form.data = form.data.copy()
            form.data["version"] = conflict.current.version  # type: ignore[attr-defined]
            messages.warning(
                request, gettext("Somebody else saved the terms meanwhile. Look at yours again, then save.")
            )
            status = CONFLICT
    return _terms_page(request, form, HolidayForm(), status)


def _terms_page(request: HttpRequest, form: TermsForm, holiday_form: HolidayForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "reports/terms.html",
        {
            "form": form,
            "holiday_form": holiday_form,
            "holidays": Holiday.objects.all(),
            "removal": Decision(),
            "trail": [_to_list(), {"label": gettext("Terms of reporting")}],
        },
        status=status,
    )


@require_POST
def holiday_add(request: HttpRequest) -> HttpResponse:
    require(request.user, "reports.set_terms")
    form = HolidayForm(request.POST)

    def work() -> str:
        typed = form.cleaned_data
        quarters.add_holiday(by=request.user, day=typed["day"], name_en=typed["name_en"], name_ar=typed["name_ar"])
        messages.success(request, gettext("The holiday is entered."))
        return reverse("reports:terms")

    return sent(request, form, work) or _terms_page(request, TermsForm.of(quarters.terms()), form, REFUSED)


@require_POST
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "reports.set_terms")
    holiday, form = holiday_of(pk), Decision(request.POST)

    def work() -> str:
        quarters.remove_holiday(by=request.user, holiday=holiday)
        messages.success(request, gettext("The holiday is taken out."))
        return reverse("reports:terms")

    return sent(request, form, work) or redirect("reports:terms")
