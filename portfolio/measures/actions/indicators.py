"""Defining what is measured. Each wording is kept, so that a reading of the past keeps the one that it was taken by."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.measures.enums import MOST_DECIMALS, Aggregation, Direction, Frequency
from portfolio.measures.models import Indicator, IndicatorWording
from portfolio.measures.models.indicator import DEFINING, FIXED
from portfolio.measures.targets import problem_of_target
from records.actions import audit
from records.clock import today
from records.policy import require
from records.search_words import words_of
from records.versions import locked

CHOICES = {"direction": Direction, "aggregation": Aggregation, "frequency": Frequency}
NAMED = ("title_en", "title_ar", "unit_en", "unit_ar", "source")


def define(*, by: Any, code: str, owner_agency: Agency, is_demo: bool = False, **said: Any) -> Indicator:
    require(by, "measures.define")
    _known(said)
    indicator = Indicator(code=code, owner_agency=owner_agency, is_demo=is_demo, **said)
    _check(indicator)
    with transaction.atomic():
        if Indicator.objects.filter(code=code).exists():
            raise ValidationError({"code": _("There is an indicator of this code already.")})
        indicator.words = _words(indicator)
        indicator.save()
        _keep_wording(indicator, by, "")
        audit.record(
            by=by,
            action="measures.define",
            target=indicator,
            agency_id=owner_agency.pk,
            after={"code": code, **described(indicator)},
        )
    return indicator


def edit(
    *, by: Any, indicator: Indicator, version: int, reason: str = "", owner_agency: Agency | None = None, **said: Any
) -> Indicator:
    """A new wording from now on. Raises EditConflict when it was saved since `version` was read."""
    require(by, "measures.define", indicator)
    _known(said)
    with transaction.atomic():
        indicator = locked(Indicator.objects.all(), indicator.pk, version)
        before = described(indicator)
        changed = [name for name in FIXED if name in said and said[name] != getattr(indicator, name)]
        if changed and in_use(indicator):
            raise ValidationError(
                {
                    changed[0]: _(
                        "Readings and benefits are kept in this. For another unit, or another way to count, define "
                        "another indicator."
                    )
                }
            )
        for name, value in said.items():
            setattr(indicator, name, value)
        indicator.owner_agency = owner_agency or indicator.owner_agency
        _check(indicator)
        indicator.words = _words(indicator)
        indicator.version += 1
        indicator.save()
        if described(indicator) != before:
            _keep_wording(indicator, by, reason)
        audit.record(
            by=by,
            action="measures.edit",
            target=indicator,
            agency_id=indicator.owner_agency_id,
            before=before,
            after=described(indicator),
        )
    return indicator


def retire(*, by: Any, indicator: Indicator, on: dt.date | None) -> Indicator:
    """From that day it is not read any more; None takes it back."""
    require(by, "measures.retire", indicator)
    with transaction.atomic():
        indicator = locked(Indicator.objects.all(), indicator.pk)
        before, indicator.retired_on = indicator.retired_on, on
        indicator.version += 1
        indicator.save(update_fields=["retired_on", "version"])
        audit.record(
            by=by,
            action="measures.retire",
            target=indicator,
            agency_id=indicator.owner_agency_id,
            before={"retired_on": before},
            after={"retired_on": on},
        )
    return indicator


def in_use(indicator: Indicator) -> bool:
    """Whether values are kept in its unit, here or on a floor above."""
    return any(
        getattr(indicator, name).exists()
        for relation in indicator._meta.related_objects
        if relation.related_model is not IndicatorWording and (name := relation.get_accessor_name())
    )


def described(indicator: Indicator) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name in DEFINING
        for value in (getattr(indicator, name),)
    }


def _known(said: dict[str, Any]) -> None:
    if unknown := set(said) - set(DEFINING):
        raise TypeError(f"not part of a definition: {unknown}")


def _keep_wording(indicator: Indicator, by: Any, reason: str) -> None:
    last = indicator.wordings.order_by("-number").values_list("number", flat=True).first() or 0
    IndicatorWording.objects.create(
        indicator=indicator,
        number=last + 1,
        reason=reason,
        said_by=by,
        **{name: getattr(indicator, name) for name in DEFINING},
    )


def _check(indicator: Indicator) -> None:
    problems: dict[str, Any] = {
        name: _("This cannot stay empty.") for name in NAMED if not str(getattr(indicator, name)).strip()
    }
    for name, known in CHOICES.items():
        if getattr(indicator, name) not in known.values:
            problems[name] = _("This cannot be chosen here.")
    if not 0 <= indicator.decimals <= MOST_DECIMALS:
        problems["decimals"] = _("At most 4 digits after the point are kept.")
    else:
        for name in ("baseline", "target"):
            if problem := problem_of_precision(getattr(indicator, name), indicator.decimals):
                problems[name] = problem
    if problem := problem_of_target(indicator.target, indicator.baseline, indicator.direction):
        problems.setdefault("target", problem)
    if indicator.owner_agency.closed_on and indicator.owner_agency.closed_on <= today() and indicator.pk is None:
        problems["owner_agency"] = _("This agency is closed.")
    if problems:
        raise ValidationError(problems)


def problem_of_precision(value: Decimal | None, decimals: int) -> Any:
    if value is None:
        return ""
    if value != round(value, decimals):
        return _("This indicator is kept with fewer digits after the point. Round the value, or change the indicator.")
    if abs(value) >= 10 ** (14 - MOST_DECIMALS):
        return _("This number is too large: at most 10 digits before the point fit.")
    return ""


def _words(indicator: Indicator) -> str:
    return words_of(indicator.title_en, indicator.title_ar, indicator.code, indicator.source)
