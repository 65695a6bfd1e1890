from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Advice
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class AiReview(AppendOnly):
    """A step in the review of a project that uses artificial intelligence: its agency asks, the committee answers."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ai_reviews")
    # What is answered; a step that answers nothing is a question.
    answers = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="answer")
    advice = models.CharField(_("advice"), max_length=12, choices=Advice, blank=True)
    words = models.TextField(_("words"), max_length=4000)
    happened_on = models.DateField(_("day"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["project", "-happened_on", "-id"]
        indexes = [models.Index(fields=["project", "-happened_on", "-id"], name="ai_review_by_project")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(answers=None) & Q(advice="")) | (Q(answers__isnull=False) & ~Q(advice="")),
                name="ai_review_asks_or_advises",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.advice or 'asked'}"


def reviewed_as(state: str, day: dt.date, project: str = "project") -> Any:
    """Whether the review of an AI project stood so at the end of that day: not_asked, awaiting or reviewed."""
    steps = AiReview.objects.filter(project=OuterRef(project), happened_on__lte=day)
    if state == "not_asked":
        return ~Exists(steps)
    answered = AiReview.objects.filter(answers=OuterRef("pk"), happened_on__lte=day)
    waiting = Exists(steps.filter(answers=None).exclude(Exists(answered)))
    return waiting if state == "awaiting" else Exists(steps) & ~waiting
