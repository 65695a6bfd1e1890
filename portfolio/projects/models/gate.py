from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import EvidenceKind, GateStatus, Ruling
from portfolio.projects.models.pathway import Gate, GateCriterion, Stage
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.models import PrivateFile
from records.versions import Versioned


class GateRequest(Versioned):
    """What an agency puts before a panel. While it is a draft the agency alone writes it; once asked it is locked."""

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
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(status="draft"), name="gate_one_draft_request_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.project_id}"


class GateEvidence(models.Model):
    """What is shown for a criterion: a text, a file, a link, or a fact that the system checks itself."""

    request = models.ForeignKey(GateRequest, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.ForeignKey(GateCriterion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=4, choices=EvidenceKind)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(_("fact"), max_length=60, blank=True)
    # Which milestone, objective, indicator or course: a key that the fact itself understands.
    chosen = models.CharField(max_length=100, blank=True)
    # What the system found at the moment of asking, in both languages; what it finds now is asked anew.
    held_when_asked = models.BooleanField(null=True)
    found_en = models.CharField(max_length=400, blank=True)
    found_ar = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["request", "criterion__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "criterion", "kind"], name="evidence_once_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.criterion_id} {self.kind}"


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
