"""The Hijri day beside the Gregorian one, by the tabular calendar: it may differ by a day from the one announced."""

import datetime as dt

from django.utils.translation import gettext, pgettext

_EPOCH = 1948440  # the Julian day number of 1 Muharram 1
_ORDINAL_TO_JULIAN = 1721425


def to_hijri(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day; leap years are the 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29th of each thirty."""
    julian = day.toordinal() + _ORDINAL_TO_JULIAN
    year = (30 * (julian - _EPOCH) + 10646) // 10631
    month = min(12, -(-(julian - 29 - _first_of_month(year, 1)) * 2 // 59) + 1)
    return year, month, julian - _first_of_month(year, month) + 1


def from_hijri(year: int, month: int, day: int) -> dt.date | None:
    """None where the calendar has no such day."""
    if not (1 <= year <= 9000 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    found = dt.date.fromordinal(_first_of_month(year, month) + day - 1 - _ORDINAL_TO_JULIAN)
    return found if to_hijri(found) == (year, month, day) else None


def _first_of_month(year: int, month: int) -> int:
    return (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + _EPOCH


def hijri_words(day: dt.date) -> str:
    year, month, number = to_hijri(day)
    return gettext("%(day)s %(month)s %(year)s AH") % {"day": number, "month": month_name(month), "year": year}


def month_name(month: int) -> str:
    return (
        pgettext("Hijri month", "Muharram"),
        pgettext("Hijri month", "Safar"),
        pgettext("Hijri month", "Rabi I"),
        pgettext("Hijri month", "Rabi II"),
        pgettext("Hijri month", "Jumada I"),
        pgettext("Hijri month", "Jumada II"),
        pgettext("Hijri month", "Rajab"),
        pgettext("Hijri month", "Shaban"),
        pgettext("Hijri month", "Ramadan"),
        pgettext("Hijri month", "Shawwal"),
        pgettext("Hijri month", "Dhu al-Qadah"),
        pgettext("Hijri month", "Dhu al-Hijjah"),
    )[month - 1]
