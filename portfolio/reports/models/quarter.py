from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.reports.models.terms import FORM_VERSION, months_later
from records.clock import today


def code_of(year: int, number: int) -> str:
    return f"{year}-q{number}"


def span_of(year: int, number: int, year_starts_in: int) -> tuple[dt.date, dt.date]:
    """First and last day. A reporting year is called by the calendar year in which it begins."""
    first = months_later(dt.date(year, year_starts_in, 1), 3 * (number - 1))
    return first, months_later(first, 3) - dt.timedelta(days=1)


def quarter_of_day(day: dt.date, year_starts_in: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - year_starts_in
    return months // 12, months % 12 // 3 + 1


class ReportingQuarter(models.Model):
    """A quarter that the lab has opened: from then on its terms stand."""

    year = models.PositiveSmallIntegerField(_("reporting year"))
    number = models.PositiveSmallIntegerField(_("quarter"))
    code = models.SlugField(_("code"), max_length=10, unique=True)
    first_day = models.DateField(_("first day"), unique=True)
    last_day = models.DateField(_("last day"), unique=True)
    due_on = models.DateField(_("due on"))
    form_version = models.PositiveSmallIntegerField(_("version of the form"), default=FORM_VERSION)
    variance_percent = models.DecimalField(
        _("percentage from which a difference is explained"), max_digits=5, decimal_places=2
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    class Meta:
        ordering = ["-first_day"]
        verbose_name = _("reporting quarter")
        verbose_name_plural = _("reporting quarters")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="quarter_opened_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 4)), name="quarter_of_four"),
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="quarter_lasts"),
            models.CheckConstraint(condition=Q(due_on__gt=F("last_day")), name="quarter_due_after_its_end"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_over(self) -> bool:
        return today() > self.last_day

    @property
    def facts_day(self) -> dt.date:
        """The day as which the facts are read: the last one of the quarter, or today while it lasts."""
        return min(self.last_day, today())
