from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNTRY_ROLES, Role
from records.clock import today


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: dt.date) -> MembershipQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def valid_today(self) -> MembershipQuerySet:
        return self.valid_on(today())


class Membership(models.Model):
    """A role held by a person for an agency (or the country) between two days, both included."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["person", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(role__in=COUNTRY_ROLES),
                name="membership_country_only_for_leaders",
            ),
            models.UniqueConstraint(
                fields=["person", "agency", "role", "starts_on"], name="membership_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"
