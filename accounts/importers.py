"""Agencies from a table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import record_agencies
from accounts.actions.record_agencies import PastAgency
from accounts.enums import AgencyKind, Role
from accounts.models import Agency, Membership
from accounts.models.agency import code_shape, folded
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Difference, Entry, Importer, Step, Written, register, register_actor
from records.tables.wording import said, sayings
from records.typed_text import clean_text

MOST_NAMED = 20
BETWEEN = re.compile(r"[;؛|\n]")


def several(text: str) -> tuple[str, ...]:
    """Names in one cell, with semicolons between them."""
    return tuple(name.strip() for name in BETWEEN.split(text or "") if name.strip())


class AgencyImporter(Importer):
    name = "agencies"
    title = _("Agencies")
    action = "accounts.edit_agency"
    told_apart_by = ("code",)
    fields = {
        "code": cells.text(20, required=True, label=_("Code")),
        "name_en": cells.text(200, label=_("Name in English")),
        "name_ar": cells.text(200, label=_("Name in Arabic")),
        "kind": cells.one_of(AgencyKind.choices, label=_("Kind"), initial=AgencyKind.AGENCY),
        "parent": cells.text(200, label=_("Part of")),
        "aliases": cells.text(1000, label=_("Other names")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        for entry in entries:
            entry.clean["code"] = (entry.clean["code"] or "").upper()
            if entry.clean["code"]:
                try:
                    code_shape(entry.clean["code"])
                except ValidationError as refusal:
                    entry.refuse("code", sayings(refusal)[0])
            if not (entry.clean["name_en"] or entry.clean["name_ar"]):
                entry.refuse("name_en", _("Give the name in one language at least."))
            for alias in several(entry.clean["aliases"]):
                if len(clean_text(alias)) > 200:
                    entry.refuse("aliases", _("One of these names is longer than 200 characters."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        written = Written()
        new = []
        for entry in entries:
            here = Agency.objects.called(entry.clean["code"]).first()
            if here is None:
                new.append(entry)
                continue
            written.here += 1
            written.differences += [
                found
                for name in ("name_en", "name_ar", "kind")
                if (found := difference(entry, name, getattr(here, name)))
            ]
            written.differences += _another_parent(entry, here)
        made = record_agencies.record(by=by, source=source, past=[_past(entry) for entry in new])
        written.new = len(made)
        written.here += len(new) - len(made)
        return written


def _another_parent(entry: Entry, here: Agency) -> list[Difference]:
    told = entry.clean["parent"]
    if not told or folded(told) == folded(here.parent_told):
        return []
    if here.parent is not None and Agency.objects.called(told).filter(pk=here.parent.pk).exists():
        return []
    return [Difference(entry.row.number, "parent", str(here.parent or ""), told)]


def _past(entry: Entry) -> PastAgency:
    told = entry.clean
    return PastAgency(
        code=told["code"],
        name_en=told["name_en"],
        name_ar=told["name_ar"],
        kind=told["kind"],
        parent=told["parent"],
        aliases=several(told["aliases"]),
    )


def agencies_called(names: set[str]) -> dict[str, Agency]:
    """Each name that leads to an agency, in two queries however many names there are."""
    # A table may spell one agency in several ways.
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in names:
        spellings[folded(name)].append(name)
    found: dict[str, Agency] = {}
    for agency in Agency.objects.filter(aliases__folded__in=spellings).prefetch_related("aliases").distinct():
        for alias in agency.aliases.all():
            found.update(dict.fromkeys(spellings.get(alias.folded, ()), agency))
    return found


def after_agencies(source: str) -> list[Step]:
    """What is part of an agency that did not come."""
    waiting = Agency.objects.filter(source_name=source).exclude(parent_told="")
    return [
        Step(
            said(
                _("%(agency)s is part of “%(parent)s”, which is not here. Bring that in, or correct it."),
                agency=agency.name,
                parent=agency.parent_told,
            ),
            reverse("accounts:agency", args=[agency.code]),
        )
        for agency in waiting[:MOST_NAMED]
    ]


def sole_lab_administrator() -> Any:
    """Who brings things in at the command line when nobody is named: clear only where there is one."""
    holders = list(
        Membership.objects.valid_today()
        .filter(role=Role.LAB_ADMINISTRATOR, person__is_active=True)
        .select_related("person")[:2]
    )
    return holders[0].person if len(holders) == 1 else None


def bring_in() -> None:
    register(AgencyImporter(), after_agencies)
    register_actor(sole_lab_administrator)
