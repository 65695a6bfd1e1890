from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import COUNTRY_ROLES, Role
from accounts.models import Agency, Invitation, Membership, Person
from records.actions import audit, notices
from records.clock import today
from records.policy import require


def give_role(
    *,
    by: Any,
    person: Person,
    role: str,
    agency: Agency | None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Membership:
    membership = Membership(person=person, role=role, agency=agency, starts_on=starts_on or today(), ends_on=ends_on)
    require(by, "accounts.give_role", membership)
    with transaction.atomic():
        hold(membership)
        audit.record(
            by=by,
            action="accounts.give_role",
            target=membership,
            after=told(membership),
            agency_id=membership.agency_id,
        )
        tell_holder(membership, "accounts.role_given")
    return membership


def end_role(*, by: Any, membership: Membership, on: dt.date | None = None) -> Membership:
    """The role counts up to the day before `on` (today when left out: it ends at once)."""
    require(by, "accounts.end_role", membership)
    with transaction.atomic():
        still_may(by, "accounts.end_role", membership, membership.person_id)
        membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        before = told(membership)
        last_day = (on or today()) - dt.timedelta(days=1)
        if membership.ends_on is not None and membership.ends_on <= last_day:
            raise ValidationError(_("This role has ended already."), code="ended")
        # A role that ends before it counted for a day leaves no day behind, so it begins and ends the day before.
        membership.starts_on = min(membership.starts_on, last_day)
        membership.ends_on = last_day
        membership.save(update_fields=["starts_on", "ends_on"])
        audit.record(
            by=by,
            action="accounts.end_role",
            target=membership,
            before=before,
            after=told(membership),
            agency_id=membership.agency_id,
        )
        tell_holder(membership, "accounts.role_ended")
    return membership


def still_may(by: Any, action: str, thing: Any, other: int) -> None:
    """Asked once more behind the lock on both rows: of two administrators who put each other out, one comes second and
    is none any more, so that the lab is never left without."""
    if by is None:
        return
    both = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={by.pk, other}).order_by("pk")
    require({person.pk: person for person in both}[by.pk], action, thing)


def hold(membership: Membership) -> None:
    """Write a membership, inside the action that gives it. Refused while the same role runs."""
    # Two givers at once wait for each other on the person's row.
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.person_id)
    if person.forgotten_at:
        raise ValidationError(_("This person's data was removed."), code="forgotten")
    refuse_impossible(membership, since=membership.starts_on)
    membership.full_clean(exclude=["person", "agency"], validate_unique=False)
    clashes = Membership.objects.filter(
        person=person,
        agency_id=membership.agency_id,
        role=membership.role,  # type: ignore[misc]
    ).filter(Q(ends_on=None) | Q(ends_on__gte=membership.starts_on))
    if membership.ends_on:
        clashes = clashes.filter(starts_on__lte=membership.ends_on)
    if clashes.exists():
        raise ValidationError(_("This person holds this role there already."), code="held")
    membership.save()


def refuse_impossible(wanted: Membership | Invitation, *, since: dt.date) -> None:
    """What no role can be, whether it is given or offered: for no agency, or over before it begins."""
    problems: dict[str, Any] = {}
    if wanted.agency is None and wanted.role in Role and wanted.role not in COUNTRY_ROLES:
        problems["agency"] = _("Choose the agency that the role is for.")
    if wanted.ends_on is not None and wanted.ends_on < since:
        problems["ends_on"] = _("This day has passed.")
    if problems:
        raise ValidationError(problems)


def told(membership: Membership) -> dict[str, Any]:
    return {
        "person": membership.person_id,
        "agency": membership.agency_id,
        "role": str(membership.role),
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }


def tell_holder(membership: Membership, kind: str) -> None:
    notices.tell(
        [membership.person],
        kind=kind,
        facts={"role": str(membership.role), "agency": membership.agency_id},
        once=f"{kind}:{membership.pk}",
    )
