"""What invented projects promise and reach, laid over a seeded country: forecasts, claims, findings and shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Person
from portfolio.benefits.actions.sums import draw_sums
from portfolio.benefits.enums import WHOLE, Entry
from portfolio.benefits.models import Benefit, LedgerEntry, Share, Sharing
from portfolio.measures.enums import DIVISIBLE, Frequency
from portfolio.measures.models import Indicator
from portfolio.measures.periods import first_day_of, last_day_of, next_after
from portfolio.projects.seeding import bulk
from portfolio.projects.seeding.layers import Lay, Numbered, register
from portfolio.projects.seeding.lives import Country, Life
from portfolio.projects.seeding.wording import Pair
from records.actions import audit

Row = tuple[Any, ...]
ZONE = ZoneInfo(settings.TIME_ZONE)
ONE_DAY = dt.timedelta(days=1)
GAINS = (
    Pair("People come once instead of three times.", "يحضر الناس مرة واحدة بدل ثلاث."),
    Pair("The answer comes in days and not in weeks.", "يصل الرد خلال أيام لا أسابيع."),
    Pair("Whoever cannot travel is served at home.", "تصل الخدمة إلى منزل من لا يستطيع الحضور."),
    Pair("Nobody types the same data twice.", "لا يُدخل أحد البيانات نفسها مرتين."),
)
EXPECTED = Pair("By what the pilot reached.", "بحسب ما تحقق في التجريب.")
COUNTED = Pair("Counted in the case system.", "من واقع نظام المعاملات.")
FOUND = Pair("Compared with a sample of twenty cases.", "قورن بعينة من عشرين حالة.")
SHARED = Pair("By what each of them serves.", "بحسب الخدمة التي تقدمها كل جهة.")

BENEFIT = (
    "id",
    "version",
    "project_id",
    "indicator_id",
    "gain_en",
    "gain_ar",
    "promised_on",
    "created_by_id",
    "created_at",
)
ENTRY = (
    "id",
    "benefit_id",
    "kind",
    "period_on",
    "value",
    "reason",
    "link",
    "file_id",
    "claim_id",
    "happened_on",
    "recorded_at",
    "recorded_by_id",
)
SHARING = ("id", "benefit_id", "reason", "happened_on", "recorded_at", "recorded_by_id")


@dataclass(slots=True)
class Told:
    """A line of the ledger; a finding names the claim that it judges."""

    kind: Entry
    period_on: dt.date
    value: Decimal
    reason: Pair
    on: dt.date
    by: int
    claim: Told | None = None


@dataclass(slots=True)
class Promised:
    project: int
    life: Life
    indicator: Indicator
    gain: Pair
    on: dt.date
    told: list[Told] = field(default_factory=list)
    # The day from which it is shared, and the hundredths of a percent of each agency.
    shared_on: dt.date | None = None
    shares: dict[int, int] = field(default_factory=dict)


def found(by: Person, country: Country, seed: int) -> Lay:
    indicators = list(Indicator.objects.filter(code__startswith="scale-indicator-").order_by("pk"))

    def lay(numbered: Numbered) -> None:
        promised = [
            one
            for project, life in numbered
            for one in _promised(Random(f"{seed}:{life.number}:benefits"), project, life, indicators, country)  # noqa: S311
        ]
        with transaction.atomic():
            draw_sums(_write(promised, country))
            audit.record(
                by=by,
                action="benefits.seed_scale",
                count=len(promised),
                after={"benefits": len(promised), "entries": sum(len(one.told) for one in promised)},
            )

    return lay


register("benefits", found)


def _promised(
    chance: Random, project: int, life: Life, indicators: Sequence[Indicator], country: Country
) -> list[Promised]:
    last = life.last_day(country)
    many = min(chance.choices((0, 1, 2), weights=(35, 50, 15))[0], len(indicators))
    made = []
    for indicator in chance.sample(indicators, many):
        days = max(1, (last - life.registered_on).days // 2)
        on = min(last, life.registered_on + dt.timedelta(days=chance.randrange(days)))
        one = Promised(project, life, indicator, chance.choice(GAINS), on)
        _tell(chance, one, last, country)
        _share(chance, one, last)
        made.append(one)
    return made


def _tell(chance: Random, one: Promised, last: dt.date, country: Country) -> None:
    frequency, period = one.indicator.frequency, first_day_of(one.on, one.indicator.frequency)
    expected = _value(one.indicator, chance, 1)
    for _number in range(6 if frequency == Frequency.MONTH else 4):
        period = next_after(period, frequency)
        one.told.append(Told(Entry.FORECAST, period, expected, EXPECTED, one.on, _officer(one, one.on, country)))
        claimed_on = last_day_of(period, frequency) + dt.timedelta(days=chance.randrange(2, 12))
        if claimed_on > last or chance.random() < 0.2:
            continue
        claim = _claim(chance, one, period, claimed_on, country)
        again_on = claimed_on + dt.timedelta(days=4)
        if chance.random() < 0.05 and again_on <= last:
            claim = _claim(chance, one, period, again_on, country)
        found_on = claim.on + dt.timedelta(days=chance.randrange(5, 25))
        if found_on < country.day and chance.random() < 0.75:
            curator = country.curators[one.life.number % len(country.curators)]
            value = _found(chance, one.indicator, claim.value)
            one.told.append(Told(Entry.VERIFIED, period, value, FOUND, found_on, curator, claim))


def _claim(chance: Random, one: Promised, period: dt.date, on: dt.date, country: Country) -> Told:
    value = _value(one.indicator, chance, 0.9)
    claim = Told(Entry.CLAIMED, period, value, COUNTED, on, _officer(one, on, country))
    one.told.append(claim)
    return claim


def _value(indicator: Indicator, chance: Random, scale: float) -> Decimal:
    """About a twentieth of what the indicator is to change by; never nothing at all."""
    assert indicator.target is not None and indicator.baseline is not None
    whole = float(abs(indicator.target - indicator.baseline))
    step = Decimal(1).scaleb(-indicator.decimals)
    return max(step, round(Decimal(whole * scale * chance.uniform(0.03, 0.08)), indicator.decimals))


def _found(chance: Random, indicator: Indicator, claimed: Decimal) -> Decimal:
    lot = chance.random()
    if lot < 0.75 or indicator.aggregation not in DIVISIBLE:
        return claimed
    return Decimal(0) if lot > 0.96 else round(claimed * Decimal("0.8"), indicator.decimals)


def _share(chance: Random, one: Promised, last: dt.date) -> None:
    if not one.life.partners or chance.random() > 0.5:
        return
    on = min(last, max(one.on, max(since for _agency, since, _until in one.life.partners)))
    there = [agency for agency, since, until in one.life.partners if since <= on and (until is None or until > on)]
    if not there:
        return
    parts = {agency: chance.randrange(500, 2500) for agency in there}
    one.shared_on, one.shares = on, {one.life.agency_on(on): WHOLE - sum(parts.values()), **parts}


def _officer(one: Promised, day: dt.date, country: Country) -> int:
    officers = country.officers[one.life.agency_on(day)]
    return officers[one.life.number % len(officers)]


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14), ZONE)


def _write(promised: Sequence[Promised], country: Country) -> list[int]:
    """The numbers of the benefits that were laid."""
    numbered = list(zip(bulk.numbers_for(Benefit, len(promised)), promised, strict=True))
    bulk.write(
        Benefit,
        BENEFIT,
        (
            (pk, 1, p.project, p.indicator.pk, p.gain.en, p.gain.ar, p.on, _officer(p, p.on, country), _at(p.on))
            for pk, p in numbered
        ),
    )
    lines = [(pk, one.life.say, told) for pk, one in numbered for told in one.told]
    numbers = bulk.numbers_for(LedgerEntry, len(lines))
    number_of = {id(told): number for number, (_pk, _say, told) in zip(numbers, lines, strict=True)}
    bulk.write(LedgerEntry, ENTRY, (_entry(number_of, benefit, say, told) for benefit, say, told in lines))
    shared = [(pk, one, one.shared_on) for pk, one in numbered if one.shared_on]
    sharings = bulk.numbers_for(Sharing, len(shared))
    bulk.write(
        Sharing,
        SHARING,
        (
            (number, pk, one.life.say(SHARED), on, _at(on), _officer(one, on, country))
            for number, (pk, one, on) in zip(sharings, shared, strict=True)
        ),
    )
    bulk.write(
        Share,
        ("sharing_id", "agency_id", "hundredths"),
        (
            (number, agency, part)
            for number, (_pk, one, _on) in zip(sharings, shared, strict=True)
            for agency, part in one.shares.items()
        ),
    )
    return [pk for pk, _one in numbered]


def _entry(number_of: dict[int, int], benefit: int, say: Callable[[Pair], str], told: Told) -> Row:
    return (
        number_of[id(told)],
        benefit,
        str(told.kind),
        told.period_on,
        told.value,
        say(told.reason),
        "",
        None,
        number_of[id(told.claim)] if told.claim else None,
        told.on,
        _at(told.on),
        told.by,
    )
