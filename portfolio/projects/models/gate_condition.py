from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.followups.models import FollowUp
from portfolio.projects.models.gate import GateDecision
from records.append_only import AppendOnly, AppendOnlyQuerySet


class GateCondition(AppendOnly):
    """What a decision asks for on the way: as it was decided. What became of it is told by its follow-up."""

    decision = models.ForeignKey(GateDecision, on_delete=models.PROTECT, related_name="conditions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("condition"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due"))
    followup = models.OneToOneField(FollowUp, on_delete=models.PROTECT, null=True, related_name="gate_condition")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["decision", "order"]
        constraints = [models.UniqueConstraint(fields=["decision", "order"], name="gate_condition_once")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.order}"
