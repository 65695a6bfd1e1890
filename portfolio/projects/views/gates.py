from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.projects.actions import gates
from portfolio.projects.enums import GateStatus
from portfolio.projects.gate_dossier import ShownGate, gate_told, gates_of
from portfolio.projects.gate_forms import GateDecisionForm, GateRequestForm
from portfolio.projects.models import GateRequest
from portfolio.projects.places import row_of_places
from portfolio.projects.views.access import gate_draft_of, gate_request_of, whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import CONFLICT, REFUSED, address_of, sent, stop_unless
from records.policy import NotAllowed, may
from records.sent_forms import Decision
from records.versions import EditConflict


@require_safe
def project_gates(request: HttpRequest, number: int) -> HttpResponse:
    """Every gate that the project has asked for, and what sources tell of reviews held elsewhere."""
    project = whole_project(request.user, number)
    draft = gate_draft_of(project)
    return render(
        request,
        "projects/gates.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, request.path),
            "told": gates_of(project, request.user),
            "reviews": list(project.gate_reviews.select_related("gate").order_by("-held_on", "-place_in_source")),
            "draft": draft,
            "may_ask": may(request.user, "projects.ask_gate", project),
            "gate_ahead": getattr(project.stage, "gate_out", None),
            "trail": trail_to(project, gettext("Gates")),
        },
    )


@require_safe
def gate(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = gate_request_of(request.user, number, pk)
    told = gate_told(asked, request.user)
    return render(
        request,
        "projects/gate.html",
        {
            "project": asked.project,
            "told": told,
            "key": Decision().initial["key"],
            "may_convene": may(request.user, "projects.convene_panel", asked),
            "may_decide": may(request.user, "projects.decide_gate", asked),
            "may_withdraw": may(request.user, "projects.withdraw_gate", asked),
            "own_seat": own_seat(told, request.user),
            "trail": trail_to(asked.project, gettext("Gate %(code)s") % {"code": asked.gate.code}),
        },
    )


def own_seat(told: ShownGate, person: Any) -> Any:
    return next((seat for seat in told.seats if seat.person_id == person.pk and not seat.is_recused), None)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """One page for the draft and for the asking: two buttons."""
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.ask_gate", project)
    ahead = project.stage.gate_out
    draft = gate_draft_of(project)
    if draft is not None and draft.gate_id != ahead.pk:
        draft = None
    form = GateRequestForm(
        request.POST or None,
        request.FILES or None,
        project=project,
        criteria=list(ahead.criteria.all()),
        draft=draft,
    )
    keeps = "keep" in request.POST
    status = REFUSED if form.is_bound else 200

    def work() -> str:
        typed = form.cleaned_data
        write = gates.write_draft if keeps else gates.ask
        # Who saw no draft has seen version 0, so that one begun meanwhile by a colleague is not written over.
        seen = typed["version"] or 0
        write(by=request.user, project=project, case=typed["case"], shown=form.shown, version=seen)
        if keeps:
            messages.success(request, gettext("Your draft is kept. Nobody is told until you ask."))
            return reverse("projects:gate_ask", args=[project.pk])
        messages.success(request, gettext("The gate is asked for. The lab has been told."))
        return address_of(project)

    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except EditConflict as conflict:
            status = CONFLICT
            form.data = form.data.copy()
            form.data["version"] = conflict.current.version  # type: ignore[attr-defined]
            messages.error(
                request,
                gettext("Somebody else kept this draft while you were writing. Nothing of yours is lost: look again."),
            )
    return render(
        request,
        "projects/gate_ask.html",
        {
            "project": project,
            "gate": ahead,
            "draft": draft,
            "form": form,
            "key": Decision().initial["key"],
            "trail": trail_to(project, gettext("Ask for the gate")),
        },
        status=status,
    )


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.discard_gate_draft", project)
    draft = gate_draft_of(project)

    def work() -> str:
        if draft is not None:
            gates.discard_draft(by=request.user, request=draft)
            messages.success(request, gettext("The draft is thrown away."))
        return address_of(project)

    return sent(request, Decision(request.POST), work) or redirect(address_of(project))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = gate_request_of(request.user, number, pk)
    project = asked.project
    if asked.status != GateStatus.OPEN:
        return _too_late(request, asked)
    stop_unless(request.user, "projects.decide_gate", asked)
    form = GateDecisionForm(request.POST or None, project=project)

    def work() -> str:
        typed = form.cleaned_data
        gates.decide(
            by=request.user,
            request=asked,
            ruling=typed["ruling"],
            reason=typed["reason"],
            return_to=typed["return_to"],
            look_again_on=typed["look_again_on"],
            conditions=form.conditions,
            lesson_en=typed["lesson_en"],
            lesson_ar=typed["lesson_ar"],
        )
        messages.success(request, gettext("Your decision is recorded. The agency has been told."))
        return reverse("projects:gate", args=[project.pk, asked.pk])

    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except NotAllowed:
            # Somebody else has decided since the row was read.
            asked.refresh_from_db()
            if asked.status == GateStatus.OPEN:
                raise
            return _too_late(request, asked)
    return render(
        request,
        "projects/gate_decide.html",
        {
            "project": project,
            "asked": asked,
            "told": gate_told(asked, request.user),
            "form": form,
            "trail": trail_to(project, gettext("Decide the gate")),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _too_late(request: HttpRequest, asked: GateRequest) -> HttpResponse:
    if request.method == "POST":
        messages.warning(
            request, gettext("Your decision was not recorded: this gate has been decided or withdrawn already.")
        )
    return redirect("projects:gate", asked.project_id, asked.pk)


@require_POST
def withdraw(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = gate_request_of(request.user, number, pk)
    form = Decision(request.POST)

    def work() -> str:
        gates.withdraw(by=request.user, request=asked)
        messages.success(request, gettext("The request for the gate is withdrawn."))
        return address_of(asked.project)

    return sent(request, form, work) or redirect(address_of(asked.project))
