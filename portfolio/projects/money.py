"""What a project costs, as it stood on any day: amounts by quarter, totals, and how far off the budget it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import DecimalField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan, LessThan

from portfolio.projects.enums import MoneyKind
from portfolio.projects.models import MoneyEntry, Project
from portfolio.projects.models.money import ZERO
from records.clock import Quarter

CENT = Decimal("0.01")
AMOUNT: DecimalField = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Totals:
    budget: Decimal = ZERO
    forecast: Decimal = ZERO
    spend: Decimal = ZERO

    @property
    def outlook(self) -> Decimal:
        """What it will have cost: the forecast, or what is spent already where that is more."""
        return max(self.forecast, self.spend)

    @property
    def variance(self) -> Decimal:
        return self.outlook - self.budget

    @property
    def variance_percent(self) -> Decimal | None:
        """None where there is nothing to compare."""
        if not self.budget or not self.outlook:
            return None
        return (self.variance * 100 / self.budget).quantize(Decimal("0.1"))

    def is_off_by(self, percent: int) -> bool:
        """Further from the budget than so many percent, exactly as the database says it."""
        return bool(self.budget and self.outlook) and abs(self.variance) * 100 > percent * self.budget

    @property
    def is_over_threshold(self) -> bool:
        return self.is_off_by(settings.VARIANCE_THRESHOLD_PERCENT)


def amounts_of(project: Project, day: dt.date | None = None) -> dict[tuple[MoneyKind, Quarter], Decimal]:
    """What each quarter holds, today or as it was told at the end of `day`."""
    entries = project.money.all() if day is None else project.money.filter(happened_on__lte=day)
    sums = entries.order_by().values_list("kind", "year", "quarter").annotate(total=Sum("change"))
    return {
        (MoneyKind(kind), Quarter(year, number)): total.quantize(CENT)
        for kind, year, number, total in sums.order_by("year", "quarter")
    }


def totals_on(projects: Any, day: dt.date) -> QuerySet[MoneyEntry, Any]:
    """Budget, forecast and spending of each of many projects as they stood at the end of `day`: one row a project."""
    return totals_until(day).filter(project__in=projects)


def totals_until(day: dt.date) -> QuerySet[MoneyEntry, Any]:
    told = MoneyEntry.objects.filter(happened_on__lte=day).order_by()
    return told.values("project").annotate(**{kind.value: sum_of(kind) for kind in MoneyKind})


def total_of(projects: Any, day: dt.date) -> Totals:
    """The same of all of them together."""
    told = MoneyEntry.objects.filter(project__in=projects, happened_on__lte=day).order_by()
    sums = told.aggregate(**{kind.value: sum_of(kind) for kind in MoneyKind})
    return Totals(**{name: Decimal(total).quantize(CENT) for name, total in sums.items()})


def sum_of(kind: MoneyKind, among: Q | None = None) -> Any:
    """Of the entries that a query groups by project, as much as is of this kind."""
    wanted = Q(kind=kind) if among is None else Q(kind=kind) & among
    return Coalesce(Sum("change", filter=wanted), Value(ZERO), output_field=AMOUNT)


def over_threshold(prefix: str = "", percent: int | None = None) -> Q:
    """In SQL, of rows that join a project's standing: the outlook is further from the budget than `percent`."""
    far = settings.VARIANCE_THRESHOLD_PERCENT if percent is None else percent
    budget, forecast, spend = (F(f"{prefix}{name}") for name in ("budget", "forecast", "spend"))
    outlook = Greatest(forecast, spend)
    share = budget * Value(Decimal(far) / 100, output_field=AMOUNT)
    nothing = Value(ZERO, output_field=AMOUNT)
    above = Q(GreaterThan(outlook, budget + share))
    below = Q(LessThan(outlook, budget - share)) & Q(GreaterThan(outlook, nothing))
    return Q(**{f"{prefix}budget__gt": 0}) & (above | below)
