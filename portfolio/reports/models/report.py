from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.projects.models import Project
from portfolio.reports.enums import UNSIGNED, Part, ReportStatus
from portfolio.reports.models.quarter import ReportingQuarter
from records.bilingual import InBothLanguages
from records.clock import today
from records.versions import Versioned


class AgencyReportQuerySet(models.QuerySet["AgencyReport"]):
    def visible_to(self, person: Any) -> AgencyReportQuerySet:
        standing = standing_of(person)
        return self if standing.sees_country else self.filter(agency__in=standing.inside_agencies)

    def due_from(self) -> AgencyReportQuerySet:
        """Those that somebody still owes: not excused, and of agencies that were open when the quarter ended."""
        closed = Q(agency__closed_on__isnull=False) & Q(agency__closed_on__lte=models.F("quarter__last_day"))
        return self.filter(excused_because="").exclude(closed & Q(status__in=UNSIGNED))


class AgencyReport(Versioned):
    """What an agency owes of a quarter, and its report while it is written. What is signed is kept in snapshots."""

    quarter = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="reports")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(_("status"), max_length=10, choices=ReportStatus, default=ReportStatus.EXPECTED)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    revised_because = models.TextField(_("reason of the revision"), max_length=2000, blank=True)
    nil_because = models.TextField(_("why there is nothing to report"), max_length=2000, blank=True)
    excused_because = models.TextField(_("why it is excused"), max_length=2000, blank=True)
    extended_until = models.DateField(_("extended until"), null=True, blank=True)
    extended_because = models.TextField(_("reason of the extension"), max_length=2000, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    drafted_at = models.DateTimeField(null=True)
    # The lab's acceptance that counts: stays while a later revision is on its way.
    accepted = models.OneToOneField("Snapshot", on_delete=models.PROTECT, null=True, related_name="+")

    objects = AgencyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter__first_day", "agency__code"]
        verbose_name = _("quarterly report")
        verbose_name_plural = _("quarterly reports")
        constraints = [models.UniqueConstraint(fields=["quarter", "agency"], name="report_one_a_quarter")]
        indexes = [models.Index(fields=["quarter", "status"], name="report_by_status")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.agency.code}"

    @property
    def due_on(self) -> dt.date:
        return self.extended_until or self.quarter.due_on

    @property
    def is_late(self) -> bool:
        """What is being corrected was delivered: the accepted revision counts until the new one does."""
        return self.status in UNSIGNED and self.accepted_id is None and self.is_owed and today() > self.due_on

    @property
    def is_extended(self) -> bool:
        return self.extended_until is not None and self.status in UNSIGNED

    @property
    def is_closed_with_its_agency(self) -> bool:
        closed = self.agency.closed_on
        return closed is not None and closed <= self.quarter.last_day and self.status in UNSIGNED

    @property
    def is_owed(self) -> bool:
        return not self.excused_because and not self.is_closed_with_its_agency


class ReportEntry(models.Model):
    """A project in a report, with the facts of the quarter as they were last read."""

    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, related_name="entries")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="report_entries")
    title_en = models.CharField(max_length=200, blank=True)
    title_ar = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Its project has gone to another agency since: kept for what was written, and left out of the report.
    is_left_out = models.BooleanField(default=False)

    title = InBothLanguages("title")

    class Meta:
        ordering = ["project"]
        constraints = [models.UniqueConstraint(fields=["report", "project"], name="entry_once_a_report")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.project_id}"


class ReportPart(Versioned):
    """One paragraph, rating or figure. Each has a version of its own, so that two people can write at once."""

    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, related_name="parts")
    entry = models.ForeignKey(ReportEntry, on_delete=models.PROTECT, null=True, related_name="parts")
    name = models.CharField(max_length=20, choices=Part)
    text = models.TextField(max_length=8000, blank=True)
    # What the records said when they were last taken: tells what a person wrote from what was drafted.
    drafted = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "name"], condition=Q(entry__isnull=False), name="part_once_an_entry"
            ),
            models.UniqueConstraint(
                fields=["report", "name"], condition=Q(entry__isnull=True), name="part_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.name}"
