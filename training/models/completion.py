from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from records.append_only import AppendOnly, AppendOnlyQuerySet, Revised
from training.models.course import Course, CourseVersion

# Stands for "never ends" where days are compared.
NEVER = dt.date(9999, 12, 31)


class CompletionQuerySet(models.QuerySet):
    def current(self) -> CompletionQuerySet:
        """What is held to be true now: without what was taken back."""
        return self.filter(is_void=False)

    def valid_on(self, day: dt.date) -> CompletionQuerySet:
        """Completed by that day and not expired on it. The last valid day counts."""
        return self.current().filter(Q(expires_on=None) | Q(expires_on__gte=day), completed_on__lte=day)

    def of_ours(self) -> CompletionQuerySet:
        """Of ours is who is active and works somewhere."""
        return self.filter(person__is_active=True, person__learner__agency__isnull=False).order_by()

    def held(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Of each person and course one: when it was first and last completed, and until when that is valid."""
        return (
            self.current()
            .order_by()
            .values("person", "course")
            .annotate(
                first_on=Min("completed_on"),
                last_on=Max("completed_on"),
                valid_until=Max(Coalesce("expires_on", NEVER)),
            )
        )

    def visible_to(self, person: Any) -> CompletionQuerySet:
        standing = standing_of(person)
        if standing.sees_country:
            return self
        own = Q(person=getattr(person, "pk", None)) & Q(person__isnull=False)
        return self.filter(own | Q(agency__in=standing.inside_agencies))


class Completion(Revised):
    """Somebody completed a course on a day, as it is known now. What is put right or taken back goes on to its next
    revision, and what was told before is kept as it was."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions", verbose_name=_("person")
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions", verbose_name=_("course"))
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, null=True, related_name="completions")
    # For whom the person worked then.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="completions")
    enrolment = models.ForeignKey("Enrolment", on_delete=models.PROTECT, null=True, related_name="completions")
    completed_on = models.DateField(_("completed on"))
    # The last day on which it is valid, by the course's validity on the day of recording; None where it never ends.
    expires_on = models.DateField(_("valid until"), null=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    is_void = models.BooleanField(_("taken back"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source_name = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=160, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CompletionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-completed_on", "-id"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        indexes = [
            models.Index(fields=["person", "course", "-completed_on"], name="completion_of_person"),
            models.Index(fields=["agency", "course", "completed_on"], name="completion_by_agency"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="completion_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.completed_on}"

    def is_valid_on(self, day: dt.date) -> bool:
        return self.completed_on <= day and (self.expires_on is None or self.expires_on >= day)


class CompletionRevision(AppendOnly):
    """What was told of a completion until it was told otherwise.

    The database does not check what it refers to: all of it is copied from the completion as it is put right, and loads
    write these rows by the hundred thousand.
    """

    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, related_name="revisions", db_index=False, db_constraint=False
    )
    revision = models.PositiveIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    completed_on = models.DateField()
    expires_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    is_void = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["completion", "revision"]
        constraints = [models.UniqueConstraint(fields=["completion", "revision"], name="completion_revision_once")]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.revision}: {self.completed_on}"
