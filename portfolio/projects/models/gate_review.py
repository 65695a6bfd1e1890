from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import ReviewOutcome
from portfolio.projects.models.pathway import Gate
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class GateReview(AppendOnly):
    """A gate review of record: held elsewhere, known from a source that names neither panel nor ratings.

    `place_in_source` keeps the source's own order, which is not always that of the days that it gives.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gate_reviews")
    # None: the source reviewed at a point where this pathway has no gate.
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReviewOutcome)
    is_again = models.BooleanField(_("asked again"), default=False)
    held_on = models.DateField(_("held on"))
    as_written = models.CharField(max_length=200, blank=True)
    place_in_source = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    source_name = models.CharField(max_length=80)
    source_key = models.CharField(max_length=200)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["held_on", "place_in_source", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="gate_review_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.outcome} {self.held_on}"
