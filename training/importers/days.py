"""Days as HR systems write them: by the Gregorian calendar, or by the Hijri one."""

from __future__ import annotations

import re
from typing import Any

from records.calendars import from_hijri
from records.typed_text import TypedDate, western_digits

# Nobody completed anything in the years 1300 to 1500 of the Gregorian calendar.
HIJRI = re.compile(r"\s*(1[34]\d\d)[-/](\d{1,2})[-/](\d{1,2})\s*")


class DayOfEither(TypedDate):
    """A Hijri day is turned by the tabular calendar, which may differ by a day from the one announced."""

    def to_python(self, value: Any) -> Any:
        found = HIJRI.fullmatch(western_digits(value)) if isinstance(value, str) else None
        if found is None:
            return super().to_python(value)
        day = from_hijri(*(int(part) for part in found.groups()))
        return day if day is not None else super().to_python("0000-00-00")
