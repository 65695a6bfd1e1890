from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.followups.forms import PromiseForm
from portfolio.projects.actions import risks
from portfolio.projects.models import Risk
from portfolio.projects.plan_forms import JudgeForm, RiskForm, agencies_of
from portfolio.projects.views.access import risk_of, whole_project
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.plan import plan_of
from portfolio.projects.views.risk_rows import answer_of, kind_and_state
from records.clock import day_of
from records.policy import may
from records.sending import stop_unless


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.keep_risks", project)
    form = RiskForm(request.POST or None, project=project)

    def work() -> tuple[str, str]:
        made = risks.raise_risk(by=request.user, project=project, **form.typed)
        return gettext("It is on the list. Say now what is done about it."), _address(made)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Add a risk or issue"),
        button=gettext("Add it"),
        back=plan_of(project),
    )


@require_safe
def risk(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = risk_of(request.user, number, pk)
    changes = list(one.changes.select_related("recorded_by", "owner").order_by("-happened_on", "-pk"))
    for change in changes:
        change.was_recorded_later = day_of(change.recorded_at) != change.happened_on  # type: ignore[attr-defined]
    return render(
        request,
        "projects/risk.html",
        {
            "project": one.project,
            "risk": one,
            "what": kind_and_state(one),
            "answer": answer_of(one),
            "has_open_answer": one.response is not None and one.response.is_open,
            "changes": changes,
            "may_keep": may(request.user, "projects.keep_risks", one),
            "trail": [
                *trail_to(one.project, "")[:-1],
                {"label": gettext("Plan"), "url": plan_of(one.project)},
                {"label": str(one.get_kind_display()), "url": ""},
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = risk_of(request.user, number, pk)
    stop_unless(request.user, "projects.keep_risks", one)
    form = JudgeForm.of(one, request.POST or None)

    def work() -> tuple[str, str]:
        risks.judge(by=request.user, risk=one, **form.typed)
        return gettext("It is judged anew; how it was judged before stays."), _address(one)

    return one_form(
        request,
        one.project,
        form,
        work,
        heading=gettext("Judge it anew"),
        button=gettext("Save"),
        back=_address(one),
        intro=one.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = risk_of(request.user, number, pk)
    stop_unless(request.user, "projects.keep_risks", one)
    if one.response is not None and one.response.is_open and request.method != "POST":
        return redirect(reverse("followups:one", args=[one.response.pk]))
    form = PromiseForm(
        request.POST or None,
        agencies=agencies_of(one.project),
        initial={"owner_agency": one.project.lead_agency_id, "owner": one.owner_id},
    )

    def work() -> tuple[str, str]:
        risks.answer(by=request.user, risk=one, **form.promise)
        return gettext("The answer is an action now. Who does it has been told."), _address(one)

    return one_form(
        request,
        one.project,
        form,
        work,
        heading=gettext("What is done about it"),
        button=gettext("Add the answer"),
        back=_address(one),
        intro=one.title,
    )


def _address(one: Risk) -> str:
    return reverse("projects:risk", args=[one.project_id, one.pk])
