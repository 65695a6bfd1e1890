from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.measures.models.indicator import Indicator, IndicatorWording
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.models import PrivateFile


class Reading(AppendOnly):
    """What an indicator showed in a period that is over. A correction is a reading of its own, with its reason.

    No reading is not zero: a period without one is a gap, wherever it is shown or counted.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    # The definition as it read then, which a later wording does not change.
    wording = models.ForeignKey(IndicatorWording, on_delete=models.PROTECT, related_name="readings")
    period_on = models.DateField(_("period"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    method = models.CharField(_("how it was read"), max_length=500, blank=True)
    link = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
    read_on = models.DateField(_("read on"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source_name = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=200, blank=True)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["indicator", "-period_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period_on"], condition=Q(corrects=None), name="reading_one_first_a_period"
            ),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="reading_once_per_source"
            ),
        ]
        indexes = [models.Index(fields=["indicator", "-period_on", "-id"], name="reading_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_on}"
