from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.projects.enums import HandoverStatus
from portfolio.projects.models.project import Project


class Handover(models.Model):
    """One agency offers a project to another, which takes it over or declines."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="handovers")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="offered_projects", verbose_name=_("to agency")
    )
    reason = models.TextField(_("reason"), max_length=2000)
    status = models.CharField(_("status"), max_length=10, choices=HandoverStatus, default=HandoverStatus.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(status="offered"), name="handover_one_open_a_project"
            ),
            models.CheckConstraint(condition=~Q(from_agency=F("to_agency")), name="handover_to_another_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} -> {self.to_agency_id}"
