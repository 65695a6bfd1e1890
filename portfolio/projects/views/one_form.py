"""A page of one form about a project: shown, sent once, shown again with what is wrong or with what came between."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from portfolio.projects.models import Project
from portfolio.projects.views.page import trail_to
from records.sending import CONFLICT, REFUSED, sent
from records.sent_forms import SentOnce
from records.versions import EditConflict


def one_form(
    request: HttpRequest,
    project: Project,
    form: SentOnce,
    work: Callable[[], tuple[str, str]],
    *,
    heading: str,
    button: str,
    back: str,
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """`work` answers with what it did, in a sentence, and where to go on."""
    status = 200
    if request.method == "POST":

        def write() -> str:
            said, address = work()
            messages.success(request, said)
            return address

        try:
            if done := sent(request, form, write):
                return done
            status = REFUSED
        except EditConflict as conflict:
            status = CONFLICT
            take_conflict(form, conflict)
    return render(
        request,
        "projects/one_form.html",
        {
            "project": project,
            "form": form,
            "heading": heading,
            "button": button,
            "back": back,
            "intro": intro,
            "danger": danger,
            "trail": trail_to(project, heading),
        },
        status=status,
    )


def take_conflict(form: SentOnce, conflict: EditConflict) -> None:
    """What was typed stays; sent again, it counts against what stands now."""
    form.data = form.data.copy()
    form.data["version"] = conflict.current.version  # type: ignore[attr-defined]
    form.add_error(None, gettext("Somebody else changed this meanwhile. Look at what it says now, then send again."))
