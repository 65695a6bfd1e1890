from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.followups.models import FollowUp
from portfolio.projects.enums import RiskKind, RiskState
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.clock import today
from records.versions import Versioned

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Judged(models.Model):
    """How likely, how bad, and what is being done: of a risk now, and as it was judged before."""

    # An issue has happened, so that nobody asks how likely it is.
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), null=True, blank=True, validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=ONE_TO_FIVE)
    state = models.CharField(_("state"), max_length=8, choices=RiskState, default=RiskState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )

    class Meta:
        abstract = True


class Risk(Judged, Versioned):
    """A risk, or an issue once it has happened. Its answer is a follow-up."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="risks")
    kind = models.CharField(_("kind"), max_length=5, choices=RiskKind, default=RiskKind.RISK)
    title = models.CharField(_("what may happen"), max_length=300)
    response = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, null=True, related_name="risk", verbose_name=_("answer")
    )
    raised_on = models.DateField(default=today)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["project", "id"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="risk", likelihood__range=(1, 5)) | Q(kind="issue", likelihood=None),
                name="risk_has_a_likelihood",
            ),
            models.CheckConstraint(condition=Q(impact__range=(1, 5)), name="risk_has_an_impact"),
        ]
        indexes = [models.Index(fields=["project", "state"], name="risk_by_project")]

    def __str__(self) -> str:
        return self.title

    @property
    def weight(self) -> int:
        """What is worst comes first: an issue counts as certain."""
        return (self.likelihood or 5) * self.impact


class RiskChange(AppendOnly, Judged):
    """How a risk was judged from a day on."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=5, choices=RiskKind)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    happened_on = models.DateField(default=today)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["risk", "happened_on", "id"], name="risk_change_in_order")]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.state}"
