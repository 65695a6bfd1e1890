"""The place "Money" of a project: budget, forecast and spending by quarter, as they stand or stood on a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects.actions import money
from portfolio.projects.enums import MoneyKind
from portfolio.projects.filters import day_asked_for
from portfolio.projects.models import Project
from portfolio.projects.models.money import ZERO
from portfolio.projects.money import Totals, amounts_of
from portfolio.projects.money_forms import Amounts, MoneyForm, quarters_of
from portfolio.projects.places import Place, register, row_of_places
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.page import trail_to
from records.clock import Quarter, today
from records.policy import may
from records.sending import CONFLICT, REFUSED, sent, stop_unless
from records.versions import EditConflict

MOST_CHANGES = 30

register(Place("projects:money", gettext_lazy("Money"), 30))


@require_safe
def money_page(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    day, problem = day_asked_for(request.GET.get("as-of", ""))
    amounts = amounts_of(project, day)
    form = None
    # Asked for twice: for the form, and for the reason why there is none.
    prefetch_related_objects([project], "gate_requests")
    if day is None and may(request.user, "projects.keep_money", project):
        form = MoneyForm(
            amounts=amounts, quarters=_quarters(request, project, amounts), newest=money.newest_entry(project)
        )
    return _shown(request, project, amounts, form, day=day, problem=problem)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    address = reverse("projects:money", args=[number])
    if request.method != "POST":
        return redirect(address)
    stop_unless(request.user, "projects.keep_money", project)
    amounts = amounts_of(project)
    form = MoneyForm(
        request.POST, amounts=amounts, quarters=_quarters(request, project, amounts), newest=money.newest_entry(project)
    )

    def work() -> str:
        money.write(
            by=request.user,
            project=project,
            amounts=form.typed,
            last_entry=form.cleaned_data["newest"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, gettext("The amounts are kept; those before stay readable."))
        return address

    try:
        return sent(request, form, work) or _shown(request, project, amounts, form, status=REFUSED)
    except EditConflict:
        form.data = form.data.copy()
        form.data["newest"] = money.newest_entry(project)
        form.add_error(
            None, gettext("Somebody else changed amounts meanwhile. Compare with what stands now, then send again.")
        )
        return _shown(request, project, amounts_of(project), form, status=CONFLICT)


def _quarters(request: HttpRequest, project: Project, amounts: Amounts) -> list[Quarter]:
    asked = request.POST.get("until") or request.GET.get("until") or ""
    until = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    return quarters_of(project, amounts, until)


def _shown(
    request: HttpRequest,
    project: Project,
    amounts: Amounts,
    form: MoneyForm | None,
    *,
    day: dt.date | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    totals = totals_of(amounts)
    quarters = form.quarters if form else quarters_of(project, amounts, None)
    changes = list(project.money.select_related("recorded_by").order_by("-pk")[:MOST_CHANGES]) if day is None else []
    return render(
        request,
        "projects/money.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, reverse("projects:money", args=[project.pk])),
            "trail": trail_to(project, gettext("Money")),
            "heading": news_of(totals),
            "totals": totals,
            "form": form,
            "rows": money_rows(quarters, amounts, form),
            "foot": totals_row(totals),
            "changes": change_rows(changes),
            "day": day,
            "problem": str(problem) % {"text": request.GET.get("as-of", "")[:40]} if problem else "",
            "next_year": quarters[-1].year + 1 if quarters else today().year,
            "until": quarters[-1].year if quarters else today().year,
            "verdict": may(request.user, "projects.keep_money", project),
            "here": reverse("projects:money", args=[project.pk]),
        },
        status=status,
    )


def totals_of(amounts: Amounts) -> Totals:
    sums = {kind.value: ZERO for kind in MoneyKind}
    for (kind, _quarter), amount in amounts.items():
        sums[kind.value] += amount
    return Totals(**sums)


def riyals(amount: Decimal) -> str:
    """1250000.50 as 1,250,000.50; whole riyals without the decimals."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def shown_amount(amount: Decimal | None) -> SafeString:
    return format_html('<span class="number">{}</span>', "—" if amount is None else riyals(amount))


def news_of(totals: Totals) -> SafeString:
    if not totals.budget and not totals.outlook:
        return SafeString(gettext("No amount has been told yet."))
    if not totals.budget:
        return format_html(
            gettext("{outlook} riyals without a budget to compare with."), outlook=shown_amount(totals.outlook)
        )
    if not totals.outlook:
        return format_html(
            gettext("A budget of {budget} riyals, and no forecast yet."), budget=shown_amount(totals.budget)
        )
    words = {
        "outlook": shown_amount(totals.outlook),
        "budget": shown_amount(totals.budget),
        "percent": format_html('<span class="number">{}%</span>', abs(totals.variance_percent or ZERO)),
    }
    if totals.variance > 0:
        return format_html(
            gettext("It will cost {outlook} riyals, {percent} more than its budget of {budget}."), **words
        )
    if totals.variance < 0:
        return format_html(
            gettext("It will cost {outlook} riyals, {percent} less than its budget of {budget}."), **words
        )
    return format_html(gettext("It will cost {outlook} riyals, as budgeted."), **words)


def name_of(quarter: Quarter) -> str:
    return gettext("Q%(quarter)s %(year)s") % {"quarter": quarter.number, "year": quarter.year}


def money_rows(quarters: list[Quarter], amounts: Amounts, form: MoneyForm | None) -> SafeString:
    return format_html_join("", "{}", ((_row(quarter, amounts, form),) for quarter in quarters))


def _row(quarter: Quarter, amounts: Amounts, form: MoneyForm | None) -> SafeString:
    cells = format_html_join(
        "",
        '<td class="is-number" data-label="{}">{}</td>',
        (
            (kind.label, form.cell(kind, quarter) if form else shown_amount(amounts.get((kind, quarter))))
            for kind in MoneyKind
        ),
    )
    return format_html('<tr><th scope="row"><span class="number">{}</span></th>{}</tr>', name_of(quarter), cells)


def totals_row(totals: Totals) -> SafeString:
    cells = format_html_join(
        "",
        '<td class="is-number" data-label="{}"><strong>{}</strong></td>',
        ((kind.label, shown_amount(getattr(totals, kind.value))) for kind in MoneyKind),
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', gettext("All quarters"), cells)


def change_rows(entries: list) -> SafeString:
    labels = (gettext("What"), gettext("Amount"), gettext("Change"), gettext("By"))
    return format_html_join(
        "",
        '<tr><th scope="row"><time datetime="{}">{}</time></th>'
        '<td data-label="{}">{} · <span class="number">{}</span></td><td class="is-number" data-label="{}">{}</td>'
        '<td class="is-number" data-label="{}"><span class="number">{}</span></td>'
        '<td data-label="{}"><div><bdi>{}</bdi>{}</div></td></tr>',
        (
            (
                entry.happened_on.isoformat(),
                date_format(entry.happened_on, "SHORT_DATE_FORMAT"),
                labels[0],
                entry.get_kind_display(),
                name_of(entry.period),
                labels[1],
                shown_amount(entry.amount),
                labels[2],
                f"{'+' if entry.change > 0 else '−'}{riyals(abs(entry.change))}",
                labels[3],
                entry.recorded_by or "",
                format_html('<span class="row-note"><bdi>{}</bdi></span>', entry.reason) if entry.reason else "",
            )
            for entry in entries
        ),
    )
