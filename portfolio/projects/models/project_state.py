from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.projects.enums import Confidence, Visibility
from portfolio.projects.models.classification import Classified
from portfolio.projects.models.pathway import Stage
from portfolio.projects.models.project import Partnership, Project
from records.bilingual import InBothLanguages
from records.search_words import WordsField


class ProjectStateQuerySet(models.QuerySet["ProjectState"]):
    # Of today's states the project's own columns say the same, so that nothing has to be joined.
    is_of_today = False

    def _clone(self) -> ProjectStateQuerySet:
        copy = super()._clone()  # type: ignore[misc]
        copy.is_of_today = self.is_of_today
        return copy

    def on(self, day: dt.date | None) -> ProjectStateQuerySet:
        """The portfolio as it stood at the end of that day; today's for None."""
        if day is None:
            states = self.filter(to_date=None)
            states.is_of_today = True
            return states
        return self.filter(from_date__lte=day).filter(Q(to_date=None) | Q(to_date__gt=day))

    def visible_to(self, person: Any) -> ProjectStateQuerySet:
        """What the person may see now and, of the past, what was as visible then."""
        standing = standing_of(person)
        if standing.sees_country:
            return self
        levels = [Visibility.PUBLIC, Visibility.GOVERNMENT] if standing.is_government else [Visibility.PUBLIC]
        seen = Q(visibility__in=levels)
        if not self.is_of_today:
            seen &= Q(project__visibility__in=levels)
        return self.filter(seen | self.inside(standing.inside_agencies))

    def wholly_visible_to(self, person: Any) -> ProjectStateQuerySet:
        standing = standing_of(person)
        return self if standing.sees_country else self.filter(self.inside(standing.inside_agencies))

    def inside(self, agency_ids: frozenset[int]) -> Q:
        if not agency_ids:
            return Q(pk__in=[])
        lead = "lead_agency__in" if self.is_of_today else "project__lead_agency__in"
        partner = Partnership.objects.filter(agency__in=agency_ids, until=None).values("project")
        return Q(**{lead: agency_ids}) | Q(project__in=partner)


class ProjectState(Classified):
    """How a project stood from a day until the day before another. Drawn from its dated facts, and drawn anew
    when history is recorded later; today's is the one without an end."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="states")
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    stage_since = models.DateField()
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=10, choices=Confidence)
    visibility = models.CharField(max_length=10, choices=Visibility)
    title_en = models.CharField(max_length=200, blank=True)
    title_ar = models.CharField(max_length=200, blank=True)
    last_update_on = models.DateField(null=True)
    # None also for days before this was kept.
    ends_on = models.DateField(null=True)
    words = WordsField(blank=True)

    title = InBothLanguages("title")
    objects = ProjectStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "from_date"], name="state_one_a_day"),
            models.UniqueConstraint(fields=["project"], condition=Q(to_date=None), name="state_one_today"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gt=models.F("from_date")), name="state_lasts"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-last_update_on", "-project"], name="state_today_by_update", condition=Q(to_date=None)
            ),
            models.Index(fields=["title_en", "project"], name="state_today_by_title_en", condition=Q(to_date=None)),
            models.Index(fields=["title_ar", "project"], name="state_today_by_title_ar", condition=Q(to_date=None)),
            models.Index(
                fields=["stage", "-stage_since", "-project"], name="state_today_in_stage", condition=Q(to_date=None)
            ),
            models.Index(fields=["-stage_since", "-project"], name="state_today_by_move", condition=Q(to_date=None)),
            # Whatever is counted of today is in it, so that counting does not read the rows.
            models.Index(
                fields=["lead_agency", "stage", "confidence", "stage_since", "visibility", "project"],
                name="state_today_counted",
                condition=Q(to_date=None),
            ),
            models.Index(fields=["from_date", "to_date"], name="state_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} from {self.from_date}"
