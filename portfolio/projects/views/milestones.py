from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.projects.actions import milestones
from portfolio.projects.actions.milestones import Planned
from portfolio.projects.models import Milestone
from portfolio.projects.plan_forms import (
    LeaveThePlanForm,
    MilestoneEditForm,
    MilestoneForm,
    PasteForm,
    ReachForm,
    RebaselineForm,
)
from portfolio.projects.views.access import milestone_of, whole_project
from portfolio.projects.views.milestone_rows import slip_words
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.plan import plan_of
from records.clock import day_of, today
from records.policy import may
from records.sending import stop_unless


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.plan", project)
    form = MilestoneForm(request.POST or None)

    def work() -> tuple[str, str]:
        milestones.add(by=request.user, project=project, planned=Planned(**form.typed))
        return gettext("The milestone is part of the plan."), plan_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Add a milestone"),
        button=gettext("Add the milestone"),
        back=plan_of(project),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.plan", project)
    form = PasteForm(request.POST or None)

    def work() -> tuple[str, str]:
        made = milestones.add_many(by=request.user, project=project, planned=form.cleaned_data["rows"])
        said = ngettext(
            "%(count)s milestone is part of the plan.", "%(count)s milestones are part of the plan.", len(made)
        )
        return said % {"count": len(made)}, plan_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Paste milestones"),
        intro=gettext(
            "All rows are taken or none: what is wrong is named by its row, and nothing that you pasted is lost."
        ),
        button=gettext("Add all of them"),
        back=plan_of(project),
    )


@require_safe
def milestone(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = milestone_of(request.user, number, pk)
    changes = list(one.changes.select_related("recorded_by").order_by("-happened_on", "-pk"))
    for change in changes:
        change.was_recorded_later = day_of(change.recorded_at) != change.happened_on  # type: ignore[attr-defined]
    in_plan = one.dropped_on is None
    may_plan = may(request.user, "projects.plan", one)
    return render(
        request,
        "projects/milestone.html",
        {
            "project": one.project,
            "milestone": one,
            "slip": slip_words(one),
            "is_late": one.is_late_on(today()) and in_plan,
            "changes": changes,
            "may_plan": may_plan if in_plan else None,
            "may_rebaseline": may(request.user, "projects.rebaseline", one) if in_plan else None,
            "trail": _trail(one),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = milestone_of(request.user, number, pk)
    stop_unless(request.user, "projects.plan", one)
    form = MilestoneEditForm.of(one, request.POST or None)

    def work() -> tuple[str, str]:
        milestones.edit(by=request.user, milestone=one, **form.typed)
        return gettext("The milestone is changed; its days as they were told before stay."), _address(one)

    return _form(request, one, form, work, gettext("Change the milestone"), gettext("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = milestone_of(request.user, number, pk)
    stop_unless(request.user, "projects.plan", one)
    form = ReachForm(request.POST or None, initial={"version": one.version, "actual_on": today()})

    def work() -> tuple[str, str]:
        milestones.reach(
            by=request.user,
            milestone=one,
            version=form.cleaned_data["version"],
            actual_on=form.cleaned_data["actual_on"],
            note=form.cleaned_data["note"],
        )
        return gettext("The milestone is reached."), plan_of(one.project)

    return _form(request, one, form, work, gettext("The milestone is reached"), gettext("Mark as reached"))


@require_http_methods(["GET", "HEAD", "POST"])
def rebaseline(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = milestone_of(request.user, number, pk)
    stop_unless(request.user, "projects.rebaseline", one)
    form = RebaselineForm(request.POST or None, initial={"version": one.version})

    def work() -> tuple[str, str]:
        milestones.rebaseline(
            by=request.user,
            milestone=one,
            version=form.cleaned_data["version"],
            baseline_on=form.cleaned_data["baseline_on"],
            reason=form.cleaned_data["reason"],
        )
        return gettext("The baseline is set anew; the one before stays readable."), _address(one)

    return _form(request, one, form, work, gettext("Set the baseline anew"), gettext("Set the baseline"))


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    one = milestone_of(request.user, number, pk)
    stop_unless(request.user, "projects.plan", one)
    form = LeaveThePlanForm(request.POST or None, initial={"version": one.version})

    def work() -> tuple[str, str]:
        milestones.drop(
            by=request.user, milestone=one, version=form.cleaned_data["version"], reason=form.cleaned_data["reason"]
        )
        return gettext("The milestone has left the plan; it stays readable."), plan_of(one.project)

    return _form(
        request, one, form, work, gettext("Take it out of the plan"), gettext("Take it out of the plan"), danger=True
    )


def _form(
    request: HttpRequest, one: Milestone, form: Any, work: Any, heading: str, button: str, *, danger: bool = False
) -> HttpResponse:
    if one.dropped_on is not None or (one.actual_on is not None and isinstance(form, ReachForm)):
        return redirect(_address(one))
    return one_form(
        request,
        one.project,
        form,
        work,
        heading=heading,
        button=button,
        back=_address(one),
        intro=str(one.title),
        danger=danger,
    )


def _address(one: Milestone) -> str:
    return reverse("projects:milestone", args=[one.project_id, one.pk])


def _trail(one: Milestone) -> list[dict[str, str]]:
    *before, _here = trail_to(one.project, "")
    return [*before, {"label": gettext("Plan"), "url": plan_of(one.project)}, {"label": str(one.title), "url": ""}]
