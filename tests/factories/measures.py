"""Indicators and readings of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Agency, Person
from portfolio.measures.actions import indicators, readings
from portfolio.measures.models import Indicator, Reading

_numbers = count(1)


def indicator(by: Person, owner: Agency, **said: Any) -> Indicator:
    number = next(_numbers)
    said.setdefault("code", f"hours-saved-{number}")
    said.setdefault("title_en", f"Hours saved {number}")
    said.setdefault("title_ar", f"ساعات موفَّرة {number}")
    said.setdefault("unit_en", "hours")
    said.setdefault("unit_ar", "ساعة")
    said.setdefault("direction", "up")
    said.setdefault("aggregation", "sum")
    said.setdefault("frequency", "month")
    said.setdefault("source", "Queue system")
    return indicators.define(by=by, owner_agency=owner, **said)


def reading(by: Person, of: Indicator, month: str, value: str, **more: Any) -> Reading:
    """`month` as 2026-03; a quarter by any of its months."""
    return readings.read(
        by=by, indicator=of, period_on=dt.date.fromisoformat(f"{month}-01"), value=Decimal(value), **more
    )
