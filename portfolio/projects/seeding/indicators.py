"""What an invented country measures: two indicators an agency with years of readings, their gaps and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Agency, Person
from portfolio.measures.enums import Aggregation, Direction, Frequency
from portfolio.measures.models import Indicator, IndicatorWording, Reading
from portfolio.measures.models.indicator import DEFINING
from portfolio.measures.periods import before, last_day_of, latest_over
from portfolio.projects.seeding import bulk, wording
from portfolio.projects.seeding.wording import Pair
from records.actions import audit
from records.search_words import words_of

ZONE = ZoneInfo(settings.TIME_ZONE)
AN_AGENCY = 2
# How many periods back the oldest indicator is read.
MOST_MONTHS, MOST_QUARTERS = 48, 16
MISSING = 0.08
CORRECTED = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    title: Pair
    unit: Pair
    direction: Direction
    aggregation: Aggregation
    frequency: Frequency
    decimals: int
    baseline: int
    target: int


MEASURED = (
    Measured(
        Pair("Visits saved", "الزيارات الموفَّرة"), Pair("visits", "زيارة"),
        Direction.UP, Aggregation.SUM, Frequency.MONTH, 0, 0, 6000,
    ),
    Measured(
        Pair("Days to an answer", "الأيام حتى الرد"), Pair("days", "يوم"),
        Direction.DOWN, Aggregation.MEAN, Frequency.MONTH, 1, 14, 4,
    ),
    Measured(
        Pair("Hours of staff saved", "ساعات الموظفين الموفَّرة"), Pair("hours", "ساعة"),
        Direction.UP, Aggregation.SUM, Frequency.QUARTER, 0, 0, 2400,
    ),
    Measured(
        Pair("Services finished online", "الخدمات المنجزة إلكترونيًا"), Pair("services", "خدمة"),
        Direction.UP, Aggregation.LATEST, Frequency.QUARTER, 0, 12, 80,
    ),
    Measured(
        Pair("Satisfaction, of 5", "الرضا، من 5"), Pair("points", "نقطة"),
        Direction.UP, Aggregation.MEAN, Frequency.QUARTER, 2, 3, 5,
    ),
    Measured(
        Pair("Cost avoided", "التكلفة المتجنبة"), Pair("QAR", "ريال"),
        Direction.UP, Aggregation.SUM, Frequency.QUARTER, 2, 0, 500_000,
    ),
)  # fmt: skip
SOURCES = (Pair("Case system", "نظام المعاملات"), Pair("Survey of customers", "استبيان المتعاملين"))

INDICATOR = ("id", "version", "code", "owner_agency_id", "retired_on", "words", "is_demo", *DEFINING)
WORDING = ("id", "indicator_id", "number", "reason", "said_at", "said_by_id", *DEFINING)
READING = (
    "id",
    "indicator_id",
    "wording_id",
    "period_on",
    "value",
    "method",
    "link",
    "file_id",
    "corrects_id",
    "reason",
    "read_on",
    "recorded_at",
    "recorded_by_id",
    "source_name",
    "source_key",
)


@transaction.atomic
def seed_indicators(by: Person, agencies: Sequence[Agency], officers: dict[int, Any], seed: int, day: dt.date) -> None:
    count = min(AN_AGENCY * len(agencies), len(MEASURED) * len(wording.THINGS))
    chosen = [(n, MEASURED[n % len(MEASURED)], agencies[n % len(agencies)].pk) for n in range(count)]
    ids, wordings = bulk.numbers_for(Indicator, count), bulk.numbers_for(IndicatorWording, count)
    defined = [_defined(number, measured, day) for number, measured, _owner in chosen]
    bulk.write(
        Indicator,
        INDICATOR,
        (
            (
                pk,
                1,
                _code(number),
                owner,
                None,
                words_of(said["title_en"], said["title_ar"], _code(number), said["source"]),
                True,
                *said.values(),
            )
            for pk, (number, _measured, owner), said in zip(ids, chosen, defined, strict=True)
        ),
    )
    since = dt.datetime.combine(day - dt.timedelta(days=5 * 365), dt.time(9), ZONE)
    bulk.write(
        IndicatorWording,
        WORDING,
        (
            (wording_pk, pk, 1, "", since, by.pk, *said.values())
            for wording_pk, pk, said in zip(wordings, ids, defined, strict=True)
        ),
    )
    told = [
        (pk, wording_pk, officers[owner][number % len(officers[owner])], reading)
        for pk, wording_pk, (number, measured, owner) in zip(ids, wordings, chosen, strict=True)
        for reading in _readings(measured, Random(f"{seed}:{number}:readings"), day)  # noqa: S311
    ]
    numbers = bulk.numbers_for(Reading, sum(2 if corrected else 1 for *_who, (*_said, corrected) in told))
    bulk.write(Reading, READING, _rows(told, iter(numbers), day))
    audit.record(
        by=by, action="measures.seed_scale", count=count, after={"indicators": count, "readings": len(numbers)}
    )


def _code(number: int) -> str:
    return f"scale-indicator-{number + 1}"


def _defined(number: int, measured: Measured, day: dt.date) -> dict[str, Any]:
    thing, source = wording.THINGS[number // len(MEASURED) % len(wording.THINGS)], SOURCES[number % len(SOURCES)]
    said = {
        "title_en": f"{measured.title.en}: {thing.en} (demo)",
        "title_ar": f"{measured.title.ar}: {thing.ar} (تجريبي)",
        "unit_en": measured.unit.en,
        "unit_ar": measured.unit.ar,
        "decimals": measured.decimals,
        "direction": str(measured.direction),
        "aggregation": str(measured.aggregation),
        "frequency": str(measured.frequency),
        "baseline": Decimal(measured.baseline),
        "target": Decimal(measured.target),
        "target_on": dt.date(day.year + 1, 12, 31),
        "source": source.ar if number % 2 else source.en,
        "method": "",
    }
    return {name: said[name] for name in DEFINING}


def _readings(measured: Measured, chance: Random, day: dt.date) -> list[tuple[dt.date, Decimal, dt.date, bool]]:
    """Each with its period, its value, the day on which it was read, and whether it was corrected later."""
    most = MOST_MONTHS if measured.frequency == Frequency.MONTH else MOST_QUARTERS
    count = chance.randrange(most // 3, most + 1)
    period, found = latest_over(day - dt.timedelta(days=1), measured.frequency), []
    for place in range(count, 0, -1):
        reached = (measured.target - measured.baseline) * place / most
        value = Decimal(measured.baseline + reached * chance.uniform(0.8, 1.1))
        read_on = last_day_of(period, measured.frequency) + dt.timedelta(days=chance.randrange(2, 12))
        is_missing, corrected = chance.random() < MISSING, chance.random() < CORRECTED
        if read_on < day and not is_missing:
            found.append((period, round(value, measured.decimals), read_on, corrected))
        period = before(period, measured.frequency)
    return found


def _rows(told: Sequence[Any], numbers: Any, day: dt.date) -> Any:
    for indicator, wording_pk, officer, (period, value, read_on, corrected) in told:
        first = next(numbers)
        at = dt.datetime.combine(read_on, dt.time(11), ZONE)
        yield first, indicator, wording_pk, period, value, "", "", None, None, "", read_on, at, officer, "", ""
        if corrected:
            later = min(read_on + dt.timedelta(days=5), day - dt.timedelta(days=1))
            at, why = dt.datetime.combine(later, dt.time(12), ZONE), "عُدّت حالات مرتين."
            yield (
                *(next(numbers), indicator, wording_pk, period, value - 1, "", "", None, first, why),
                *(later, at, officer, "", ""),
            )
