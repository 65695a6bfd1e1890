from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.enums import IdeaStatus, Showing, Step
from portfolio.ideas.models.contributor import Contributor
from portfolio.ideas.models.idea import Idea
from portfolio.projects.models import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet


class IdeaStep(AppendOnly):
    """One step in the life of an idea: when it happened, when it was recorded, by whom and in which words."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=10, choices=Step)
    status = models.CharField(_("status after it"), max_length=10, choices=IdeaStatus)
    words = models.TextField(_("words"), max_length=4000, blank=True)
    showing = models.CharField(max_length=8, choices=Showing, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="+")
    # The other idea of a merge or of a split.
    other = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField(_("happened on"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["idea", "happened_on", "id"]
        indexes = [models.Index(fields=["idea", "happened_on", "id"], name="idea_step_in_order")]

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.step}"
