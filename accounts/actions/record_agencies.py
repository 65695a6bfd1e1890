"""Agencies that come in from a table: many in one transaction, with one audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.actions.agencies import answer_to, put, refuse_circle
from accounts.enums import AgencyKind
from accounts.models import Agency, AgencyAlias
from accounts.models.agency import folded
from records.actions import audit
from records.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAgency:
    """What a source lacks stays empty; `parent` is any name of an agency that is here, or comes later."""

    code: str
    name_en: str = ""
    name_ar: str = ""
    kind: str = AgencyKind.AGENCY
    parent: str = ""
    aliases: tuple[str, ...] = ()


def record(*, by: Any, source: str, past: Sequence[PastAgency]) -> list[Agency]:
    """Answers the agencies that are new. One that is here already, by code or alias, is left as it is."""
    require(by, "accounts.edit_agency")
    made = []
    with transaction.atomic():
        for told in past:
            if Agency.objects.called(told.code).exists():
                continue
            parent = Agency.objects.called(told.parent).first() if told.parent else None
            agency = put(
                code=told.code,
                # The English name is the one that is shown where there is no other.
                name_en=told.name_en or told.name_ar,
                name_ar=told.name_ar,
                kind=told.kind,
                parent=parent,
                parent_told="" if parent else told.parent,
                source_name=source,
            )
            answer_to(agency, agency.code, agency.name_en, agency.name_ar, *told.aliases)
            made.append(agency)
        _take_in_their_parts(made)
        if made:
            audit.record(
                by=by,
                action="accounts.record_agencies",
                target=made[0] if len(made) == 1 else None,
                count=len(made),
                after={"source": source, "codes": [agency.code for agency in made]},
            )
    return made


def _take_in_their_parts(made: Sequence[Agency]) -> None:
    """Tables have agencies in any order: what came earlier waits for what it is part of."""
    aliases = AgencyAlias.objects.filter(agency__in=made).select_related("agency")
    called = {alias.folded: alias.agency for alias in aliases}
    for part in Agency.objects.exclude(parent_told="").order_by("pk").select_for_update(of=("self",)):
        if parent := called.get(folded(part.parent_told)):
            part.parent, part.parent_told = parent, ""
            part.version += 1
            refuse_circle(part)
            part.save(update_fields=["parent", "parent_told", "version"])
