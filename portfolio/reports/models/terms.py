from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.bilingual import InBothLanguages
from records.versions import Versioned

THE_ONLY = 1
# Which form of the report is asked for: a filled template of another form is refused.
FORM_VERSION = 1


class ReportingTerms(Versioned):
    """What a new quarter begins with. One row; whoever opens a quarter holds it, so that two cannot overlap."""

    year_starts_in = models.PositiveSmallIntegerField(
        _("first month of the reporting year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    due_after_days = models.PositiveSmallIntegerField(
        _("days from the end of the quarter to the due date"),
        default=21,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    variance_percent = models.DecimalField(
        _("percentage from which a difference is explained"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )

    class Meta:
        verbose_name = _("reporting terms")
        verbose_name_plural = _("reporting terms")
        constraints = [
            models.CheckConstraint(condition=Q(pk=THE_ONLY), name="terms_one_row"),
            models.CheckConstraint(condition=Q(year_starts_in__range=(1, 12)), name="terms_month_of_the_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year_starts_in}"


class Holiday(models.Model):
    """A day on which nobody is reminded; the days of the week off are settings."""

    day = models.DateField(_("day"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)

    name = InBothLanguages("name")

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


def months_later(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months after the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
