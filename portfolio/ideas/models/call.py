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
from portfolio.ideas.enums import BY_ADDRESS, Audience, CallPhase
from records.bilingual import InBothLanguages
from records.clock import today
from records.versions import Versioned


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, person: Any) -> CallQuerySet:
        """Drafts are the lab's; a call to one agency is its staff's; a call without an account is everybody's."""
        standing = standing_of(person)
        if standing.is_lab_staff:
            return self
        published = self.exclude(published_on=None)
        if standing.sees_country:
            return published
        seen = Q(audience__in=BY_ADDRESS)
        if standing.is_government:
            seen |= Q(audience=Audience.GOVERNMENT)
            seen |= Q(audience=Audience.AGENCY, agency__in=[agency for _role, agency in standing.held if agency])
        return published.filter(seen)

    def open_on(self, day: dt.date) -> CallQuerySet:
        return (
            self.exclude(published_on=None)
            .filter(opens_on__lte=day)
            .filter(Q(closes_on=None) | Q(closes_on__gte=day))
            .filter(Q(ended_on=None) | Q(ended_on__gt=day))
        )


class Call(Versioned):
    """A question of the lab that ideas answer: open between two days, or for good as an idea box."""

    title_en = models.CharField(_("title in English"), max_length=160)
    title_ar = models.CharField(_("title in Arabic"), max_length=160)
    theme_en = models.CharField(_("theme in English"), max_length=120, blank=True)
    theme_ar = models.CharField(_("theme in Arabic"), max_length=120, blank=True)
    description_en = models.TextField(_("what is looked for, in English"), max_length=4000, blank=True)
    description_ar = models.TextField(_("what is looked for, in Arabic"), max_length=4000, blank=True)
    objectives = models.ManyToManyField(Objective, related_name="calls", verbose_name=_("objectives"))
    audience = models.CharField(_("who may answer"), max_length=12, choices=Audience)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("agency")
    )
    # One a line: an address that is confirmed in one of these is a student's.
    domains = models.TextField(_("mail domains of students"), max_length=2000, blank=True)
    opens_on = models.DateField(_("opens on"), default=today)
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    published_on = models.DateField(null=True, editable=False)
    # Closed by hand on that day, before its last day or where it has none.
    ended_on = models.DateField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    title = InBothLanguages("title")
    theme = InBothLanguages("theme")
    description = InBothLanguages("description")
    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for ideas")
        verbose_name_plural = _("calls for ideas")
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="call_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=(Q(audience=Audience.AGENCY) & Q(agency__isnull=False))
                | (~Q(audience=Audience.AGENCY) & Q(agency=None)),
                name="call_names_its_agency",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.STUDENTS) | ~Q(domains=""), name="call_names_the_domains_of_students"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_box(self) -> bool:
        return self.closes_on is None

    @property
    def takes_addresses(self) -> bool:
        return self.audience in BY_ADDRESS

    @property
    def student_domains(self) -> list[str]:
        return self.domains.split()

    def phase_on(self, day: dt.date) -> CallPhase:
        if self.published_on is None:
            return CallPhase.DRAFT
        if (self.ended_on and self.ended_on <= day) or (self.closes_on and self.closes_on < day):
            return CallPhase.OVER
        return CallPhase.OPEN if self.opens_on <= day else CallPhase.COMING

    @property
    def phase(self) -> CallPhase:
        return self.phase_on(today())

    @property
    def is_open(self) -> bool:
        return self.phase == CallPhase.OPEN
