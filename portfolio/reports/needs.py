"""What a report still has to say before it can be submitted, project by project, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Confidence
from portfolio.reports.enums import Part
from records.policy import Words

# From good to bad: a fall is a step to the right. Not rated is no step of it.
SCALE = (Confidence.GREEN, Confidence.AMBER, Confidence.RED)


@dataclass(frozen=True)
class Need:
    part: Part
    reason: Words


def needs_of(facts: Mapping[str, Any], texts: Mapping[str, str], variance_percent: Decimal) -> list[Need]:
    """`texts` are what the parts of one project say now."""
    found = []
    rating = texts.get(Part.RATING, "")
    if rating == Confidence.RED:
        found.append(Need(Part.RECOVERY, _("The project is off track: say what is done to recover.")))
    if rating == Confidence.RED or has_fallen(facts, rating):
        found.append(Need(Part.RATING_REASON, _("The confidence is low or has fallen: say why.")))
    if end_has_moved(facts, texts.get(Part.ENDS_ON, "")):
        found.append(Need(Part.END_MOVED, _("The expected end has moved since the last report: say why.")))
    variance = variance_of(texts)
    if variance is not None and abs(variance) > variance_percent:
        found.append(
            Need(Part.VARIANCE, _("The forecast differs from the budget by more than the threshold: say why."))
        )
    return [need for need in found if not texts.get(need.part, "").strip()]


def rating_before(facts: Mapping[str, Any]) -> str:
    """The agency's rating in the newest accepted report; "" where there is none."""
    trend = (facts.get("last") or {}).get("trend") or []
    return trend[0]["rating"] if trend else ""


def has_fallen(facts: Mapping[str, Any], rating: str) -> bool:
    before = rating_before(facts)
    return before in SCALE and rating in SCALE and SCALE.index(Confidence(rating)) > SCALE.index(Confidence(before))


def end_has_moved(facts: Mapping[str, Any], ends_on: str) -> bool:
    before = (facts.get("last") or {}).get("ends_on") or ""
    return bool(before) and before != ends_on


def variance_of(texts: Mapping[str, str]) -> Decimal | None:
    """By how many percent of the budget the forecast differs from it; None where either is missing."""
    budget, forecast = amount(texts.get(Part.BUDGET, "")), amount(texts.get(Part.FORECAST, ""))
    if budget is None or forecast is None:
        return None
    if not budget:
        return Decimal(0) if not forecast else Decimal("Infinity")
    return (forecast - budget) / budget * 100


def amount(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
