"""Months and quarters, each named by its first day. Pure: no database."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import pgettext

from portfolio.measures.enums import Frequency
from records.clock import Quarter


def first_day_of(day: dt.date, frequency: str) -> dt.date:
    return Quarter.of(day).first_day if frequency == Frequency.QUARTER else day.replace(day=1)


def next_after(period: dt.date, frequency: str) -> dt.date:
    if frequency == Frequency.QUARTER:
        return Quarter.of(period).next.first_day
    return (period.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def before(period: dt.date, frequency: str) -> dt.date:
    return first_day_of(period - dt.timedelta(days=1), frequency)


def last_day_of(period: dt.date, frequency: str) -> dt.date:
    return next_after(period, frequency) - dt.timedelta(days=1)


def latest_over(day: dt.date, frequency: str) -> dt.date:
    """The newest period that is over at the end of `day`."""
    period = first_day_of(day, frequency)
    return period if last_day_of(period, frequency) <= day else before(period, frequency)


def periods_between(first: dt.date, last: dt.date, frequency: str) -> list[dt.date]:
    found = []
    while first <= last:
        found.append(first)
        first = next_after(first, frequency)
    return found


def words_of_period(period: dt.date, frequency: str) -> str:
    if frequency == Frequency.QUARTER:
        quarter = Quarter.of(period)
        return pgettext("quarter", "Q%(number)s %(year)s") % {"number": quarter.number, "year": quarter.year}
    return date_format(period, "YEAR_MONTH_FORMAT")
