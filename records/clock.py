"""The country's day and quarter: they turn at midnight in Asia/Qatar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone


def today() -> dt.date:
    return timezone.localdate()


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after the day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> dt.date:
        return self.next.first_day - dt.timedelta(days=1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"
