from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from records.enums import JobStatus
from records.jobs import KINDS
from records.models import Job
from records.views import access


@require_GET
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    shown = access.job_of(request, pk)
    # The address has no language of its own: the page speaks the one that the job was asked for in.
    with override(shown.language):
        return render(
            request,
            "records/job.html",
            {
                "job": shown,
                "title": title_of(shown),
                "words": words_of(shown),
                "is_over": is_over(shown),
                "has_failed": shown.status == JobStatus.FAILED,
                "outcome": outcome_lines(shown),
                "result_url": reverse("records:file", args=[shown.result_id]) if shown.result_id else "",
                "progress_url": reverse("records:job_progress", args=[shown.pk]),
            },
        )


@require_GET
def progress(request: HttpRequest, pk: UUID) -> JsonResponse:
    shown = access.job_of(request, pk)
    asked = request.GET.get("language", "")
    # A page with an address of its own language says which one it speaks.
    with override(asked if asked in dict(settings.LANGUAGES) else shown.language):
        return JsonResponse(
            {
                "value": shown.done,
                "max": shown.total or max(100, 2 * shown.done),
                "words": words_of(shown),
                "finished": is_over(shown),
                "next": "",
            }
        )


def is_over(shown: Job) -> bool:
    return shown.status in (JobStatus.DONE, JobStatus.FAILED)


def title_of(shown: Job) -> str:
    kind = KINDS.get(shown.kind)
    return str(kind.title) if kind else _("A job")


def words_of(shown: Job) -> str:
    if shown.status == JobStatus.WAITING and not shown.done:
        return _("Waiting for its turn")
    if shown.total is None and not shown.done:
        return _("It has begun")
    if shown.total:
        return _("%(done)s of %(total)s") % {"done": f"{shown.done:,}", "total": f"{shown.total:,}"}
    return _("%(done)s so far") % {"done": f"{shown.done:,}"}


def outcome_lines(shown: Job) -> list[tuple[str, Any]]:
    kind = KINDS.get(shown.kind)
    return kind.report(shown) if kind and kind.report else []
