from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Agency
from accounts.standing import standing_of
from records.append_only import AppendOnly, AppendOnlyQuerySet
from training.enums import OPEN_STATUSES, EnrolmentStatus
from training.models.course import Course, CourseVersion


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, person: Any) -> EnrolmentQuerySet:
        """One's own; of an agency for its officers and leads; all of them for the lab."""
        standing = standing_of(person)
        if standing.is_lab_staff:
            return self
        seen = Q(agency__in=standing.agencies_as(Role.INNOVATION_OFFICER, Role.AGENCY_LEAD))
        if getattr(person, "pk", None):
            seen |= Q(person=person)
        return self.filter(seen)

    def open_now(self) -> EnrolmentQuerySet:
        return self.filter(status__in=OPEN_STATUSES)


class Enrolment(models.Model):
    """One try of one person at a course. Where it stands is kept here; how it came to stand there, in its steps."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    session = models.ForeignKey("Session", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments")
    # The lesson that was open last, in either language.
    at_lesson = models.ForeignKey("Lesson", on_delete=models.SET_NULL, null=True, related_name="+")
    begun_on = models.DateField(null=True)
    # For whom the person works while learning.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="enrolments")
    status = models.CharField(_("status"), max_length=12, choices=EnrolmentStatus)
    status_since = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["agency", "course", "status"], name="enrolment_by_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(status__in=["nominated", "waiting", "enrolled", "in_progress"]),
                name="one_open_enrolment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.status}"


class EnrolmentStep(AppendOnly):
    """From one status to another: what happened, when, and who recorded it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=12, choices=EnrolmentStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=EnrolmentStatus)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.to_status}"
