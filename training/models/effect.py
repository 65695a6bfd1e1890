"""What a course was worth: said right after it, and three months later."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.append_only import AppendOnly, AppendOnlyQuerySet
from training.enums import Use
from training.models.completion import Completion
from training.models.enrolment import Enrolment

ONE_TO_FIVE = (MinValueValidator(1), MaxValueValidator(5))


class Feedback(AppendOnly):
    """What somebody thought of a course at its end. Its name is not shown beside it anywhere."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    liked = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    useful = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.liked} {self.useful}"


class FollowUp(models.Model):
    """Asked once, three months on: what of it was used? Answered once, by a link or signed in."""

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="follow_up")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    use = models.CharField(max_length=12, choices=Use, blank=True)
    helped = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE, null=True, blank=True)
    what = models.CharField(_("what was used"), max_length=1000, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.use}"
