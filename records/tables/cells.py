"""Fields for cells of a table, beside those for what people type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.calendars import from_hijri
from records.tables.wording import in_each_language
from records.typed_text import TypedDate, TypedLines, TypedText, western_digits

NO_SUCH_DATE = _("There is no such date. Write it as year-month-day, for example 2026-03-31.")
EMPTY = _("This cannot stay empty.")
TOO_LONG = _("This is %(show_value)s characters long; at most %(limit_value)s fit.")
# What a spreadsheet would take for a formula, in plain and in full-width form.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HIJRI_YEARS = (1300, 1499)
PARTS = {"%Y": r"\d{4}", "%m": r"\d{1,2}", "%d": r"\d{1,2}"}
YES = {"yes", "true", "1", "y", "نعم"}
NO = {"no", "false", "0", "n", "", "لا"}


def text(most: int, *, required: bool = False, label: Any = "") -> TypedText:
    return TypedText(
        label=label, max_length=most, required=required, error_messages={"required": EMPTY, "max_length": TOO_LONG}
    )


def lines(most: int, *, label: Any = "") -> TypedLines:
    return TypedLines(label=label, max_length=most, required=False, error_messages={"max_length": TOO_LONG})


def day(*, required: bool = False, label: Any = "") -> TypedDate:
    # The day's order is never guessed: 3/4 is in March for some and in April for others.
    return TypedDate(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d"],
        error_messages={"required": EMPTY, "invalid": NO_SUCH_DATE},
    )


def one_of(choices: Iterable[tuple[str, Any]], *, required: bool = False, label: Any = "", initial: str = "") -> OneOf:
    return OneOf(
        label=label,
        choices=[(value, words) for value, words in choices if value],
        required=required,
        initial=initial,
        error_messages={"required": EMPTY},
    )


class OneOf(forms.ChoiceField):
    """Takes the code or the words of a choice, in either language and any case; empty is the initial one."""

    def clean(self, value: Any) -> Any:
        typed = str(value or "").strip()
        if not typed and self.initial:
            return self.initial
        for code, words in self.choices:  # type: ignore[misc, union-attr]
            called = in_each_language(words)  # type: ignore[arg-type]
            if typed.casefold() in {told.casefold() for told in (str(code), *called.values())}:
                return code
        if not typed and not self.required:
            return ""
        if not typed:
            raise ValidationError(self.error_messages["required"], code="required")
        raise ValidationError(
            _("“%(value)s” is none of: %(known)s."),
            code="invalid_choice",
            params={"value": typed, "known": ", ".join(str(code) for code, _words in self.choices)},  # type: ignore[misc, union-attr]
        )


class YesOrNo(forms.Field):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> bool:
        typed = western_digits(str(value or "")).strip().casefold()
        if typed in YES or typed in NO:
            return typed in YES
        raise ValidationError(_("Write yes or no."), code="invalid")


def date_written_as(written: str, formats: Iterable[str]) -> tuple[dt.date, str] | None:
    """The date and which of the formats it was written in; a Hijri one is known by its year."""
    typed = western_digits(written).strip()
    for shape in formats:
        if hijri := _in_hijri(typed, shape):
            day = from_hijri(*hijri)
            if day is None:
                continue
            return day, shape
        try:
            return dt.datetime.strptime(typed, shape).date(), shape
        except ValueError:
            continue
    return None


def _in_hijri(typed: str, shape: str) -> tuple[int, int, int] | None:
    """Year, month and day where the year is one of the Hijri calendar: nothing here happened in those of the other."""
    found = re.fullmatch(_pattern_of(shape), typed) if all(part in shape for part in PARTS) else None
    if found is None or not HIJRI_YEARS[0] <= int(found["Y"]) <= HIJRI_YEARS[1]:
        return None
    return int(found["Y"]), int(found["m"]), int(found["d"])


@lru_cache(maxsize=100)
def _pattern_of(shape: str) -> str:
    pattern = re.escape(shape)
    for part, digits in PARTS.items():
        pattern = pattern.replace(part, rf"(?P<{part[1]}>{digits})", 1)
    return pattern
