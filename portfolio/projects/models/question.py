from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.followups.models import FollowUp
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.clock import today


class LeadershipQuestion(models.Model):
    """A decision asked of leadership. Who is asked and by when it is wanted is kept in its follow-up."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField(_("question"), max_length=2000)
    options = models.TextField(_("options"), max_length=4000)
    followup = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="question")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField(default=today)

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name = _("decision asked of leadership")
        verbose_name_plural = _("decisions asked of leadership")

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class LeadershipAnswer(AppendOnly):
    question = models.OneToOneField(LeadershipQuestion, on_delete=models.PROTECT, related_name="answer")
    chosen = models.CharField(_("decision"), max_length=300)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(default=today)
    answered_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.chosen[:40]}"
