from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.benefits.enums import WHOLE
from portfolio.benefits.models.benefit import Benefit
from records.append_only import AppendOnly, AppendOnlyQuerySet


class Sharing(AppendOnly):
    """From this day a benefit is shared so; before the first one it is the lead agency's alone."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="sharings")
    reason = models.CharField(_("reason"), max_length=500)
    happened_on = models.DateField(_("from"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["benefit", "-happened_on", "-id"]
        indexes = [models.Index(fields=["benefit", "-happened_on", "-id"], name="sharing_newest_of_a_benefit")]

    def __str__(self) -> str:
        return f"{self.benefit_id} shared from {self.happened_on}"


class Share(AppendOnly):
    sharing = models.ForeignKey(Sharing, on_delete=models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # In hundredths of a percent; those of a sharing come to 10,000.
    hundredths = models.PositiveIntegerField()

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["sharing", "-hundredths", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["sharing", "agency"], name="share_once_an_agency"),
            models.CheckConstraint(condition=Q(hundredths__gte=1, hundredths__lte=WHOLE), name="share_of_the_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.sharing_id}: {self.agency_id}"
