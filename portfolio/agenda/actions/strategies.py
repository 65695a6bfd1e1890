import datetime as dt
from typing import Any

from django.db import transaction

from portfolio.agenda.actions import entries
from portfolio.agenda.models import Strategy
from portfolio.agenda.wording import Wording
from records.policy import require
from records.versions import locked


@transaction.atomic
def register(*, by: Any, code: str, wording: Wording) -> Strategy:
    require(by, "agenda.register")
    return entries.register(Strategy(code=code, **wording.columns()), by=by, action="agenda.register_strategy")


@transaction.atomic
def edit(*, by: Any, strategy_id: int, wording: Wording, expected: int | None = None) -> Strategy:
    require(by, "agenda.edit")
    strategy = locked(Strategy.objects.all(), strategy_id, expected)
    return entries.edit(strategy, by=by, action="agenda.edit_strategy", changes=wording.columns())


@transaction.atomic
def retire(*, by: Any, strategy_id: int, on: dt.date | None, expected: int | None = None) -> Strategy:
    """From that day nothing new is aligned to it; None takes the retirement back."""
    require(by, "agenda.retire")
    return entries.retire(Strategy, by=by, action="agenda.retire_strategy", pk=strategy_id, on=on, expected=expected)
