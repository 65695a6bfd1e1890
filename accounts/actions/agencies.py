from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.enums import AgencyKind
from accounts.models import Agency, AgencyAlias
from accounts.models.agency import folded
from records.actions import audit
from records.policy import require
from records.versions import locked

TOLD = ("code", "name_en", "name_ar", "kind", "parent_id", "closed_on")


def register(
    *,
    by: Any,
    code: str,
    name_en: str,
    name_ar: str = "",
    kind: str = AgencyKind.AGENCY,
    parent: Agency | None = None,
    aliases: tuple[str, ...] = (),
    is_demo: bool = False,
    source_name: str = "",
) -> Agency:
    require(by, "accounts.edit_agency")
    with transaction.atomic():
        agency = put(
            code=code,
            name_en=name_en,
            name_ar=name_ar,
            kind=kind,
            parent=parent,
            is_demo=is_demo,
            source_name=source_name,
        )
        answer_to(agency, agency.code, agency.name_en, agency.name_ar, *aliases)
        audit.record(
            by=by, action="accounts.register_agency", target=agency, after=told(agency, aliases), agency_id=agency.pk
        )
    return agency


def edit(
    *,
    by: Any,
    agency: Agency,
    code: str,
    name_en: str,
    name_ar: str,
    kind: str,
    parent: Agency | None,
    version: int | None = None,
) -> Agency:
    """An agency's earlier code and names stay as its aliases, so that old papers still find it."""
    require(by, "accounts.edit_agency", agency)
    with transaction.atomic():
        if parent is not None:
            # Two who put agencies under each other at once would each see a straight line: they wait for one another.
            list(Agency.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        agency = locked(Agency.objects, agency.pk, version)
        before = told(agency)
        agency.code, agency.name_en, agency.name_ar = code, name_en, name_ar
        agency.kind, agency.parent = kind, parent
        agency.parent_told = "" if parent else agency.parent_told
        agency.version += 1
        refuse_circle(agency)
        agency.full_clean()
        agency.save()
        answer_to(agency, code, name_en, name_ar)
        audit.record(
            by=by, action="accounts.edit_agency", target=agency, before=before, after=told(agency), agency_id=agency.pk
        )
    return agency


def close(*, by: Any, agency: Agency, on: dt.date | None) -> Agency:
    """Close an agency from a day, or open it again with `on=None`. What it did before keeps its name."""
    require(by, "accounts.edit_agency", agency)
    with transaction.atomic():
        agency = locked(Agency.objects, agency.pk)
        before = {"closed_on": agency.closed_on}
        agency.closed_on = on
        agency.version += 1
        agency.save(update_fields=["closed_on", "version"])
        audit.record(
            by=by,
            action="accounts.close_agency",
            target=agency,
            before=before,
            after={"closed_on": on},
            agency_id=agency.pk,
        )
    return agency


def add_alias(*, by: Any, agency: Agency, alias: str) -> AgencyAlias:
    require(by, "accounts.edit_agency", agency)
    with transaction.atomic():
        locked(Agency.objects, agency.pk)
        answer_to(agency, alias)
        audit.record(
            by=by, action="accounts.add_agency_alias", target=agency, after={"alias": alias}, agency_id=agency.pk
        )
        return agency.aliases.get(folded=folded(alias))


def remove_alias(*, by: Any, alias: AgencyAlias) -> None:
    require(by, "accounts.edit_agency", alias.agency)
    with transaction.atomic():
        # Held, so that a new name of the agency does not lose its alias in the same moment.
        agency = locked(Agency.objects, alias.agency_id)
        if alias.folded in own_names(agency):
            raise ValidationError(_("An agency answers to its own code and names."), code="own_name")
        if not agency.aliases.filter(pk=alias.pk).exists():
            return
        audit.record(
            by=by,
            action="accounts.remove_agency_alias",
            target=agency,
            before={"alias": alias.alias},
            agency_id=agency.pk,
        )
        alias.delete()


def put(**fields: Any) -> Agency:
    agency = Agency(**fields)
    agency.full_clean()
    agency.save()
    return agency


def answer_to(agency: Agency, *names: str) -> None:
    """Each name becomes an alias once; a name that another agency answers to is refused."""
    kept = {folded(name): name.strip() for name in names if folded(name)}
    others = AgencyAlias.objects.filter(folded__in=kept).exclude(agency=agency).select_related("agency")
    for other in others:
        raise taken(other.alias, other.agency)
    known = set(agency.aliases.values_list("folded", flat=True))
    try:
        with transaction.atomic():
            AgencyAlias.objects.bulk_create(
                AgencyAlias(agency=agency, alias=name, folded=key) for key, name in kept.items() if key not in known
            )
    except IntegrityError as error:
        raise ValidationError(_("Another agency has just taken one of these names."), code="alias_taken") from error


def taken(name: str, agency: Agency) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is a name of %(agency)s already. One name leads to one agency."),
        code="alias_taken",
        params={"name": name, "agency": f"{agency.name} ({agency.code})"},
    )


def own_names(agency: Agency) -> set[str]:
    return {folded(agency.code), folded(agency.name_en), folded(agency.name_ar)}


def refuse_circle(agency: Agency) -> None:
    above = Agency.objects.filter(pk=agency.parent_id or 0).first()
    while above is not None:
        if above.pk == agency.pk:
            raise ValidationError({"parent": _("An agency cannot be part of itself.")}, code="circle")
        above = above.parent


def told(agency: Agency, aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    facts = {name: getattr(agency, name) for name in TOLD}
    return facts | {"aliases": list(aliases)} if aliases else facts
