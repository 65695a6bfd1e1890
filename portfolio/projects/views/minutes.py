"""The minutes of a gate that was decided: a page, and a document in either language."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portfolio.projects.actions.minutes import tell_of_print
from portfolio.projects.gate_dossier import ShownGate, gate_told
from portfolio.projects.views.access import gate_request_of
from portfolio.projects.views.page import trail_to
from records.documents.pdf import NoPdfHere, pdf_of

LANGUAGES = ("ar", "en")


@require_safe
def minutes(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    told = _decided(request.user, number, pk)
    project = told.request.project
    return render(
        request,
        "projects/gate_minutes.html",
        {"project": project, "told": told, "trail": trail_to(project, gettext("Minutes of a gate"))},
    )


@require_safe
def minutes_pdf(request: HttpRequest, number: int, pk: int, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    told = _decided(request.user, number, pk)
    project = told.request.project
    try:
        made = pdf_of("documents/gate_minutes.html", {"project": project, "told": told}, language=language)
    except NoPdfHere as nothing:
        messages.error(request, str(nothing.sentence))
        return redirect("projects:gate_minutes", project.pk, told.request.pk)
    tell_of_print(by=request.user, request=told.request, language=language)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{project.reference}-{told.request.gate.code}-{language}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _decided(person: Any, number: int, pk: int) -> ShownGate:
    told = gate_told(gate_request_of(person, number, pk), person)
    if told.decision is None:
        raise Http404
    return told
