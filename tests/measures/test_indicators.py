"""What is measured: one definition, readings of periods that are over, corrections beside what they correct."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from portfolio.measures.actions import indicators, readings
from portfolio.measures.models import Indicator, Reading
from portfolio.measures.periods import last_day_of, latest_over, periods_between
from portfolio.measures.queries import readings_on, shown_readings
from records.models import AuditEvent
from records.policy import NotAllowed
from records.typed_numbers import number_in
from records.versions import EditConflict
from tests.factories import measures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


def refused(refusal: Any) -> dict[str, str]:
    return {name: said[0] for name, said in refusal.value.message_dict.items()}


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "sentence"),
    [
        ("up", None, "0", "More is better here, so 0 is reached by doing nothing. Say how much is to be reached."),
        ("up", "10", "0", "More is better here, so 0 is reached by doing nothing. Say how much is to be reached."),
        ("up", "-5", "0", ""),
        ("down", "40", "0", ""),
        ("down", None, "0", ""),
        ("down", "0", "0", "The target is the baseline: nothing would have to change. Say what is to be reached."),
        ("up", "10", "8", "More is better here, and this target lies below the baseline."),
        ("down", "10", "12", "Less is better here, and this target lies above the baseline."),
        ("up", "10", "12", ""),
        ("up", "10", None, ""),
    ],
)
def test_a_target_that_promises_nothing_is_refused_with_its_reason(
    noora: Any, moph: Any, direction: str, baseline: str | None, target: str | None, sentence: str
) -> None:
    said = {
        "direction": direction,
        "baseline": Decimal(baseline) if baseline else None,
        "target": Decimal(target) if target else None,
    }
    if not sentence:
        assert measures.indicator(noora, moph, **said).target == said["target"]
        return
    with pytest.raises(ValidationError) as refusal:
        measures.indicator(noora, moph, **said)
    assert refused(refusal) == {"target": sentence}


def test_only_the_lab_defines_and_the_owner_reads(noora: Any, maryam: Any, khalid: Any, moph: Any) -> None:
    with pytest.raises(NotAllowed):
        measures.indicator(maryam, moph)
    made = measures.indicator(noora, moph)
    with pytest.raises(NotAllowed):
        measures.reading(khalid, made, "2026-09", "12")
    assert measures.reading(maryam, made, "2026-09", "12").value == 12
    assert measures.reading(noora, made, "2026-10", "13").value == 13


@pytest.mark.parametrize(
    ("frequency", "month", "is_over"),
    [
        ("month", "2026-10", True),
        ("month", "2026-11", False),
        ("month", "2027-01", False),
        ("quarter", "2026-07", True),
        ("quarter", "2026-10", False),
    ],
)
def test_a_reading_of_a_period_that_is_not_over_is_refused(
    noora: Any, moph: Any, frequency: str, month: str, is_over: bool
) -> None:
    made = measures.indicator(noora, moph, frequency=frequency)
    if is_over:
        assert measures.reading(noora, made, month, "1").period_on <= dt.date(2026, 10, 1)
        return
    with pytest.raises(ValidationError) as refusal:
        measures.reading(noora, made, month, "1")
    assert "it can be told once it is over" in refused(refusal)["period_on"]
    assert not Reading.objects.exists()


def test_a_reading_of_tomorrow_and_a_link_that_runs_are_refused(noora: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph)
    with pytest.raises(ValidationError) as refusal:
        measures.reading(noora, made, "2026-09", "1", read_on=dt.date(2026, 11, 22), link="javascript:alert(1)")
    assert refused(refusal) == {
        "read_on": "This day is still to come: a reading tells of what has been read.",
        "link": "This is no address of a page. It begins with https://.",
    }
    with pytest.raises(ValidationError) as refusal:
        measures.reading(noora, made, "2026-09", "1.5")
    assert "fewer digits" in refused(refusal)["value"]


def test_a_correction_stands_beside_what_it_corrects(noora: Any, maryam: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph)
    first = measures.reading(maryam, made, "2026-09", "12")
    with pytest.raises(ValidationError) as refusal:
        measures.reading(maryam, made, "2026-09", "14")
    assert "Correct that one instead" in refused(refusal)["period_on"]
    with pytest.raises(ValidationError):
        readings.correct(by=maryam, reading=first, value=Decimal(14), reason=" ")
    before = AuditEvent.objects.count()
    second = readings.correct(by=maryam, reading=first, value=Decimal(14), reason="Two counters were left out.")
    assert AuditEvent.objects.count() == before + 1
    assert [(row.value, row.corrects_id) for row in made.readings.order_by("pk")] == [
        (Decimal(12), None),
        (Decimal(14), first.pk),
    ]
    assert [row.pk for row in readings_on(made)] == [second.pk]
    with pytest.raises(ValidationError):
        readings.correct(by=noora, reading=first, value=Decimal(15), reason="Once more.")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measures_reading SET value = 99")


def test_a_past_day_has_the_reading_of_its_time(noora: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph)
    first = measures.reading(noora, made, "2026-08", "12", read_on=dt.date(2026, 9, 3))
    readings.correct(by=noora, reading=first, value=Decimal(14), reason="Two counters were left out.")
    assert [row.value for row in readings_on(made)] == [14]
    assert [row.value for row in readings_on(made, dt.date(2026, 11, 20))] == [12]
    assert readings_on(made, dt.date(2026, 9, 2)) == []


def test_no_reading_is_not_zero(noora: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph)
    for month, value in (("2026-06", "10"), ("2026-07", "0"), ("2026-09", "12")):
        measures.reading(noora, made, month, value)
    shown = shown_readings(made, readings_on(made))
    assert [(one.period_on.month, one.reading.value if one.reading else None) for one in shown] == [
        (6, 10),
        (7, 0),
        (8, None),
        (9, 12),
        (10, None),
    ], "August has none, and October is over without one"


def test_a_past_reading_keeps_the_definition_of_its_time(noora: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph, method="Counted by hand.")
    old = measures.reading(noora, made, "2026-08", "12")
    indicators.edit(by=noora, indicator=made, version=1, reason="A machine counts now.", method="Counted by machine.")
    new = measures.reading(noora, made, "2026-09", "12")
    assert [row.wording.method for row in (old, new)] == ["Counted by hand.", "Counted by machine."]
    with pytest.raises(ValidationError) as refusal:
        indicators.edit(by=noora, indicator=made, version=2, unit_en="days")
    assert "define another indicator" in refused(refusal)["unit_en"]
    unread = measures.indicator(noora, moph)
    assert indicators.edit(by=noora, indicator=unread, version=1, unit_en="days").unit_en == "days"
    with pytest.raises(EditConflict):
        indicators.edit(by=noora, indicator=unread, version=1, unit_en="weeks")


def test_a_retired_indicator_is_not_read_any_more(noora: Any, moph: Any) -> None:
    made = indicators.retire(by=noora, indicator=measures.indicator(noora, moph), on=dt.date(2026, 11, 21))
    with pytest.raises(NotAllowed):
        measures.reading(noora, made, "2026-09", "12")
    indicators.retire(by=noora, indicator=made, on=None)
    assert measures.reading(noora, Indicator.objects.get(), "2026-09", "12").value == 12


@pytest.mark.parametrize(
    ("typed", "number"),
    [("١٢٫٥", "12.5"), ("1,234,567.25", "1234567.25"), ("١٬٢٣٤", "1234"), (" -3.75 ", "-3.75"), ("0", "0")],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert number_in(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,5", "1.2.3", "", "12 hours", "1,23,456", "NaN", "Infinity", "1e5", "٫"])
def test_what_could_be_read_in_two_ways_is_no_number(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        number_in(typed)


def test_periods_turn_with_the_month_and_the_quarter() -> None:
    assert last_day_of(dt.date(2024, 2, 1), "month") == dt.date(2024, 2, 29)
    assert last_day_of(dt.date(2026, 10, 1), "quarter") == dt.date(2026, 12, 31)
    assert latest_over(dt.date(2026, 3, 31), "quarter") == dt.date(2026, 1, 1)
    assert latest_over(dt.date(2026, 3, 30), "quarter") == dt.date(2025, 10, 1)
    months = periods_between(dt.date(2025, 11, 1), dt.date(2026, 2, 1), "month")
    assert [month.month for month in months] == [11, 12, 1, 2]
