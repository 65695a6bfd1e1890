"""The place "Team and files" of a project."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.projects.actions import team
from portfolio.projects.models import Project
from portfolio.projects.places import Place, register, row_of_places
from portfolio.projects.plan_forms import FileForm, MemberForm
from portfolio.projects.then import team_on
from portfolio.projects.views.access import member_of, shown_file_of, whole_project
from portfolio.projects.views.one_form import one_form
from portfolio.projects.views.page import trail_to
from portfolio.projects.views.past import day_of_page
from records.clock import today
from records.policy import may
from records.sending import sent, stop_unless
from records.sent_forms import Decision

register(Place("projects:team", gettext_lazy("Team and files"), 40, is_dated=True))


def team_of(project: Project) -> str:
    return reverse("projects:team", args=[project.pk])


@require_safe
def team_page(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    if past := day_of_page(request):
        return _team_then(request, project, past)
    day = today()
    members = list(project.team.select_related("person"))
    files = list(project.files.filter(removed_on=None).select_related("file", "added_by"))
    for row in [*members, *files]:
        # Each row is a form of its own, sent once.
        row.key = Decision().initial["key"]
    return render(
        request,
        "projects/team.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, request.path),
            "trail": trail_to(project, gettext("Team and files")),
            "members": [one for one in members if one.until is None or one.until >= day],
            "former": [one for one in members if one.until is not None and one.until < day],
            "files": files,
            "may_keep_team": may(request.user, "projects.keep_team", project),
            "may_keep_files": may(request.user, "projects.keep_files", project),
        },
    )


def _team_then(request: HttpRequest, project: Project, day: dt.date) -> HttpResponse:
    """Read alone. A file that was taken away since is not offered again."""
    files = project.files.filter(removed_on=None, added_on__lte=day).select_related("file", "added_by")
    return render(
        request,
        "projects/team.html",
        {
            "project": project,
            "day": day,
            "today_address": team_of(project),
            "places": row_of_places(request.user, project, request.path, day),
            "trail": trail_to(project, gettext("Team and files")),
            "members": team_on(project, day),
            "files": list(files),
            "may_keep_files": True,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.keep_team", project)
    form = MemberForm(request.POST or None, project=project)

    def work() -> tuple[str, str]:
        team.add_member(by=request.user, project=project, **form.typed)
        return gettext("The team is larger by one."), team_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Add somebody to the team"),
        button=gettext("Add to the team"),
        back=team_of(project),
    )


@require_POST
def end_member(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    member = member_of(request.user, number, pk)

    def work() -> str:
        team.end_member(by=request.user, member=member, until=today())
        messages.success(request, gettext("Today is the last day in the team."))
        return team_of(member.project)

    return sent(request, Decision(request.POST), work) or redirect(team_of(member.project))


@require_http_methods(["GET", "HEAD", "POST"])
def add_file(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    stop_unless(request.user, "projects.keep_files", project)
    form = FileForm(request.POST or None, request.FILES or None)

    def work() -> tuple[str, str]:
        team.add_file(
            by=request.user, project=project, content=form.cleaned_data["content"], title=form.cleaned_data["title"]
        )
        return gettext("The file is kept. Only who sees the whole project can open it."), team_of(project)

    return one_form(
        request,
        project,
        form,
        work,
        heading=gettext("Add a file"),
        button=gettext("Add the file"),
        back=team_of(project),
    )


@require_POST
def remove_file(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    shown = shown_file_of(request.user, number, pk)

    def work() -> str:
        team.remove_file(by=request.user, shown=shown)
        messages.success(request, gettext("The file is no longer offered."))
        return team_of(shown.project)

    return sent(request, Decision(request.POST), work) or redirect(team_of(shown.project))
