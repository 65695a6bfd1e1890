"""Who signs for a lead, between two days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AGENCY_INSIDER_ROLES
from accounts.models import Agency, Membership, Person
from portfolio.reports.models import Deputy
from records.actions import audit
from records.clock import today
from records.policy import require


def people_who_may_stand_in(by: Any, agency_id: int) -> QuerySet[Person]:
    """Those who see the whole work of the agency: a signature is for what was read."""
    there = Membership.objects.valid_today().filter(role__in=AGENCY_INSIDER_ROLES, agency=agency_id)
    return Person.objects.filter(is_active=True, memberships__in=there).exclude(pk=by.pk).distinct()


def name(*, by: Any, agency: Agency, person: Person, starts_on: dt.date, ends_on: dt.date) -> Deputy:
    deputy = Deputy(agency=agency, lead=by, person=person, starts_on=starts_on, ends_on=ends_on)
    require(by, "reports.name_deputy", deputy)
    with transaction.atomic():
        problems: dict[str, Any] = {}
        if ends_on < starts_on:
            problems["ends_on"] = _("The last day is before the first.")
        elif ends_on < today():
            problems["ends_on"] = _("These days have passed.")
        if not people_who_may_stand_in(by, agency.pk).filter(pk=person.pk).exists():
            problems["person"] = _("Choose somebody else of the agency who sees its whole work.")
        if problems:
            raise ValidationError(problems)
        deputy.save()
        audit.record(
            by=by,
            action="reports.name_deputy",
            target=deputy,
            agency_id=agency.pk,
            after={"person": person.pk, "starts_on": starts_on, "ends_on": ends_on},
        )
    return deputy


def withdraw(*, by: Any, deputy: Deputy) -> Deputy:
    require(by, "reports.name_deputy", deputy)
    with transaction.atomic():
        deputy.withdrawn_at = deputy.withdrawn_at or timezone.now()
        deputy.save(update_fields=["withdrawn_at"])
        audit.record(by=by, action="reports.withdraw_deputy", target=deputy, agency_id=deputy.agency_id)
    return deputy
