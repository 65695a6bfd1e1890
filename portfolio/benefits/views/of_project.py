"""The benefits of one project, and the ledger of one benefit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.benefits.actions import benefits, ledger
from portfolio.benefits.forms import PromiseForm, RewordForm, ShareForm, TellForm, VerifyForm
from portfolio.benefits.models import Benefit
from portfolio.benefits.queries import Account, accounts_of, benefits_of
from portfolio.benefits.views import drawing
from portfolio.benefits.views.access import benefit_of, claim_of
from portfolio.measures.periods import words_of_period
from portfolio.measures.views.pages import evidence_links, with_unit
from portfolio.projects.models import Project
from portfolio.projects.places import row_of_places
from portfolio.projects.registers import registers
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.page import trail_to
from records.policy import may
from records.sending import CONFLICT, REFUSED, sent, stop_unless
from records.versions import EditConflict

METHODS = ["GET", "HEAD", "POST"]
# So much of a ledger is shown; each line is a value that somebody told.
MOST_ENTRIES = 200


def address_of(benefit: Benefit) -> str:
    return reverse("benefits:one", args=[benefit.pk])


def _lead_of(project: Project) -> Any:
    return registers(lambda known: project.lead_agency_id in known.agencies).agencies[project.lead_agency_id]


@require_safe
def of_project(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    accounts = accounts_of(benefits_of(project))
    lead = _lead_of(project)
    waiting = sum(len(account.waiting) for account in accounts)
    return render(
        request,
        "benefits/of_project.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, request.path),
            "heading": _heading(len(accounts), waiting),
            "cards": [_card(request, account, lead) for account in accounts],
            "may_promise": may(request.user, "benefits.promise", project),
            "trail": trail_to(project, gettext("Benefits")),
        },
    )


def _heading(count: int, waiting: int) -> str:
    if not count:
        return gettext("No benefit is promised yet")
    first = ngettext("%(count)s benefit for the citizen", "%(count)s benefits for the citizen", count)
    if not waiting:
        return first % {"count": count}
    then = ngettext("%(waiting)s claim waits for the lab", "%(waiting)s claims wait for the lab", waiting)
    return f"{first % {'count': count}} · {then % {'waiting': waiting}}"


def _card(request: HttpRequest, account: Account, lead: Any) -> dict[str, Any]:
    benefit = account.benefit
    return {
        "benefit": benefit,
        "sentence": drawing.words_of_account(account),
        "rows": drawing.period_table(account, request.user),
        "chart": drawing.chart(account),
        "shares": drawing.shares_in_words(account, lead),
        "may_tell": may(request.user, "benefits.forecast", benefit),
        "may_share": may(request.user, "benefits.share", benefit),
    }


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    benefit = benefit_of(request.user, pk)
    account = accounts_of([benefit])[0]
    entries = list(benefit.entries.select_related("recorded_by", "file").order_by("-happened_on", "-pk")[:MOST_ENTRIES])
    sharings = benefit.sharings.select_related("recorded_by").prefetch_related("shares__agency")
    return render(
        request,
        "benefits/one.html",
        {
            "project": benefit.project,
            "benefit": benefit,
            **_card(request, account, _lead_of(benefit.project)),
            "ledger": drawing.ledger_rows(account, entries),
            "sharings": [
                {
                    "sharing": sharing,
                    "words": [(share.agency.name, drawing.percent(share.hundredths)) for share in sharing.shares.all()],
                }
                for sharing in sharings
            ],
            "may_reword": may(request.user, "benefits.promise", benefit),
            "trail": _trail(benefit, str(benefit.indicator.title)),
        },
    )


@require_http_methods(METHODS)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "benefits.promise", project)
    form = PromiseForm(request.POST or None, project=project)

    def work() -> str:
        made = benefits.promise(by=request.user, project=project, indicator=form.cleaned_data["indicator"], **form.gain)
        messages.success(request, gettext("The benefit is promised. Say next what is expected of it."))
        return address_of(made)

    done = sent(request, form, work) if request.method == "POST" else None
    back = reverse("benefits:of_project", args=[project.pk])
    trail = trail_to(project, gettext("Promise a benefit"))
    return done or _form_page(request, form, project, gettext("Promise a benefit"), back, trail)


@require_http_methods(METHODS)
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    benefit = benefit_of(request.user, pk)
    stop_unless(request.user, "benefits.promise", benefit)
    now = {name: getattr(benefit, name) for name in ("gain_en", "gain_ar", "version")}
    form = RewordForm(request.POST or None, initial=now)

    def work() -> str:
        benefits.reword(by=request.user, benefit=benefit, version=form.cleaned_data["version"], **form.gain)
        messages.success(request, gettext("The benefit is saved."))
        return address_of(benefit)

    differences: list[dict[str, Any]] = []
    status = REFUSED if form.is_bound else 200
    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except EditConflict as conflict:
            status = CONFLICT
            differences = [
                {"label": form[name].label, "mine": words, "theirs": getattr(conflict.current, name)}
                for name, words in form.gain.items()
            ]
            form.data = form.data.copy()
            form.data["version"] = conflict.current.version  # type: ignore[attr-defined]
    heading = gettext("Reword the benefit")
    return _form_page(
        request,
        form,
        benefit.project,
        heading,
        address_of(benefit),
        _trail(benefit, heading),
        status=status,
        differences=differences,
    )


@require_http_methods(METHODS)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    benefit = benefit_of(request.user, pk)
    stop_unless(request.user, "benefits.forecast", benefit)
    may_claim = bool(may(request.user, "benefits.claim", benefit))
    form = TellForm(request.POST or None, request.FILES or None, benefit=benefit, may_claim=may_claim)

    def work() -> str:
        action = ledger.claim if form.cleaned_data["kind"] == "claimed" else ledger.forecast
        typed = {name: form.cleaned_data[name] for name in ("period_on", "value", "reason", "link", "file")}
        action(by=request.user, benefit=benefit, **typed)
        messages.success(request, gettext("It stands in the ledger."))
        return address_of(benefit)

    done = sent(request, form, work) if request.method == "POST" else None
    heading = gettext("Add to the ledger")
    return done or _form_page(
        request, form, benefit.project, heading, address_of(benefit), _trail(benefit, heading), lede=benefit.gain
    )


@require_http_methods(METHODS)
def verify(request: HttpRequest, pk: int, claim: int) -> HttpResponse:
    entry = claim_of(request.user, pk, claim)
    stop_unless(request.user, "benefits.verify", entry)
    benefit = entry.benefit
    form = VerifyForm(request.POST or None, initial={"value": benefit.indicator.shown(entry.value)})

    def work() -> str:
        ledger.verify(
            by=request.user, claim=entry, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"]
        )
        messages.success(request, gettext("What you found stands in the ledger. Who claimed it has been told."))
        return address_of(benefit)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    heading = gettext("Verify the claim of %(period)s") % {
        "period": words_of_period(entry.period_on, benefit.indicator.frequency)
    }
    return _form_page(
        request,
        form,
        benefit.project,
        heading,
        address_of(benefit),
        _trail(benefit, gettext("Verify")),
        lede=benefit.gain,
        claim={
            "entry": entry,
            "value": with_unit(benefit.indicator, entry.value),
            "evidence": evidence_links(entry),
        },
    )


@require_http_methods(METHODS)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    benefit = benefit_of(request.user, pk)
    stop_unless(request.user, "benefits.share", benefit)
    account = accounts_of([benefit])[0]
    present = {row.agency_id: row.hundredths for row in account.shares} or {benefit.project.lead_agency_id: 10_000}
    form = ShareForm(request.POST or None, agencies=benefits.agencies_of(benefit.project), present=present)

    def work() -> str:
        benefits.share(by=request.user, benefit=benefit, hundredths=form.hundredths, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The shares hold from today on."))
        return address_of(benefit)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    heading = gettext("Who shares in this benefit?")
    return _form_page(
        request,
        form,
        benefit.project,
        heading,
        address_of(benefit),
        _trail(benefit, gettext("Shares")),
        lede=benefit.gain,
        shares=form.parts,
    )


def _trail(benefit: Benefit, here: str) -> list[dict[str, str]]:
    *before, last = trail_to(benefit.project, here)
    place = reverse("benefits:of_project", args=[benefit.project_id])
    return [*before, {"label": gettext("Benefits"), "url": place}, last]


def _form_page(
    request: HttpRequest,
    form: Any,
    project: Project,
    heading: str,
    back: str,
    trail: list[dict[str, str]],
    *,
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    return render(
        request,
        "benefits/form.html",
        {"project": project, "form": form, "heading": heading, "back": back, "trail": trail, **more},
        status=status or (REFUSED if form.is_bound else 200),
    )
