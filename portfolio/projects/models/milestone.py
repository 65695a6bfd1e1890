from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import DatePrecision, MilestoneMove
from portfolio.projects.models.pathway import Stage
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.bilingual import InBothLanguages
from records.clock import today
from records.versions import Versioned

IS_AHEAD = Q(actual_on=None, dropped_on=None)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def in_plan(self) -> MilestoneQuerySet:
        return self.filter(dropped_on=None)

    def late_on(self, day: dt.date) -> MilestoneQuerySet:
        """Not reached, and the day that was told of it last has passed."""
        return self.filter(IS_AHEAD).alias(due=Coalesce("forecast_on", "baseline_on")).filter(due__lt=day)


class Milestone(Versioned):
    """A dated point of achievement. A source that tells months gives the first of the month, marked so.

    Its days as they are told now; as they were told on any day before, its changes say.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    baseline_on = models.DateField(_("baseline"), null=True, blank=True)
    forecast_on = models.DateField(_("forecast"), null=True, blank=True)
    actual_on = models.DateField(_("actual"), null=True, blank=True)
    # Since when it is part of the plan; a source does not tell.
    planned_on = models.DateField(null=True, blank=True, editable=False)
    dropped_on = models.DateField(null=True, blank=True, editable=False)
    precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    date_as_written = models.CharField(max_length=60, blank=True)
    source_name = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    title = InBothLanguages("title")
    objects = MilestoneQuerySet.as_manager()

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
        indexes = [
            models.Index(
                Coalesce("forecast_on", "baseline_on"), "project", name="milestone_ahead_by_day", condition=IS_AHEAD
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def expected_on(self) -> dt.date | None:
        return self.forecast_on or self.baseline_on

    def is_late_on(self, day: dt.date) -> bool:
        return self.actual_on is None and self.expected_on is not None and self.expected_on < day

    @property
    def slipped_days(self) -> int:
        """How far the day that is told now, or that it was reached, lies behind the baseline; negative where before."""
        told = self.actual_on or self.forecast_on
        return (told - self.baseline_on).days if told and self.baseline_on else 0


class MilestoneChange(AppendOnly):
    """The days of a milestone as they were told from a day on: one row for each change, so that slips stay visible."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(_("what happened"), max_length=12, choices=MilestoneMove)
    baseline_on = models.DateField(null=True)
    forecast_on = models.DateField(null=True)
    actual_on = models.DateField(null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    happened_on = models.DateField(default=today)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["milestone", "-happened_on", "-id"], name="milestone_change_latest")]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.what} {self.happened_on}"
