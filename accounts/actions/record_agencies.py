"""Agencies that come in from a table: many in one transaction, with one audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.agencies import answer_to, put
from accounts.enums import AgencyKind
from accounts.models import Agency
from records.actions import audit
from records.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAgency:
    """What a source lacks stays empty; `parent` is any name of an agency that is here, or earlier in the list."""

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
            agency = put(
                code=told.code,
                # The English name is the one that is shown where there is no other.
                name_en=told.name_en or told.name_ar,
                name_ar=told.name_ar,
                kind=told.kind,
                parent=_parent_of(told),
                source_name=source,
            )
            answer_to(agency, agency.code, agency.name_en, agency.name_ar, *told.aliases)
            made.append(agency)
        if made:
            audit.record(
                by=by,
                action="accounts.record_agencies",
                target=made[0] if len(made) == 1 else None,
                count=len(made),
                after={"source": source, "codes": [agency.code for agency in made]},
            )
    return made


def _parent_of(told: PastAgency) -> Agency | None:
    if not told.parent:
        return None
    parent = Agency.objects.called(told.parent).first()
    if parent is None:
        raise ValidationError({"parent": _("There is no agency “%(name)s” here.") % {"name": told.parent}})
    return parent
