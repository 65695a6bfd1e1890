"""What others say to an idea: that they support it, and comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.models.idea import Idea


class Support(models.Model):
    """From a moment until it was taken back; what is joined to another idea brings its supporters with it."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    came_from = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], condition=Q(until=None), name="support_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} supports {self.idea_id}"


class Comment(models.Model):
    """Words that stay; hidden by the lab with a reason where they have to be, and shown again."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="comments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_why = models.CharField(_("why it is hidden"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["idea", "at", "id"], name="comment_in_order")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.idea_id}"
