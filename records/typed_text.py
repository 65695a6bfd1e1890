"""What people type, made safe to keep: one Unicode form, no invisible control characters, Western digits."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Overrides and isolates can make a line read as something else than it says.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def clean_text(text: str) -> str:
    """Raises ValidationError for characters that hide what a text says."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if BIDI_CONTROLS.search(text):
        raise ValidationError(
            _("This text holds invisible characters that change its reading direction. Type it again without them."),
            code="bidi",
        )
    if CONTROLS.search(text):
        raise ValidationError(_("This text holds characters that cannot be shown. Remove them."), code="control")
    return text.strip()


class TypedText(forms.CharField):
    """A line; where it is of one language, the box is too."""

    def __init__(self, *, language: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if language:
            self.widget.attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}

    def to_python(self, value: Any) -> str:
        # Django's own check for null characters comes with its own words; ours say what to do.
        return clean_text(super().to_python(value) or "")


class TypedLines(TypedText):
    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("rows", rows)


class DayInput(forms.DateInput):
    """The browser's own date box; a day that it cannot hold is shown as it was typed, in a box of text."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        written = context["widget"]["value"]
        context["widget"]["type"] = "date" if not written or is_a_day(written) else "text"
        return context


def is_a_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class TypedDate(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput(format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("There is no such date. Write it as year-month-day, for example 2026-03-31.")
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)


class NumberLine(forms.TextInput):
    """A line and no number box: that one drops the digits of an Arabic keyboard without a word."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "autocomplete": "off", "class": "number-line", "size": 8, **(attrs or {})}
        )


class TypedNumber(forms.IntegerField):
    widget = NumberLine

    def to_python(self, value: Any) -> Any:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)


# Signs that part thousands (comma, Arabic thousands sign, spaces of every width), and the Arabic decimal sign.
PARTS_THOUSANDS = re.compile("[,\u066c\u00a0\u202f\u2009 ]")
PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,30}([.][0-9]{1,20})?")


class TypedAmount(forms.Field):
    """Money, as exact as it was typed and never a float. Empty is None; what is no number is said to be none."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = clean_text(str(value or ""))
        if not text:
            return None
        plain = PARTS_THOUSANDS.sub("", western_digits(text).replace("\u066b", ".").replace("\u2212", "-"))
        if not PLAIN_AMOUNT.fullmatch(plain):
            raise ValidationError(
                _("This is no amount. Write riyals in digits, for example 125000 or 125000.50."), code="invalid"
            )
        return Decimal(plain)
