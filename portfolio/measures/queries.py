from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portfolio.measures.models import Indicator, Reading
from portfolio.measures.periods import last_day_of, latest_over, periods_between
from records.clock import today

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class Shown:
    """A period with its reading, or with none: a gap, which is not zero."""

    period_on: dt.date
    reading: Reading | None

    @property
    def value(self) -> Decimal | None:
        return self.reading.value if self.reading else None


def counting_on(day: dt.date | None = None) -> QuerySet[Reading]:
    """Of each period the reading that counted on that day: read by then, and not corrected by then."""
    on = day or today()
    later = Reading.objects.filter(corrects=OuterRef("pk"), read_on__lte=on)
    return Reading.objects.filter(read_on__lte=on).exclude(Exists(later))


def readings_on(indicator: Indicator, day: dt.date | None = None) -> list[Reading]:
    return list(counting_on(day).filter(indicator=indicator).order_by("period_on"))


def readings_of(indicators: Sequence[Indicator], day: dt.date | None = None) -> dict[int, list[Reading]]:
    """The same of several, in one query; an indicator that nobody has read is not among them."""
    found: dict[int, list[Reading]] = {}
    for reading in counting_on(day).filter(indicator__in=indicators).order_by("period_on"):
        found.setdefault(reading.indicator_id, []).append(reading)
    return found


def shown_readings(indicator: Indicator, found: Sequence[Reading], day: dt.date | None = None) -> list[Shown]:
    """From the first reading to the newest period that is over, with the gaps between."""
    if not found:
        return []
    by_period = {reading.period_on: reading for reading in found}
    last = max(max(by_period), latest_over(day or today(), indicator.frequency))
    if indicator.retired_on:
        last = max(max(by_period), min(last, latest_over(indicator.retired_on, indicator.frequency)))
    return [
        Shown(period, by_period.get(period)) for period in periods_between(min(by_period), last, indicator.frequency)
    ]


class Latest(TypedDict):
    latest_value: Decimal | None
    latest_period: dt.date | None


def with_latest(
    indicators: QuerySet[Indicator], day: dt.date | None = None
) -> QuerySet[WithAnnotations[Indicator, Latest]]:
    """Each with the value and the period of its newest reading."""
    newest = counting_on(day).filter(indicator=OuterRef("pk")).order_by("-period_on")
    return indicators.annotate(
        latest_value=Subquery(newest.values("value")[:1]), latest_period=Subquery(newest.values("period_on")[:1])
    )


def is_due(indicator: Indicator, latest_period: dt.date | None, day: dt.date) -> bool:
    """The newest period that is over has no reading."""
    over = latest_over(day, indicator.frequency)
    return (latest_period is None or latest_period < over) and last_day_of(over, indicator.frequency) <= day
