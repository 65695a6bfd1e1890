"""The lab convenes a panel; each member has a page of their own for what they judge, and nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.projects.actions import panels
from portfolio.projects.gate_dossier import gate_told
from portfolio.projects.gate_forms import DeclarationForm, PanelForm, RatingsForm, RecusalForm
from portfolio.projects.models import GateRequest, PanelSeat
from portfolio.projects.views.access import gate_request_of, own_panel_seat, panel_seat_of
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, sent, stop_unless
from records.policy import may


@require_http_methods(["GET", "HEAD", "POST"])
def convene(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = gate_request_of(request.user, number, pk)
    stop_unless(request.user, "projects.convene_panel", asked)
    form = PanelForm(request.POST or None, asked=asked)

    def work() -> str:
        called = panels.convene(by=request.user, request=asked, people=list(form.cleaned_data["people"]))
        messages.success(request, gettext("The panel is convened. Its members have been told."))
        return _address_of(called[0].request)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "projects/panel_convene.html",
        {
            "project": asked.project,
            "asked": asked,
            "told": gate_told(asked, request.user),
            "form": form,
            "trail": trail_to(asked.project, gettext("Convene the panel")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: HttpRequest, number: int, pk: int, seat: int) -> HttpResponse:
    found = panel_seat_of(request.user, number, pk, seat)
    asked = found.request
    stop_unless(request.user, "projects.convene_panel", asked)
    form = RecusalForm(request.POST or None)

    def work() -> str:
        panels.recuse(by=request.user, seat=found, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The member is recused."))
        return _address_of(asked)

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "projects/panel_recuse.html",
        {
            "project": asked.project,
            "asked": asked,
            "seat": found,
            "form": form,
            "trail": trail_to(asked.project, gettext("Recuse a member")),
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    seat = own_panel_seat(request.user, pk)
    return _shown(request, seat, DeclarationForm(), RatingsForm(criteria=seat.request.gate.criteria.all()))


@require_POST
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    seat = own_panel_seat(request.user, pk)
    form = DeclarationForm(request.POST)

    def work() -> str:
        has_conflict = form.cleaned_data["answer"] == "conflict"
        panels.declare(by=request.user, seat=seat, has_conflict=has_conflict, reason=form.cleaned_data["reason"])
        if has_conflict:
            messages.success(request, gettext("You have stepped aside. The lab has been told."))
            return reverse("workspace:home")
        return reverse("projects:panel", args=[seat.pk])

    done = sent(request, form, work)
    return done or _shown(request, seat, form, RatingsForm(criteria=seat.request.gate.criteria.all()), status=REFUSED)


@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    seat = own_panel_seat(request.user, pk)
    stop_unless(request.user, "projects.rate_gate", seat)
    form = RatingsForm(request.POST, criteria=seat.request.gate.criteria.all())

    def work() -> str:
        panels.rate(by=request.user, seat=seat, ratings=form.ratings)
        messages.success(request, gettext("Your ratings are in. You now see those of the others."))
        return reverse("projects:panel", args=[seat.pk])

    return sent(request, form, work) or _shown(request, seat, DeclarationForm(), form, status=REFUSED)


def _shown(
    request: HttpRequest, seat: PanelSeat, declaration: DeclarationForm, ratings: RatingsForm, *, status: int = 200
) -> HttpResponse:
    told = gate_told(seat.request, request.user)
    return render(
        request,
        "projects/panel.html",
        {
            "seat": seat,
            "asked": seat.request,
            "project": seat.request.project,
            "told": told,
            "rows": [(one, ratings.of(one.criterion)) for one in told.criteria],
            "declaration": declaration,
            "ratings": ratings,
            "may_sit": may(request.user, "projects.sit_on_panel", seat),
            "may_rate": may(request.user, "projects.rate_gate", seat),
        },
        status=status,
    )


def _address_of(asked: GateRequest) -> str:
    return reverse("projects:gate", args=[asked.project_id, asked.pk])
