from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from portfolio.workspace.actions.imports import KIND as IMPORT
from portfolio.workspace.queries import notices_of
from portfolio.workspace.waiting import KINDS, Kind
from records.models import Job, Notification, SourceMap
from records.policy import may
from records.tables.registry import IMPORTERS


def own_notice(person: Any, pk: int) -> Notification:
    found = notices_of(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def kind_called(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def own_imports(person: Any) -> QuerySet[Job]:
    return Job.objects.visible_to(person).filter(kind=IMPORT)


def own_import(person: Any, pk: UUID) -> Job:
    found = own_imports(person).select_related("result").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def brought_in_since(tried: Job) -> bool:
    return own_imports(tried.asked_by).filter(asks__tried=str(tried.pk)).exists()


def source_map(person: Any, pk: int) -> SourceMap:
    """For those who may bring in what it is for."""
    found = SourceMap.objects.filter(pk=pk).first()
    if found is None or found.what not in IMPORTERS or not may(person, IMPORTERS[found.what].action):
        raise Http404
    return found
