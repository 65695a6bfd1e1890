"""The only way to fetch a job or a private file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from records.models import Job, PrivateFile
from records.policy import may


def job_of(request: HttpRequest, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(_person(request)).select_related("result"), pk=pk)


def file_of(request: HttpRequest, pk: UUID) -> PrivateFile:
    file = get_object_or_404(PrivateFile, pk=pk)
    if not may(request.user, "files.download", file):
        raise Http404
    return file


def _person(request: HttpRequest) -> Any:
    return request.user
