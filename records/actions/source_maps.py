"""Maps of tables, remembered by their source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from records.actions import audit
from records.models import SourceMap
from records.policy import require
from records.tables import registry
from records.tables.mapping import map_of
from records.tables.reader import TableProblem
from records.versions import locked


def remember(*, by: Any, what: str, told: Mapping[str, Any], source: str) -> SourceMap | None:
    """None, and no event, where it is remembered so already."""
    require(by, registry.IMPORTERS[what].action)
    with transaction.atomic():
        kept = keep(by=by, what=what, told=told, source=source)
        if kept is not None:
            _record(by, kept)
    return kept


def keep(*, by: Any, what: str, told: Mapping[str, Any], source: str) -> SourceMap | None:
    """Inside an action that records its own event."""
    told, source = checked(what, told, source)
    kept, is_new = SourceMap.objects.get_or_create(what=what, source=source, defaults={"told": told, "changed_by": by})
    if not is_new:
        kept = locked(SourceMap.objects.all(), kept.pk)
        if kept.told == told:
            return None
        _change(by, kept, told)
    return kept


def change(*, by: Any, kept: SourceMap, version: int, told: Mapping[str, Any]) -> SourceMap:
    require(by, registry.IMPORTERS[kept.what].action)
    told, _source = checked(kept.what, told, kept.source)
    with transaction.atomic():
        held: SourceMap = locked(SourceMap.objects.all(), kept.pk, version)
        _change(by, held, told)
        _record(by, held)
    return held


def forget(*, by: Any, kept: SourceMap) -> None:
    require(by, registry.IMPORTERS[kept.what].action)
    with transaction.atomic():
        audit.record(by=by, action="records.forget_map", target=kept, after={"what": kept.what, "source": kept.source})
        kept.delete()


def remembered(what: str, source: str) -> dict[str, Any] | None:
    told: dict[str, Any] | None = (
        SourceMap.objects.filter(what=what, source=source).values_list("told", flat=True).first()
    )
    return told


def checked(what: str, told: Mapping[str, Any], source: str) -> tuple[dict[str, Any], str]:
    """Without the source, which the row has; raises ValidationError where it is no map."""
    try:
        read = map_of(told, [*registry.IMPORTERS[what].fields, "key"], fallback_source=source)
    except TableProblem as problem:
        raise ValidationError(str(problem.words)) from problem
    return {part: value for part, value in told.items() if part != "source"}, read.source


def _record(by: Any, kept: SourceMap) -> None:
    audit.record(by=by, action="records.remember_map", target=kept, after={"what": kept.what, "source": kept.source})


def _change(by: Any, kept: SourceMap, told: dict[str, Any]) -> None:
    kept.told = told
    kept.version += 1
    kept.changed_at, kept.changed_by = timezone.now(), by
    kept.save(update_fields=["told", "version", "changed_at", "changed_by"])
