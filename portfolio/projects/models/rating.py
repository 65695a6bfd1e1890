from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.models.strategy import Titled
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.clock import today

LOWEST, HIGHEST = 1, 5


class RatingScale(Titled):
    """What the lab rates projects by, from 1 to 5. The description says what the lowest and the highest mean."""

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("rating scale")
        verbose_name_plural = _("rating scales")


class ProjectRating(AppendOnly):
    """The lab's judgement of a project on one scale, on one day. A later one takes its place and leaves it standing."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ratings")
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    value = models.PositiveSmallIntegerField(_("rating"))
    note = models.CharField(_("why this rating"), max_length=300, blank=True)
    rated_on = models.DateField(_("day"), default=today)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-rated_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=LOWEST, value__lte=HIGHEST), name="rating_from_one_to_five")
        ]
        indexes = [models.Index(fields=["project", "scale", "-rated_on", "-id"], name="rating_by_project")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.scale_id}: {self.value}"


class RatingState(models.Model):
    """Which rating stood from a day until the day before another. Drawn from the ratings; today's has no end."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rating_states")
    scale = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField()
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "scale", "from_date"], name="rating_state_one_a_day"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gt=models.F("from_date")), name="rating_state_lasts"
            ),
        ]
        indexes = [
            models.Index(fields=["scale", "value", "project"], name="rating_state_today", condition=Q(to_date=None)),
            models.Index(fields=["scale", "project", "from_date"], name="rating_state_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.scale_id}: {self.value} from {self.from_date}"

    @staticmethod
    def on(day: dt.date | None, prefix: str = "") -> Q:
        """Those that stood at the end of that day; today's for None."""
        if day is None:
            return Q(**{f"{prefix}to_date": None})
        still = Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gt": day})
        return Q(**{f"{prefix}from_date__lte": day}) & still
