from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.models import Person
from portfolio.projects.enums import Facet, InnovationKind, Visibility
from portfolio.projects.models import Project
from portfolio.projects.places import row_of_places
from portfolio.projects.queries import events_of
from portfolio.projects.registers import registers
from portfolio.projects.views.access import whole_project
from portfolio.projects.views.page import trail_to
from records.clock import day_of

A_PAGE = 25


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    project = whole_project(request.user, number)
    shown = request.GET.get("show", "moves")
    shows = {"moves": _moves, "updates": _updates, "edits": _edits}
    if project.source_name:
        shows["notes"] = _notes
    shown = shown if shown in shows else "moves"
    here = reverse("projects:history", args=[project.pk])
    labels = {
        "moves": gettext("Moves"),
        "updates": gettext("Updates"),
        "edits": gettext("Edits"),
        "notes": gettext("Notes of the source"),
    }
    return render(
        request,
        "projects/history.html",
        {
            "project": project,
            "places": row_of_places(request.user, project, request.path),
            "shown": shown,
            "page": shows[shown](project, request.GET.get("page")),
            "tabs": [
                {"label": label, "url": f"{here}?show={name}", "is_current": name == shown}
                for name, label in labels.items()
                if name in shows
            ],
            "trail": trail_to(project, gettext("History")),
        },
    )


def _moves(project: Project, page: Any) -> Any:
    steps = project.transitions.select_related(
        "from_stage", "to_stage", "recorded_by", "decision__request__gate"
    ).order_by("-happened_on", "-pk")
    found = Paginator(steps, A_PAGE).get_page(page)
    for step in found:
        step.was_recorded_later = day_of(step.recorded_at) != step.happened_on
    return found


def _updates(project: Project, page: Any) -> Any:
    updates = project.updates.select_related("posted_by").prefetch_related("earlier_wordings")
    return Paginator(updates, A_PAGE).get_page(page)


def _notes(project: Project, page: Any) -> Any:
    """Dated facts of the source that are no move."""
    found = Paginator(project.source_notes.order_by("-happened_on", "-pk"), A_PAGE).get_page(page)
    known = {"removed": gettext("The source took the project off its own list.")}
    for note in found:
        note.words = known.get(note.fact, note.fact)
    return found


def _edits(project: Project, page: Any) -> Any:
    found = Paginator(events_of(project), A_PAGE).get_page(page)
    people = {value.get("lead_person") for event in found for value in (event.before or {}, event.after or {})} - {None}
    names = {person.pk: str(person) for person in Person.objects.filter(pk__in=people)} if people else {}
    for event in found:
        event.title = _titles().get(event.action, event.action)
        event.changes = _changes(event.before or {}, event.after or {}, names)
    return found


def _titles() -> dict[str, str]:
    return {
        "projects.register": gettext("Registered"),
        "projects.edit": gettext("Edited"),
        "projects.move": gettext("Moved without a gate"),
        "projects.set_cover": gettext("Cover picture changed"),
        "projects.follow": gettext("Followed"),
        "projects.unfollow": gettext("No longer followed"),
        "projects.record_history": gettext("History recorded"),
    }


def _changes(before: dict[str, Any], after: dict[str, Any], people: dict[int, str]) -> list[dict[str, Any]]:
    labels = {
        "title_en": gettext("Title in English"),
        "title_ar": gettext("Title in Arabic"),
        "summary_en": gettext("Summary in English"),
        "summary_ar": gettext("Summary in Arabic"),
        "lead_person": gettext("Lead person"),
        "starts_on": gettext("Starts on"),
        "ends_on": gettext("Expected to end on"),
        "visibility": gettext("Who sees it"),
        "partners": gettext("Partner agencies"),
        "objectives": gettext("Objectives"),
        "facet": gettext("Facet"),
        "kind": gettext("What is new"),
        "trl": gettext("Technology readiness"),
        "uses_ai": gettext("Uses artificial intelligence"),
        "in_digital_factory": gettext("With the Digital Factory"),
        "tags": gettext("Tags of the lab"),
        "stage": gettext("Stage"),
    }
    return [
        {
            "label": label,
            "before": _words(name, before.get(name), people),
            "after": _words(name, after.get(name), people),
        }
        for name, label in labels.items()
        if before.get(name) != after.get(name) and (before.get(name) or after.get(name))
    ]


def _words(name: str, value: Any, people: dict[int, str]) -> str:
    known = registers()
    if value in (None, "", []):
        return ""
    if name == "lead_person":
        return people.get(value, gettext("Former member"))
    if name == "partners":
        return "\n".join(str(known.agencies[pk].name) for pk in value if pk in known.agencies)
    if name == "objectives":
        titles = {objective.code: str(objective.title) for objective in known.objectives.values()}
        # The code, and since weights are kept, its weight behind it.
        said = [entry.partition(" ") for entry in value]
        return "\n".join(titles.get(code, code) + (f" ({weight}%)" if weight else "") for code, _space, weight in said)
    if name == "stage":
        return str(known.stage_codes[value].title) if value in known.stage_codes else str(value)
    if name == "visibility":
        return str(dict(Visibility.choices).get(value, value))
    if name in ("uses_ai", "in_digital_factory"):
        return gettext("Yes") if value else gettext("No")
    if name in ("facet", "kind"):
        return str(dict((Facet if name == "facet" else InnovationKind).choices).get(value, value))
    if name == "tags":
        return "\n".join(value)
    if name in ("starts_on", "ends_on"):
        return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")
    return str(value)
