from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency
from portfolio.projects.enums import Confidence
from portfolio.projects.models import Project
from portfolio.reports.enums import SnapshotKind
from portfolio.reports.models.quarter import ReportingQuarter
from portfolio.reports.models.report import AgencyReport
from records.append_only import AppendOnly, AppendOnlyQuerySet


class Chain(models.Model):
    """Where the one chain of snapshots ends; held while a link is added."""

    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="chain_is_one")]

    def __str__(self) -> str:
        return f"{self.length} {self.head[:12]}"


class Snapshot(AppendOnly):
    """A link of the chain: a frozen part of a report, or the country's. The texts hold people's ids, not names."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=SnapshotKind)
    # None in a link of the whole country.
    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, null=True, related_name="snapshots")
    revision = models.PositiveSmallIntegerField()
    # What a lab's part is about, and what a removal was made in.
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    key = models.CharField(max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: Any = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "revision", "kind"], condition=~Q(kind="removal"), name="snapshot_once_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class FrozenEntry(AppendOnly):
    """A project of an accepted report, in columns: what totals and trends are counted from. Drawn from snapshots."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="frozen")
    quarter = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="frozen")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="frozen")
    stage = models.CharField(max_length=40)
    stage_since = models.DateField(null=True)
    rating = models.CharField(max_length=10, choices=Confidence)
    lab_rating = models.CharField(max_length=10, choices=Confidence)
    ends_on = models.DateField(null=True)
    moved_forward = models.BooleanField(default=False)
    moved_back = models.BooleanField(default=False)
    budget = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    forecast = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    spent = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    reached = models.PositiveBigIntegerField(null=True)

    objects: Any = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "project"], name="frozen_once_a_snapshot")]
        indexes = [models.Index(fields=["project", "quarter"], name="frozen_by_project")]

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.project_id}"
