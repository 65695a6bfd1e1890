from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.models.gate import GateDecision
from portfolio.projects.models.project import Project
from records.bilingual import InBothLanguages


class Lesson(models.Model):
    """What others can learn from a project that was stopped. Published later, where the lab finds it worth telling."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="lessons")
    decision = models.OneToOneField(GateDecision, on_delete=models.PROTECT, null=True, related_name="lesson")
    learnt_en = models.TextField(_("lesson in English"), max_length=4000, blank=True)
    learnt_ar = models.TextField(_("lesson in Arabic"), max_length=4000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    published_on = models.DateField(_("published on"), null=True)

    learnt = InBothLanguages("learnt")

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(learnt_en="", learnt_ar=""), name="lesson_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.recorded_at:%Y-%m-%d}"
