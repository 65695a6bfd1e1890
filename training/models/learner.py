from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Agency
from accounts.standing import standing_of
from training.models.course import Course


class LearnerQuerySet(models.QuerySet["Learner"]):
    def visible_to(self, person: Any) -> LearnerQuerySet:
        """Names of those who learn: for the lab, and of an agency for its officers and leads."""
        standing = standing_of(person)
        if standing.is_lab_staff:
            return self
        return self.filter(agency__in=standing.agencies_as(Role.INNOVATION_OFFICER, Role.AGENCY_LEAD))


class Learner(models.Model):
    """What training knows of a person beyond the account: for whom she works, at what grade, under whom."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learner")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="learners")
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="managed_learners"
    )
    # How the source calls a manager who is not here yet: she is set when she comes.
    manager_told = models.CharField(max_length=254, blank=True, default="", db_default="")
    source_name = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=160, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("learner")
        verbose_name_plural = _("learners")
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="learner_once_per_source"
            )
        ]
        indexes = [
            models.Index(
                fields=["source_name", "manager_told"], name="learner_without_manager", condition=~Q(manager_told="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Requirement(models.Model):
    """Who has to have completed a course, and by when. What is left empty holds for everybody."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "agency", "role", "grade"],
                condition=Q(ended_on=None),
                name="requirement_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.pk}"
