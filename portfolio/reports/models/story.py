from django.conf import settings
from django.db import models
from django.utils import timezone

from portfolio.reports.models.quarter import ReportingQuarter
from portfolio.reports.models.snapshot import FrozenEntry


class PickedStory(models.Model):
    """A project that the curator tells the leadership about: as it was accepted, so that the story stays true."""

    quarter = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="stories")
    entry = models.OneToOneField(FrozenEntry, on_delete=models.PROTECT, related_name="story")
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["picked_at"]

    def __str__(self) -> str:
        return f"{self.quarter_id}: {self.entry_id}"
