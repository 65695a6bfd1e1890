"""Two rows that are one person, and two that only look so. Said by a person, never by the system."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from records.append_only import AppendOnly, AppendOnlyQuerySet

USER = settings.AUTH_USER_MODEL


class Merger(AppendOnly):
    """What was told of the one is from now on told of the other; the row of who went stays, without a way in."""

    gone = models.OneToOneField(USER, on_delete=models.PROTECT, related_name="merged_into")
    kept = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="merged_from")
    # How many completions, enrolments and roles went over.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~Q(gone=F("kept")), name="merged_into_another")]

    def __str__(self) -> str:
        return f"{self.gone_id} -> {self.kept_id}"


class Distinct(models.Model):
    """Somebody looked and said that these are two people: the pair is not shown again."""

    one = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
