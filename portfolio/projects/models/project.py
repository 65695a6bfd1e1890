from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.agenda.models import Objective
from portfolio.projects.enums import LEAST_READY, MOST_READY, Confidence, Visibility
from portfolio.projects.models.classification import Classified, Tag
from portfolio.projects.models.pathway import PathwayVersion, Stage
from records.bilingual import InBothLanguages
from records.clock import today
from records.versions import Versioned


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, person: Any) -> ProjectQuerySet:
        standing = standing_of(person)
        if standing.sees_country:
            return self
        seen = Q(visibility=Visibility.PUBLIC)
        if standing.is_government:
            seen |= Q(visibility=Visibility.GOVERNMENT)
        return self.filter(seen | self.model.inside(standing.inside_agencies))

    def wholly_visible_to(self, person: Any) -> ProjectQuerySet:
        """Those of which the person sees everything, not the public or governmental part alone."""
        standing = standing_of(person)
        return self if standing.sees_country else self.filter(self.model.inside(standing.inside_agencies))


class Project(Versioned, Classified):
    """The tracked unit of work. Where it stands today is kept here; where it stood on any day, in ProjectState."""

    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=2000, blank=True)
    summary_ar = models.TextField(_("summary in Arabic"), max_length=2000, blank=True)
    lead_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="led_projects", verbose_name=_("lead agency")
    )
    partners = models.ManyToManyField(
        Agency, through="Partnership", related_name="partner_projects", verbose_name=_("partner agencies")
    )
    objectives = models.ManyToManyField(Objective, through="Alignment", related_name="projects")
    tags = models.ManyToManyField(Tag, through="Tagging", related_name="projects", verbose_name=_("tags of the lab"))
    pathway = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="projects")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="projects", verbose_name=_("stage"))
    stage_since = models.DateField(_("in this stage since"))
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence, default=Confidence.NOT_RATED)
    confidence_note = models.CharField(_("why this confidence"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    lead_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("lead person"),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("expected to end on"), null=True, blank=True)
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.AGENCY)
    # Names the picture's renditions in private storage; see portfolio.projects.covers.
    cover = models.CharField(_("cover picture"), max_length=100, blank=True, editable=False)
    registered_on = models.DateField(_("registered on"), default=today)
    last_update_on = models.DateField(_("last update"), null=True)
    # Where the record came from when it was not typed here; what that source lacks is empty and shown as such.
    source_name = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    title = InBothLanguages("title")
    summary = InBothLanguages("summary")
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_en="", title_ar=""), name="project_has_a_title"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(trl=None) | Q(trl__gte=LEAST_READY, trl__lte=MOST_READY), name="project_trl_1_to_9"
            ),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="project_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def reference(self) -> str:
        return reference_of(self.pk)

    @staticmethod
    def inside(agency_ids: frozenset[int]) -> Q:
        partner = Partnership.objects.filter(agency__in=agency_ids, until=None).values("project")
        return Q(lead_agency__in=agency_ids) | Q(pk__in=partner)


def reference_of(number: int) -> str:
    return f"p-{number:04d}"


class DatedLink(models.Model):
    """Something that belongs to a project from one day until the day before another."""

    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date) -> Q:
        return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


class Partnership(DatedLink):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="partnerships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="partnerships")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "agency"], condition=Q(until=None), name="partnership_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["agency", "project"], name="partnership_by_agency")]

    def __str__(self) -> str:
        return f"{self.project_id} + {self.agency_id}"


class Alignment(DatedLink):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="alignments")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="alignments")
    # In whole percent; on every day those of a project come to 100.
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="alignment_weight_1_to_100"),
            models.UniqueConstraint(
                fields=["project", "objective"], condition=Q(until=None), name="alignment_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["objective", "project"], name="alignment_by_objective")]

    def __str__(self) -> str:
        return f"{self.project_id} -> {self.objective_id}"


class Tagging(DatedLink):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "tag"], condition=Q(until=None), name="tagging_once_at_a_time")
        ]
        indexes = [models.Index(fields=["tag", "project"], name="tagging_by_tag")]

    def __str__(self) -> str:
        return f"{self.project_id} # {self.tag_id}"


class Follow(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="followers")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "project"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.project_id}"
