"""What the projects app itself knows of a project's thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import GateStatus
from portfolio.projects.models import Project
from portfolio.projects.registers import registers
from records.clock import day_of
from records.policy import may
from records.thread import Link, Side, Strand, register

PROJECT = "projects.project"
# The page of an objective, where a floor above has one: its name, and what the policy is asked for.
_page_of_objective: list[tuple[str, str]] = []


def show_objectives_at(url_name: str, action: str) -> None:
    """Called at start-up: objectives lead there for whoever may go there, and to the list of their projects else."""
    _page_of_objective[:] = [(url_name, action)]


def _source(person: Any, project: Project) -> Iterable[Link]:
    if project.source_name:
        yield Link(project.source_name, note=gettext("brought in from its source"))


def _gates(person: Any, project: Project) -> Iterable[Link]:
    """Asked of the page's own dossier, which holds them already."""
    decided = [request for request in project.gate_requests.all() if request.status == GateStatus.DECIDED]
    for request in sorted(decided, key=lambda request: request.decision.decided_at):
        when = date_format(day_of(request.decision.decided_at), "DATE_FORMAT")
        yield Link(
            gettext("Gate %(code)s") % {"code": request.gate.code},
            reverse("projects:gate", args=[project.pk, request.pk]),
            f"{request.decision.get_ruling_display()} · {when}",
        )


def _objectives(person: Any, project: Project) -> Iterable[Link]:
    aligned = [link.objective_id for link in project.alignments.all() if link.until is None]
    known = registers(lambda known: all(pk in known.objectives for pk in aligned)).objectives
    page = next((name for name, action in _page_of_objective if may(person, action)), None)
    for pk in aligned:
        if pk in known:
            code = known[pk].code
            url = reverse(page, args=[code]) if page else f"{reverse('projects:list')}?objective={code}"
            yield Link(str(known[pk].title), url)


register(Strand(PROJECT, Side.CAME_FROM, 10, _("Source"), _source))
register(Strand(PROJECT, Side.CAME_OF_IT, 20, _("Decisions at its gates"), _gates))
register(Strand(PROJECT, Side.CAME_OF_IT, 90, _("Objectives it serves"), _objectives))
