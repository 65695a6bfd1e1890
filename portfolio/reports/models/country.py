from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.reports.models.quarter import ReportingQuarter
from portfolio.reports.models.snapshot import Snapshot
from records.append_only import AppendOnly, AppendOnlyQuerySet


class CountryReport(AppendOnly):
    """A published revision of the country's report: which link of the chain it is."""

    quarter = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="country_reports")
    revision = models.PositiveSmallIntegerField()
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="country")

    objects: Any = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["quarter", "revision"]
        verbose_name = _("country's report")
        verbose_name_plural = _("country's reports")
        constraints = [models.UniqueConstraint(fields=["quarter", "revision"], name="country_report_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.quarter_id} r{self.revision}"
