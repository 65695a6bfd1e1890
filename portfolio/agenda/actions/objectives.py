import datetime as dt
from typing import Any

from django.db import transaction

from portfolio.agenda.actions import entries
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.wording import Wording
from records.policy import require
from records.versions import locked


@transaction.atomic
def register(*, by: Any, code: str, strategy: Strategy, pillar: Pillar | None = None, wording: Wording) -> Objective:
    require(by, "agenda.register")
    objective = Objective(code=code, strategy=strategy, pillar=pillar, **wording.columns())
    return entries.register(objective, by=by, action="agenda.register_objective")


@transaction.atomic
def edit(
    *,
    by: Any,
    objective_id: int,
    strategy: Strategy,
    pillar: Pillar | None,
    wording: Wording,
    expected: int | None = None,
) -> Objective:
    require(by, "agenda.edit")
    objective = locked(Objective.objects.all(), objective_id, expected)
    changes = {**wording.columns(), "strategy": strategy, "pillar": pillar}
    return entries.edit(objective, by=by, action="agenda.edit_objective", changes=changes)


@transaction.atomic
def retire(*, by: Any, objective_id: int, on: dt.date | None, expected: int | None = None) -> Objective:
    require(by, "agenda.retire")
    return entries.retire(Objective, by=by, action="agenda.retire_objective", pk=objective_id, on=on, expected=expected)
