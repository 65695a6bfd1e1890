from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import DatePrecision
from portfolio.projects.models.pathway import Stage
from portfolio.projects.models.project import Project
from records.bilingual import InBothLanguages


class Milestone(models.Model):
    """A dated point of achievement. A source that tells months gives the first of the month, marked so."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    baseline_on = models.DateField(_("baseline"), null=True, blank=True)
    forecast_on = models.DateField(_("forecast"), null=True, blank=True)
    actual_on = models.DateField(_("actual"), null=True, blank=True)
    precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    date_as_written = models.CharField(max_length=60, blank=True)
    source_name = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    title = InBothLanguages("title")

    class Meta:
        ordering = ["project", "forecast_on", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(condition=~Q(title_en="", title_ar=""), name="milestone_has_a_title"),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="milestone_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)
