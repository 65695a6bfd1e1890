"""The only way to fetch a job or a private file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from records.models import Job, PrivateFile, SavedView
from records.policy import may
from records.saved_places import PLACES


def job_of(request: HttpRequest, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(_person(request)).select_related("result"), pk=pk)


def file_of(request: HttpRequest, pk: UUID) -> PrivateFile:
    file = get_object_or_404(PrivateFile, pk=pk)
    if not may(request.user, "files.download", file):
        raise Http404
    return file


def saved_view_of(request: HttpRequest, pk: UUID) -> SavedView:
    return _of_a_known_place(SavedView.objects.visible_to(_person(request)), pk)


def own_view_of(request: HttpRequest, pk: UUID) -> SavedView:
    return _of_a_known_place(SavedView.objects.filter(person=_person(request).pk), pk)


def _of_a_known_place(views: QuerySet[SavedView], pk: UUID) -> SavedView:
    view = get_object_or_404(views, pk=pk)
    if view.place not in PLACES:
        raise Http404
    return view


def _person(request: HttpRequest) -> Any:
    return request.user
