from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Move
from portfolio.projects.models.gate import GateDecision
from portfolio.projects.models.pathway import Stage
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class StageTransition(AppendOnly):
    """A recorded change of stage. Dated twice: the day it happened, and the moment it was recorded here."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="transitions")
    from_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    move = models.CharField(_("move"), max_length=12, choices=Move)
    reason = models.TextField(_("reason"), blank=True)
    happened_on = models.DateField(_("happened on"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.OneToOneField(GateDecision, on_delete=models.PROTECT, null=True, related_name="transition")
    # A source that saw the move tells when it saw it; nobody here can know the very day.
    is_observation = models.BooleanField(default=False)
    source_name = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=200, blank=True)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="transition_once_per_source"
            )
        ]
        indexes = [
            models.Index(fields=["project", "happened_on", "id"], name="transition_by_project"),
            models.Index(fields=["happened_on", "move", "project"], name="transition_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.move} {self.happened_on}"
