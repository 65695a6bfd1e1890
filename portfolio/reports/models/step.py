from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.reports.enums import Part, Step
from portfolio.reports.models.report import AgencyReport, ReportEntry
from records.append_only import AppendOnly, AppendOnlyQuerySet


class ReportStep(AppendOnly):
    """What was done with a report, by whom and when; with the words that went with it."""

    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, related_name="steps")
    revision = models.PositiveSmallIntegerField()
    step = models.CharField(_("step"), max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The lead for whom a deputy signed.
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("words"), max_length=4000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.step}"


class Remark(AppendOnly):
    """A word on one paragraph, given when a report is returned."""

    step = models.ForeignKey(ReportStep, on_delete=models.PROTECT, related_name="remarks")
    entry = models.ForeignKey(ReportEntry, on_delete=models.PROTECT, null=True, related_name="remarks")
    name = models.CharField(max_length=20, choices=Part)
    words = models.TextField(_("remark"), max_length=2000)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.step_id} {self.name}"
