from django.db import models
from django.db.models import Q

from portfolio.reports.models.report import AgencyReport
from records.models import Job


class DocumentPiece(models.Model):
    """One report's part of a job that makes all documents of a quarter. Which worker makes it is nowhere written: it
    holds the row, and a worker that dies lets go of it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, related_name="+")
    is_made = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "report"], name="piece_once_a_job")]
        indexes = [models.Index(fields=["job", "id"], name="piece_to_make", condition=Q(is_made=False))]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.report_id}"
