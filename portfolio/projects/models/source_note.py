from django.db import models
from django.db.models import Q
from django.utils import timezone

from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class SourceNote(AppendOnly):
    """A dated fact of a source that is no stage move, such as a project's removal from the source's own list."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="source_notes")
    happened_on = models.DateField()
    fact = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(default=timezone.now)
    source_name = models.CharField(max_length=80)
    source_key = models.CharField(max_length=200)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="source_note_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.fact}"
