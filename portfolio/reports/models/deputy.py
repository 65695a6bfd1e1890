from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from records.clock import today


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def valid_on(self, day: dt.date) -> DeputyQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day, withdrawn_at=None)

    def valid_today(self) -> DeputyQuerySet:
        return self.valid_on(today())


class Deputy(models.Model):
    """Who signs for an agency's lead between two days, both included."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="deputies")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies_named")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputyships", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    named_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_the_start"),
            models.CheckConstraint(condition=~Q(lead=F("person")), name="deputy_is_another_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.lead_id}"
