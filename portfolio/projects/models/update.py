from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Confidence
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.versions import Versioned


class Wording(models.Model):
    what_changed = models.TextField(_("what changed"), max_length=4000)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    confidence_note = models.CharField(_("why this confidence"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)

    class Meta:
        abstract = True


class ProjectUpdate(Wording, Versioned):
    """What an officer tells of a project, as it reads now; earlier wordings are kept beside it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="updates")
    happened_on = models.DateField(_("day"))
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    source_name = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["project", "-happened_on", "-id"], name="update_by_project")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="update_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.happened_on}"


class UpdateWording(AppendOnly, Wording):
    """A wording that a correction replaced."""

    update_of = models.ForeignKey(ProjectUpdate, on_delete=models.PROTECT, related_name="earlier_wordings")
    number = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["update_of", "number"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.update_of_id} wording {self.number}"
