from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.projects.actions import handovers
from portfolio.projects.enums import HandoverStatus
from portfolio.projects.forms import HandoverAnswerForm, HandoverForm
from portfolio.projects.views.access import handover_for, whole_project
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.sending import REFUSED, address_of, sent, stop_unless
from records.policy import may
from records.sent_forms import Decision


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.offer_handover", project)
    form = HandoverForm(request.POST or None, project=project)

    def work() -> str:
        handover = handovers.offer(
            by=request.user,
            project=project,
            to_agency=form.cleaned_data["to_agency"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(
            request, gettext("The project is offered. It stays yours until the other agency takes it over.")
        )
        return reverse("projects:handover", args=[handover.pk])

    if request.method == "POST" and (done := sent(request, form, work)):
        return done
    return render(
        request,
        "projects/handover_offer.html",
        {"project": project, "form": form, "trail": trail_to(project, gettext("Hand over"))},
        status=REFUSED if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The offer: for both agencies to read, and for the receiving one to answer."""
    offered = handover_for(request.user, pk)
    may_answer = may(request.user, "projects.answer_handover", offered)
    is_open = offered.status == HandoverStatus.OFFERED
    form = HandoverAnswerForm(request.POST or None)

    def work() -> str:
        accept = form.cleaned_data["answer"] == "accept"
        handovers.answer(by=request.user, handover=offered, accept=accept, words=form.cleaned_data["words"])
        words = (
            gettext("The project is yours from today.")
            if accept
            else gettext("The offer is declined. The other agency has been told.")
        )
        messages.success(request, words)
        return address_of(offered.project) if accept else reverse("projects:handover", args=[offered.pk])

    if request.method == "POST":
        stop_unless(request.user, "projects.answer_handover", offered)
        if done := sent(request, form, work):
            return done
        if not is_open:
            messages.warning(
                request, gettext("Your answer was not recorded: this offer has been answered or withdrawn already.")
            )
            return redirect("projects:handover", pk=offered.pk)
    return render(
        request,
        "projects/handover.html",
        {
            "offered": offered,
            "project": offered.project,
            "form": form if may_answer and is_open else None,
            "is_open": is_open,
            "may_open": may(request.user, "projects.see", offered.project),
            "may_withdraw": is_open and may(request.user, "projects.withdraw_handover", offered),
            "key": Decision().initial["key"],
        },
        status=REFUSED if form.is_bound else 200,
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    offered = handover_for(request.user, pk)
    form = Decision(request.POST)

    def work() -> str:
        handovers.withdraw(by=request.user, handover=offered)
        messages.success(request, gettext("The offer is withdrawn."))
        return address_of(offered.project)

    if done := sent(request, form, work):
        return done
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("projects:handover", pk=offered.pk)
