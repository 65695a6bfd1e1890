from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import GateStatus, Ruling
from portfolio.projects.models.pathway import Gate, Stage
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class GateRequest(models.Model):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gate_requests")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="requests")
    case = models.TextField(_("why it is ready"), max_length=4000)
    status = models.CharField(_("status"), max_length=10, choices=GateStatus, default=GateStatus.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(status="open"), name="gate_one_open_request_a_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.project_id}"


class GateDecision(AppendOnly):
    request = models.OneToOneField(GateRequest, on_delete=models.PROTECT, related_name="decision")
    ruling = models.CharField(_("decision"), max_length=10, choices=Ruling)
    reason = models.TextField(_("reason"), max_length=4000)
    return_to = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.ruling}"
