"""What somebody did in a course: lessons gone through, tests answered, an assessment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.append_only import AppendOnly, AppendOnlyQuerySet
from training.enums import Test
from training.models.course import Lesson
from training.models.enrolment import Enrolment


class LessonDone(AppendOnly):
    """Counted once, in whichever language it was read."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lessons_done")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="done")
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_done_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"


class Attempt(AppendOnly):
    """One set of answers to the questions of a version."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    test = models.CharField(max_length=8, choices=Test)
    number = models.PositiveSmallIntegerField()
    # Question -> the chosen answer, by their numbers.
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(_("score"))
    has_passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "test", "number"], name="one_attempt_of_a_number")]
        # What was known before a course and after it is compared over everybody, without the quizzes between them.
        indexes = [
            models.Index(
                fields=["enrolment", "test", "score"], condition=~Q(test=Test.QUIZ), name="attempt_that_measures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.test} {self.number}"


class Assessment(AppendOnly):
    """What the lab judged of somebody's work in the course."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="assessments")
    has_passed = models.BooleanField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.has_passed}"
