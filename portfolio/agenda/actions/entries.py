"""The steps that a strategy, its parts and other bilingual registers have in common, each part of an action of one."""

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.models import Objective, Pillar
from portfolio.agenda.models.strategy import Titled
from portfolio.agenda.wording import Wording
from records.actions import audit
from records.typed_text import clean_text
from records.versions import locked

Entry = TypeVar("Entry", bound=Titled)

TEXTS = ("title_en", "title_ar", "description_en", "description_ar")


def register(entry: Entry, *, by: Any, action: str) -> Entry:
    _check(entry)
    entry.save(force_insert=True)
    audit.record(by=by, action=action, target=entry, after=told(entry))
    return entry


def edit(entry: Entry, *, by: Any, action: str, changes: dict[str, Any]) -> Entry:
    """`entry` is locked. Saving what it says already writes nothing."""
    before = told(entry)
    for column, value in changes.items():
        setattr(entry, column, value)
    _check(entry)
    after = told(entry)
    differing = {key for key in after if after[key] != before[key]}
    if differing:
        entry.version += 1
        entry.save()
        audit.record(
            by=by,
            action=action,
            target=entry,
            before={key: before[key] for key in differing},
            after={key: after[key] for key in differing},
        )
    return entry


def retire(model: type[Entry], *, by: Any, action: str, pk: int, on: dt.date | None, expected: int | None) -> Entry:
    entry: Entry = locked(model._default_manager.all(), pk, expected)
    return edit(entry, by=by, action=action, changes={"retired_on": on})


def told(entry: Titled) -> dict[str, Any]:
    facts = {
        "code": entry.code,
        "order": entry.order,
        "retired_on": entry.retired_on,
        **{name: getattr(entry, name) for name in TEXTS},
    }
    if isinstance(entry, Pillar | Objective):
        facts["strategy_id"] = entry.strategy_id
    if isinstance(entry, Objective):
        facts["pillar_id"] = entry.pillar_id
    return facts


def wording_of(entry: Titled) -> Wording:
    return Wording(order=entry.order, **{name: getattr(entry, name) for name in TEXTS})


def _check(entry: Titled) -> None:
    for name in TEXTS:
        setattr(entry, name, clean_text(getattr(entry, name)))
    entry.full_clean()
    if isinstance(entry, Objective) and entry.pillar is not None and entry.pillar.strategy_id != entry.strategy_id:
        raise ValidationError({"pillar": _("This pillar belongs to another strategy.")})
