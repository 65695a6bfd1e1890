import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.actions import entries
from portfolio.agenda.models import Pillar, Strategy
from portfolio.agenda.wording import Wording
from records.policy import require
from records.versions import locked


@transaction.atomic
def register(*, by: Any, code: str, strategy: Strategy, wording: Wording) -> Pillar:
    require(by, "agenda.register")
    pillar = Pillar(code=code, strategy=strategy, **wording.columns())
    return entries.register(pillar, by=by, action="agenda.register_pillar")


@transaction.atomic
def edit(*, by: Any, pillar_id: int, strategy: Strategy, wording: Wording, expected: int | None = None) -> Pillar:
    require(by, "agenda.edit")
    pillar = locked(Pillar.objects.all(), pillar_id, expected)
    if pillar.strategy_id != strategy.pk and pillar.objectives.exists():
        raise ValidationError({"strategy": _("This pillar has objectives; move them to another pillar first.")})
    changes = {**wording.columns(), "strategy": strategy}
    return entries.edit(pillar, by=by, action="agenda.edit_pillar", changes=changes)


@transaction.atomic
def retire(*, by: Any, pillar_id: int, on: dt.date | None, expected: int | None = None) -> Pillar:
    require(by, "agenda.retire")
    return entries.retire(Pillar, by=by, action="agenda.retire_pillar", pk=pillar_id, on=on, expected=expected)
