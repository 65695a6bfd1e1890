from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.projects.actions import gates
from portfolio.projects.enums import GateStatus
from portfolio.projects.forms import Decision, GateCaseForm, GateDecisionForm
from portfolio.projects.models import GateRequest
from portfolio.projects.queries import latest_update_of
from portfolio.projects.views.access import gate_request_of, whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, address_of, sent, stop_unless
from records.policy import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.ask_gate", project)
    form = GateCaseForm(request.POST or None)

    def work() -> str:
        gates.ask(by=request.user, project=project, case=form.cleaned_data["case"])
        messages.success(request, gettext("The gate is asked for. The lab has been told."))
        return address_of(project)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "projects/gate_ask.html",
        {
            "project": project,
            "gate": project.stage.gate_out,
            "form": form,
            "trail": trail_to(project, gettext("Ask for the gate")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    gate_request = gate_request_of(request.user, number, pk)
    project = gate_request.project
    if gate_request.status != GateStatus.OPEN:
        return _too_late(request, gate_request)
    stop_unless(request.user, "projects.decide_gate", gate_request)
    form = GateDecisionForm(request.POST or None, project=project)

    def work() -> str:
        typed = form.cleaned_data
        gates.decide(
            by=request.user,
            request=gate_request,
            ruling=typed["ruling"],
            reason=typed["reason"],
            return_to=typed["return_to"],
            look_again_on=typed["look_again_on"],
        )
        messages.success(request, gettext("Your decision is recorded. The agency has been told."))
        return address_of(project)

    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except NotAllowed:
            # Somebody else has decided since the row was read.
            gate_request.refresh_from_db()
            if gate_request.status == GateStatus.OPEN:
                raise
            return _too_late(request, gate_request)
    return render(
        request,
        "projects/gate_decide.html",
        {
            "project": project,
            "asked": gate_request,
            "form": form,
            "latest": latest_update_of(project),
            "trail": trail_to(project, gettext("Decide the gate")),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _too_late(request: HttpRequest, gate_request: GateRequest) -> HttpResponse:
    if request.method == "POST":
        messages.warning(
            request, gettext("Your decision was not recorded: this gate has been decided or withdrawn already.")
        )
    return redirect(address_of(gate_request.project))


@require_POST
def withdraw(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    gate_request = gate_request_of(request.user, number, pk)
    form = Decision(request.POST)

    def work() -> str:
        gates.withdraw(by=request.user, request=gate_request)
        messages.success(request, gettext("The request for the gate is withdrawn."))
        return address_of(gate_request.project)

    return sent(request, form, work) or redirect(address_of(gate_request.project))
