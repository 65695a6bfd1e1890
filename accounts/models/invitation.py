from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNTRY_ROLES, Language, Role

LASTS = dt.timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_now(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, sent_at__gt=timezone.now() - LASTS)


class Invitation(models.Model):
    """The only way in: binds an address to an agency and a role. The link's secret is kept as its hash alone."""

    email = models.EmailField(_("e-mail address"))
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    ends_on = models.DateField(_("role ends on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ARABIC)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(Lower("email"), name="invitation_by_address")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agency__isnull=False) | models.Q(role__in=COUNTRY_ROLES),
                name="invitation_country_only_for_leaders",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"

    @property
    def expires_at(self) -> dt.datetime:
        return self.sent_at + LASTS
