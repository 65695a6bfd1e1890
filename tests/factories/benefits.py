"""Benefits of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import Agency, Person
from portfolio.benefits.actions import benefits, ledger
from portfolio.benefits.models import Benefit, LedgerEntry, Sharing
from portfolio.measures.models import Indicator
from portfolio.projects.models import Project


def benefit(by: Person, of: Project, indicator: Indicator, **said: Any) -> Benefit:
    said.setdefault("gain_en", "Families wait less.")
    said.setdefault("gain_ar", "تنتظر الأسر وقتًا أقل.")
    return benefits.promise(by=by, project=of, indicator=indicator, **said)


def forecast(by: Person, of: Benefit, month: str, value: str, **more: Any) -> LedgerEntry:
    more.setdefault("reason", "As in the first clinic.")
    return ledger.forecast(by=by, benefit=of, period_on=day_of(month), value=Decimal(value), **more)


def claim(by: Person, of: Benefit, month: str, value: str, **more: Any) -> LedgerEntry:
    more.setdefault("reason", "Counted by the queue system.")
    return ledger.claim(by=by, benefit=of, period_on=day_of(month), value=Decimal(value), **more)


def verify(by: Person, of: LedgerEntry, value: str | None = None, **more: Any) -> LedgerEntry:
    more.setdefault("reason", "Compared with the export of the system.")
    return ledger.verify(by=by, claim=of, value=Decimal(value) if value is not None else of.value, **more)


def share(by: Person, of: Benefit, **hundredths: int) -> Sharing:
    """`share(maryam, benefit, MOPH=6000, MOI=4000)`"""
    parts = {Agency.objects.get(code=code): part for code, part in hundredths.items()}
    return benefits.share(by=by, benefit=of, hundredths=parts, reason="Agreed between the two.")


def day_of(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
