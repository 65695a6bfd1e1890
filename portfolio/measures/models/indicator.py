from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.measures.enums import MOST_DECIMALS, Aggregation, Direction, Frequency
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.bilingual import InBothLanguages
from records.search_words import WordsField
from records.versions import Versioned


class Defined(models.Model):
    """What an indicator means. Kept on the indicator as it reads now and, wording by wording, for its past readings."""

    title_en = models.CharField(_("name in English"), max_length=200)
    title_ar = models.CharField(_("name in Arabic"), max_length=200)
    unit_en = models.CharField(_("unit in English"), max_length=60)
    unit_ar = models.CharField(_("unit in Arabic"), max_length=60)
    decimals = models.PositiveSmallIntegerField(_("digits after the point"), default=0)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    aggregation = models.CharField(_("how values become one"), max_length=6, choices=Aggregation)
    frequency = models.CharField(_("how often"), max_length=7, choices=Frequency)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("target to be reached by"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    method = models.TextField(_("method"), max_length=2000, blank=True)

    title = InBothLanguages("title")
    unit = InBothLanguages("unit")

    class Meta:
        abstract = True


DEFINING = tuple(field.name for field in Defined._meta.local_fields)
# What readings are kept in. Another unit, or another way to count, is another indicator.
FIXED = ("unit_en", "unit_ar", "decimals", "direction", "aggregation", "frequency")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, person: Any) -> IndicatorQuerySet:
        return self if standing_of(person).is_government else self.none()

    def in_force(self, day: dt.date) -> IndicatorQuerySet:
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


class Indicator(Versioned, Defined):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    owner_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("owner agency")
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    words = WordsField(blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(condition=Q(decimals__lte=MOST_DECIMALS), name="indicator_decimals_0_to_4")
        ]

    def __str__(self) -> str:
        return str(self.title)

    def shown(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:,.{self.decimals}f}"


class IndicatorWording(AppendOnly, Defined):
    """A definition as it was said on a day, by somebody, and why it changed."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("why it changed"), max_length=300, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["indicator", "-number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="indicator_wording_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} wording {self.number}"
