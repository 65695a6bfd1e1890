from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.benefits.enums import Entry
from portfolio.benefits.models.benefit import Benefit
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.models import PrivateFile


class LedgerEntry(AppendOnly):
    """A value of a benefit in one period. Of each kind the newest counts; the earlier ones stay readable.

    A verification names the claim that it judges, and there is one for a claim; a claim that is told anew waits anew.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=8, choices=Entry)
    period_on = models.DateField(_("period"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    reason = models.TextField(_("how it is known"), max_length=2000)
    link = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    claim = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="verification")
    happened_on = models.DateField(_("told on"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["benefit", "-period_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=Entry.VERIFIED) & Q(claim__isnull=False))
                | (~Q(kind=Entry.VERIFIED) & Q(claim__isnull=True)),
                name="entry_verified_names_its_claim",
            )
        ]
        indexes = [
            models.Index(
                fields=["benefit", "kind", "period_on", "-happened_on", "-id"],
                name="entry_newest_of_a_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.benefit_id} {self.kind} {self.period_on}"
