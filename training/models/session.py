from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.bilingual import InBothLanguages
from training.models.course import Course, CourseVersion

# Read aloud in a room and typed on a phone: no letters that are taken for others.
LETTERS = "ACDEFHJKLMNPRTUVWXY3479"


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(6))


class Session(models.Model):
    """A course held on certain days, in a room or over a link, for so many people."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="sessions")
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    place_ar = models.CharField(_("place in Arabic"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    place = InBothLanguages("place")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.course_id} session {self.pk}"

    @property
    def is_on(self) -> bool:
        return self.cancelled_at is None and self.closed_at is None


class SessionDay(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), default=dt.time(9))
    ends_at = models.TimeField(_("to"), default=dt.time(13))
    # Told in the room; who types it on that day was there.
    code = models.CharField(max_length=6, default=new_code, editable=False)

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [models.UniqueConstraint(fields=["session", "day"], name="one_row_per_session_day")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.day}"


class AttendanceQuerySet(AppendOnlyQuerySet):
    def current(self) -> Any:
        later = self.model._base_manager.filter(
            enrolment=models.OuterRef("enrolment"), day=models.OuterRef("day"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(later))


class Attendance(AppendOnly):
    """Somebody was there on a day, or was not. The last row of a day is what is held to be true."""

    enrolment = models.ForeignKey("Enrolment", on_delete=models.PROTECT, related_name="attendances")
    day = models.ForeignKey(SessionDay, on_delete=models.PROTECT, related_name="attendances")
    was_there = models.BooleanField()
    by_code = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AttendanceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["enrolment", "day"], name="attendance_of_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.day_id} {self.was_there}"
