"""The ledger: what is expected, what the agency says was reached, and what the lab found. Only ever added to."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.benefits.actions.sums import draw_sums
from portfolio.benefits.enums import Entry
from portfolio.benefits.models import Benefit, LedgerEntry
from portfolio.measures.actions.indicators import problem_of_precision
from portfolio.measures.actions.readings import kept_evidence, problem_of_link, problem_of_period
from portfolio.measures.enums import DIVISIBLE
from portfolio.measures.periods import first_day_of
from portfolio.measures.targets import problem_of_promise
from portfolio.projects.actions.following import lab_staff
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked

EVIDENCE = "benefits.entry"
WITH_PROJECT = Benefit.objects.select_related("project__stage", "indicator")


def forecast(*, by: Any, benefit: Benefit, period_on: dt.date, value: Decimal, reason: str, **more: Any) -> LedgerEntry:
    """What is expected of a period, past or to come."""
    return _tell(Entry.FORECAST, by=by, benefit=benefit, period_on=period_on, value=value, reason=reason, **more)


def claim(*, by: Any, benefit: Benefit, period_on: dt.date, value: Decimal, reason: str, **more: Any) -> LedgerEntry:
    """What the agency says was reached in a period that is over. Told anew, it replaces what was claimed before."""
    return _tell(Entry.CLAIMED, by=by, benefit=benefit, period_on=period_on, value=value, reason=reason, **more)


def verify(
    *, by: Any, claim: LedgerEntry, value: Decimal, reason: str, happened_on: dt.date | None = None
) -> LedgerEntry:
    """What the lab found of a claim: all of it, a part, or nothing. One finding for a claim."""
    require(by, "benefits.verify", claim)
    with transaction.atomic():
        benefit = locked(WITH_PROJECT, claim.benefit_id)
        require(by, "benefits.verify", claim)
        on = happened_on or today()
        problems = _problems(benefit, value, reason, on, "", not_before=claim.happened_on)
        if newest_claim(benefit, claim.period_on) != claim:
            raise ValidationError(_("The agency has told this period anew. Look at the newer claim."))
        if benefit.indicator.aggregation in DIVISIBLE and _exceeds(value, claim.value):
            problems["value"] = _("More than was claimed cannot be verified. Ask the agency to claim it first.")
        if problems:
            raise ValidationError(problems)
        entry = LedgerEntry.objects.create(
            benefit=benefit,
            kind=Entry.VERIFIED,
            period_on=claim.period_on,
            value=value,
            reason=reason,
            claim=claim,
            happened_on=on,
            recorded_by=by,
        )
        _record(by, benefit, entry, before={"claimed": str(claim.value)})
        if claim.recorded_by_id:
            notices.tell(
                [claim.recorded_by],
                kind="benefits.verified",
                path=f"/portfolio/benefits/{benefit.pk}/",
                facts={"benefit": benefit.pk},
                once=f"benefit-verified:{entry.pk}",
            )
    return entry


def newest_claim(benefit: Benefit, period_on: dt.date) -> LedgerEntry | None:
    claims = benefit.entries.filter(kind=Entry.CLAIMED, period_on=period_on)
    return claims.order_by("-happened_on", "-pk").first()


def _tell(
    kind: Entry,
    *,
    by: Any,
    benefit: Benefit,
    period_on: dt.date,
    value: Decimal,
    reason: str,
    link: str = "",
    file: Any = None,
    happened_on: dt.date | None = None,
) -> LedgerEntry:
    action = "benefits.claim" if kind == Entry.CLAIMED else "benefits.forecast"
    require(by, action, benefit)
    with transaction.atomic():
        benefit = locked(WITH_PROJECT, benefit.pk)
        require(by, action, benefit)
        indicator = benefit.indicator
        period = first_day_of(period_on, indicator.frequency)
        on = happened_on or today()
        problems = _problems(benefit, value, reason, on, link, not_before=_last_told(benefit, kind, period))
        if kind == Entry.CLAIMED and (problem := problem_of_period(period, indicator.frequency)):
            problems["period_on"] = problem
        if kind == Entry.FORECAST and (problem := problem_of_promise(value, indicator.direction)):
            problems.setdefault("value", problem)
        if problems:
            raise ValidationError(problems)
        entry = LedgerEntry.objects.create(
            benefit=benefit,
            kind=kind,
            period_on=period,
            value=value,
            reason=reason,
            link=link,
            file=kept_evidence(by, file, EVIDENCE, benefit.pk),
            happened_on=on,
            recorded_by=by,
        )
        _record(by, benefit, entry)
        if kind == Entry.CLAIMED:
            notices.tell(
                [person for person in lab_staff() if person.pk != by.pk],
                kind="benefits.claimed",
                path=f"/portfolio/benefits/{benefit.pk}/",
                facts={"benefit": benefit.pk},
                once=f"benefit-claimed:{entry.pk}",
            )
    return entry


def _last_told(benefit: Benefit, kind: Entry, period: dt.date) -> dt.date | None:
    told = benefit.entries.filter(kind=kind, period_on=period).order_by("-happened_on").values_list("happened_on")
    return told[0][0] if told else None


def _problems(
    benefit: Benefit, value: Decimal, reason: str, on: dt.date, link: str, *, not_before: dt.date | None
) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if problem := problem_of_precision(value, benefit.indicator.decimals):
        problems["value"] = problem
    if not reason.strip():
        problems["reason"] = _("Say how this is known.")
    if on > today():
        problems["happened_on"] = _("This day is still to come.")
    elif not_before and on < not_before:
        problems["happened_on"] = _("Something newer stands in the ledger. Choose a later day.")
    if problem := problem_of_link(link):
        problems["link"] = problem
    return problems


def _exceeds(found: Decimal, claimed: Decimal) -> bool:
    """Beyond the claim, or on the other side of nothing."""
    low, high = sorted((Decimal(0), claimed))
    return not low <= found <= high


def _record(by: Any, benefit: Benefit, entry: LedgerEntry, before: Any = None) -> None:
    draw_sums([benefit.pk])
    names = {Entry.FORECAST: "benefits.forecast", Entry.CLAIMED: "benefits.claim", Entry.VERIFIED: "benefits.verify"}
    audit.record(
        by=by,
        action=names[Entry(entry.kind)],
        target=entry,
        agency_id=benefit.project.lead_agency_id,
        before=before,
        after={
            "benefit": benefit.pk,
            "indicator": benefit.indicator.code,
            "period": entry.period_on,
            "value": str(entry.value),
        },
    )
