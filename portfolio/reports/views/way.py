"""The way of a report: each step its own address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import identity
from portfolio.projects.models.project import reference_of
from portfolio.reports import contents
from portfolio.reports.actions import quarters, signing
from portfolio.reports.contents import frozen_of
from portfolio.reports.models import AgencyReport
from portfolio.reports.quarterly_forms import ExtensionForm, ReasonForm, ReturnForm, SignatureForm, Versioned
from portfolio.reports.quarterly_wording import name_of
from portfolio.reports.reading import Reading
from portfolio.reports.views.access import report_of
from portfolio.reports.views.report import address_of, people_of, trail_to
from records.sending import REFUSED, sent, stop_unless
from records.sent_forms import SentOnce
from records.versions import EditConflict


def _changed(request: HttpRequest, held: AgencyReport) -> HttpResponse:
    messages.warning(request, gettext("The report was changed while you were reading. Read it again, then decide."))
    return redirect(address_of(held))


def _by_button(
    request: HttpRequest, held: AgencyReport, action: str, work: Callable[[int], Any], done: str
) -> HttpResponse:
    """A step that asks for nothing but the version that was read."""
    stop_unless(request.user, action, held)
    form = Versioned(request.POST)

    def do() -> str:
        work(form.cleaned_data["version"])
        messages.success(request, done)
        return address_of(held)

    try:
        answer = sent(request, form, do)
    except EditConflict:
        return _changed(request, held)
    if answer is None:
        for words in form.non_field_errors() or [gettext("Open the report again.")]:
            messages.error(request, words)
    return answer or redirect(address_of(held))


@require_POST
def submit(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _by_button(
        request,
        held,
        "reports.submit",
        lambda version: signing.submit(by=request.user, report=held, version=version),
        gettext("The report is submitted. The lead of your agency has been told."),
    )


@require_POST
def recall(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _by_button(
        request,
        held,
        "reports.recall",
        lambda version: signing.recall(by=request.user, report=held),
        gettext("The report is yours again. Submit it when it is ready."),
    )


@require_POST
def accept(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _by_button(
        request,
        held,
        "reports.accept",
        lambda version: signing.accept(by=request.user, report=held, version=version),
        gettext("The report is accepted and counts. The agency has been told."),
    )


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    """The whole report, and under it the signature: who signs is asked for her password and factor at that moment."""
    held = report_of(request.user, quarter, agency)
    stop_unless(request.user, "reports.sign", held)
    asks_code = identity.asks_code(request)
    form = SignatureForm(request.POST or None, asks_code=asks_code, initial={"version": held.version})

    def work() -> str:
        signing.sign(by=request.user, report=held, version=form.cleaned_data["version"])
        messages.success(request, gettext("The report is signed. The lab has been told."))
        return address_of(held)

    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wrong = identity.what_is_wrong(request, password=typed["password"], code=typed.get("code", ""))
        for name, words in wrong.items():
            form.add_error(name, words)
        try:
            if not wrong and (done := sent(request, form, work)):
                return done
        except EditConflict:
            return _changed(request, held)
    material = contents.material_of(held)
    told = contents.as_it_stands(held, material if not held.nil_because else contents.Material([], {}))
    return render(
        request,
        "reports/sign.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "form": form,
            "reading": Reading(told),
            "lead": signing.lead_behind(request.user, held),
            "passkey_url": _passkey_url(request) if identity.has_passkeys_alone(request) else "",
            "trail": trail_to(held, gettext("Sign")),
            "url": address_of(held),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _passkey_url(request: HttpRequest) -> str:
    return f"{reverse('mfa_reauthenticate')}?next={request.path}"


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    """With a reason for the whole, and a remark at any paragraph."""
    held = report_of(request.user, quarter, agency)
    stop_unless(request.user, "reports.send_back", held)
    material = contents.material_of(held)
    form = ReturnForm(request.POST or None, material=material)

    def work() -> str:
        signing.send_back(by=request.user, report=held, reason=form.cleaned_data["reason"], remarks=form.remarks)
        messages.success(request, gettext("The report went back to the agency with your remarks."))
        return address_of(held)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "reports/send_back.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "form": form,
            "groups": form.groups(),
            "trail": trail_to(held, gettext("Return")),
            "url": address_of(held),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _with_reason(
    request: HttpRequest,
    held: AgencyReport,
    action: str,
    form: SentOnce,
    work: Callable[[dict[str, Any]], Any],
    words: dict[str, str],
) -> HttpResponse:
    """A step that asks why."""
    stop_unless(request.user, action, held)

    def do() -> str:
        work(form.cleaned_data)
        messages.success(request, words["done"])
        return address_of(held)

    if request.method == "POST" and (done := sent(request, form, do)):
        return done
    return render(
        request,
        "reports/reason.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "form": form,
            "words": words,
            "trail": trail_to(held, words["heading"]),
            "url": address_of(held),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nil(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _with_reason(
        request,
        held,
        "reports.declare_nil",
        ReasonForm(request.POST or None),
        lambda typed: signing.declare_nil(by=request.user, report=held, reason=typed["reason"]),
        {
            "heading": gettext("Nothing to report"),
            "lede": gettext("The lead of your agency signs this too. What was drafted stays, and is not sent."),
            "button": gettext("Declare that there is nothing to report"),
            "done": gettext("It is declared. The lead of your agency has been told."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _with_reason(
        request,
        held,
        "reports.reopen",
        ReasonForm(request.POST or None),
        lambda typed: signing.reopen(by=request.user, report=held, reason=typed["reason"]),
        {
            "heading": gettext("Open for a correction"),
            "lede": gettext("A new revision begins. The accepted one stays readable, and counts until then."),
            "button": gettext("Open for a correction"),
            "done": gettext("The report is open for a correction. The agency has been told."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _with_reason(
        request,
        held,
        "reports.extend",
        ExtensionForm(request.POST or None),
        lambda typed: quarters.extend(by=request.user, report=held, until=typed["until"], reason=typed["reason"]),
        {
            "heading": gettext("Give more time"),
            "lede": gettext("The agency is late only after the new day."),
            "button": gettext("Give more time"),
            "done": gettext("The agency has more time."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    return _with_reason(
        request,
        held,
        "reports.excuse",
        ReasonForm(request.POST or None),
        lambda typed: quarters.excuse(by=request.user, report=held, reason=typed["reason"]),
        {
            "heading": gettext("Excuse from this report"),
            "lede": gettext("The agency owes nothing for this quarter, and is not counted among those that do."),
            "button": gettext("Excuse the agency"),
            "done": gettext("The agency is excused from this report."),
        },
    )


@require_safe
def revision(request: HttpRequest, quarter: str, agency: str, number: int) -> HttpResponse:
    """A frozen revision, the newest or an older one, drawn from its snapshots alone."""
    held = report_of(request.user, quarter, agency)
    frozen = frozen_of(held, number)
    if frozen is None:
        raise Http404
    return render(
        request,
        "reports/revision.html",
        {
            "report": held,
            "name": name_of(held.quarter),
            "frozen": frozen,
            "people": people_of(frozen),
            "reading": Reading(frozen.content, frozen.lab, (), lambda project: f"#{reference_of(project)}"),
            "trail": trail_to(held, gettext("Revision %(number)s") % {"number": number}),
            "url": address_of(held),
        },
    )
