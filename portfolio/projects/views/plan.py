"""The place "Plan" of a project: milestones, risks, actions and what is asked of leadership."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.followups.actions import promises
from portfolio.followups.forms import PromiseForm
from portfolio.followups.models import FollowUp
from portfolio.followups.views.rows import rows_of
from portfolio.projects.actions import to_green
from portfolio.projects.enums import Confidence, RiskState
from portfolio.projects.followed_up import PROJECT, TASK, TO_GREEN
from portfolio.projects.models import Project
from portfolio.projects.places import Place, register, row_of_places
from portfolio.projects.plan_forms import agencies_of
from portfolio.projects.queries import in_order_of_plan
from portfolio.projects.risk_picture import risk_picture
from portfolio.projects.then import plan_on, risks_on
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.milestone_rows import milestone_rows, news_of
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.past import day_of_page
from portfolio.projects.views.risk_rows import risk_rows
from records.clock import today
from records.policy import may
from records.sending import stop_unless

MOST_ACTIONS = 100

register(Place("projects:plan", gettext_lazy("Plan"), 20, is_dated=True))


def plan_of(project: Project) -> str:
    return reverse("projects:plan", args=[project.pk])


@require_safe
def plan(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    if day := day_of_page(request):
        return _plan_then(request, project, day)
    milestones = in_order_of_plan(project)
    risks = sorted(project.risks.select_related("owner", "response"), key=lambda risk: (-risk.weight, risk.pk))
    open_risks = [risk for risk in risks if risk.state != RiskState.CLOSED]
    actions = list(
        FollowUp.objects.about(PROJECT, project.pk).select_related("owner", "owner_agency").order_by("due_on", "pk")
    )
    open_actions = [one for one in actions if one.is_open]
    questions = list(project.questions.select_related("followup__owner", "answer"))
    may_plan = may(request.user, "projects.plan", project)
    return render(
        request,
        "projects/plan.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, request.path),
            "trail": trail_to(project, gettext("Plan")),
            "heading": news_of(milestones, today()),
            "milestones": milestone_rows(project, milestones, today()),
            "risks": risk_rows(project, open_risks),
            "closed_risks": risk_rows(project, [risk for risk in risks if risk.state == RiskState.CLOSED]),
            "picture": risk_picture(open_risks, rtl=get_language_bidi()) if open_risks else "",
            "actions": rows_of(open_actions[:MOST_ACTIONS], None, today()),
            "closed_actions": rows_of(
                [one for one in reversed(actions) if not one.is_open][:MOST_ACTIONS], None, today()
            ),
            "questions": questions,
            "may_plan": may_plan,
            "may_keep_risks": may(request.user, "projects.keep_risks", project),
            "may_open": may(request.user, "followups.open", project),
            "may_ask": may(request.user, "projects.ask_leadership", project),
            "lacks_way_back": project.confidence == Confidence.RED
            and not any(one.kind == TO_GREEN for one in open_actions),
            "may_plan_to_green": may(request.user, "projects.plan_to_green", project),
        },
    )


def _plan_then(request: HttpRequest, project: Project, day: dt.date) -> HttpResponse:
    """Milestones and risks as they stood; what is owed and asked is told as of today alone."""
    milestones = plan_on(project, day)
    risks = risks_on(project, day)
    open_risks = [risk for risk in risks if risk.state != RiskState.CLOSED]
    return render(
        request,
        "projects/plan.html",
        {
            "project": project,
            "day": day,
            "today_address": plan_of(project),
            "places": row_of_places(request.user, project, request.path, day),
            "trail": trail_to(project, gettext("Plan")),
            "heading": news_of(milestones, day),
            "milestones": milestone_rows(project, milestones, day),
            "risks": risk_rows(project, open_risks, day),
            "closed_risks": risk_rows(project, [risk for risk in risks if risk.state == RiskState.CLOSED], day),
            "picture": risk_picture(open_risks, rtl=get_language_bidi()) if open_risks else "",
            "may_plan": True,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_action(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "followups.open", project)
    form = _promise(request, project)

    def work() -> tuple[str, str]:
        promises.open_followup(by=request.user, kind=TASK, about=project, **form.promise)
        return gettext("The action is opened. Who does it has been told."), plan_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Add an action"),
        button=gettext("Add the action"),
        back=plan_of(project),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_to_green(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.plan_to_green", project)
    form = _promise(request, project)

    def work() -> tuple[str, str]:
        to_green.plan_step(by=request.user, project=project, **form.promise)
        return gettext("The step is part of the plan. Who does it has been told."), plan_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("The way back to green"),
        intro=gettext("The project is off track. Say what is done next to bring it back, by whom and by when."),
        button=gettext("Add the step"),
        back=plan_of(project),
    )


def _promise(request: HttpRequest, project: Project) -> PromiseForm:
    return PromiseForm(
        request.POST or None,
        agencies=agencies_of(project),
        initial={"owner_agency": project.lead_agency_id},
    )
