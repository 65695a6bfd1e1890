"""A signed report as a document: PDF, spreadsheet or plain table, drawn from its snapshots alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from portfolio.reports.actions import documents
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.papers import report_pdf
from portfolio.reports.sheets import csv_of, xlsx_of
from portfolio.reports.views.access import quarter_of, report_of
from portfolio.reports.views.report import address_of, people_of
from records.actions import audit
from records.documents.pdf import NoPdfHere
from records.sending import sent
from records.sent_forms import Decision

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _pdf(frozen: Frozen, people: dict[str, Any]) -> bytes:
    return report_pdf(frozen, people, language=get_language() or "en")


KINDS: dict[str, tuple[str, Callable[[Frozen, dict[str, Any]], bytes]]] = {
    "pdf": ("application/pdf", _pdf),
    "xlsx": (XLSX, xlsx_of),
    "csv": ("text/csv; charset=utf-8", lambda frozen, people: csv_of(frozen)),
}


@require_safe
def document(request: HttpRequest, quarter: str, agency: str, kind: str) -> HttpResponse:
    held = report_of(request.user, quarter, agency)
    frozen = frozen_of(held)
    if frozen is None or kind not in KINDS:
        raise Http404
    content_type, make = KINDS[kind]
    try:
        made = make(frozen, people_of(frozen))
    except NoPdfHere:
        messages.warning(request, NoPdfHere.sentence)
        return redirect(address_of(held))
    audit.record(
        by=request.user,
        action="reports.take_document",
        target=held,
        agency_id=held.agency_id,
        after={"kind": kind, "revision": frozen.revision},
    )
    name = f"{held.quarter.code}-{held.agency.code.lower()}-r{frozen.revision}.{kind}"
    return HttpResponse(
        made, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
def all_documents(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every accepted report of a quarter in one file: long work, done behind the page."""
    held, form = quarter_of(quarter), Decision(request.POST)

    def work() -> str:
        job = documents.ask(by=request.user, quarter=held)
        return reverse("records:job", args=[job.pk])

    return sent(request, form, work) or redirect("reports:quarter", held.code)
