"""Numbers with a fraction as people type them: in Arabic-Indic digits too, with either mark before the fraction."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.typed_text import western_digits

# 1,234,567.5 with the thousands apart, by the comma or by the Arabic mark.
APART = re.compile(r"^[+-]?\d{1,3}([,٬]\d{3})+([.٫]\d+)?$")
PLAIN = re.compile(r"^[+-]?\d+([.٫]\d+)?$")
NO_NUMBER = _("This is no number. Write it with digits, and a point before the fraction: 12500 or 3.75.")


def number_in(text: str) -> Decimal:
    """Raises ValueError where it could be read in two ways: 1,5 is a fraction for some and a mistake for others."""
    typed = western_digits(text.strip()).replace("\u00a0", "").replace("−", "-")
    if not (PLAIN.match(typed) or APART.match(typed)):
        raise ValueError(text)
    return Decimal(typed.replace(",", "").replace("٬", "").replace("٫", "."))


class TypedDecimal(forms.DecimalField):
    def __init__(self, *, max_digits: int = 14, decimal_places: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "class": "number"}))
        said = kwargs.setdefault("error_messages", {})
        said.setdefault("invalid", NO_NUMBER)
        said.setdefault("required", _("This cannot stay empty."))
        said.setdefault("max_digits", _("This number is too long: at most %(max)s digits fit."))
        said.setdefault("max_whole_digits", _("This number is too large: at most %(max)s digits before the point fit."))
        said.setdefault("max_decimal_places", _("At most %(max)s digits after the point fit."))
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return number_in(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
