"""How long something takes, and how well it was done, as sources write it."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.typed_text import western_digits

LONGEST = 366 * 24 * 60


class Amount(forms.Field):
    """A number, with or without decimals; 0 is "not said", as catalogues mean it."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, value: Any) -> int | None:
        return math.ceil(self.number(value) or 0) or None

    def number(self, value: Any) -> float | None:
        typed = western_digits(str(value or "")).strip().replace("٫", ".")
        if not typed:
            return None
        try:
            number = float(typed)
        except ValueError as error:
            raise ValidationError(_("This is no number."), code="invalid") from error
        if not math.isfinite(number) or not 0 <= number <= self.most:
            raise ValidationError(
                _("Write a number from 0 to %(most)s."), code="range", params={"most": f"{self.most:,}"}
            )
        return number


class Score(Amount):
    """Of a hundred points; none of them is said too."""

    def clean(self, value: Any) -> int | None:
        number = self.number(value)
        return None if number is None else math.floor(number + 0.5)


def in_minutes(told: dict[str, Any]) -> int | None:
    """Of the two ways in which a length can be told."""
    if told["minutes"]:
        return int(told["minutes"])
    return math.ceil(told["seconds"] / 60) if told["seconds"] else None
