"""What can be promised of an indicator. Pure: no database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portfolio.measures.enums import Direction


def problem_of_target(target: Decimal | None, baseline: Decimal | None, direction: str) -> Any:
    """The sentence that says why this cannot be the target, or "".

    0 is the best that can be reached where less is better: no visit, no complaint. Where more is better, nothing at
    all reaches it already, unless the start lies below it.
    """
    if target is None:
        return ""
    below_zero = baseline is not None and baseline < 0
    if target == 0 and direction == Direction.UP and not below_zero:
        return _("More is better here, so 0 is reached by doing nothing. Say how much is to be reached.")
    if baseline is None:
        return ""
    if target == baseline:
        return _("The target is the baseline: nothing would have to change. Say what is to be reached.")
    if direction == Direction.UP and target < baseline:
        return _("More is better here, and this target lies below the baseline.")
    if direction == Direction.DOWN and target > baseline:
        return _("Less is better here, and this target lies above the baseline.")
    return ""


def problem_of_promise(value: Decimal, direction: str) -> Any:
    """The same of what one project promises: a gain of nothing is no gain."""
    if value == 0 and direction == Direction.UP:
        return _("A forecast of 0 promises nothing. Say how much is expected, or leave the period without a forecast.")
    return ""
