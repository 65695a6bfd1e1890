from typing import Any

from django.http import Http404

from portfolio.workspace.queries import notices_of
from portfolio.workspace.waiting import KINDS, Kind
from records.models import Notification


def own_notice(person: Any, pk: int) -> Notification:
    found = notices_of(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def kind_called(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]
