from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portfolio.benefits.enums import Entry
from portfolio.benefits.models import Benefit, LedgerEntry, Share, Sharing
from portfolio.benefits.rollups import Rolled, roll_up
from portfolio.measures.periods import periods_between
from portfolio.projects.models import Project, ProjectState
from records.clock import today


@dataclass(slots=True)
class PeriodRow:
    period_on: dt.date
    values: dict[Entry, LedgerEntry] = field(default_factory=dict)

    @property
    def waits(self) -> LedgerEntry | None:
        """The claim that the lab has not looked at yet."""
        claim, found = self.values.get(Entry.CLAIMED), self.values.get(Entry.VERIFIED)
        return claim if claim and (found is None or found.claim_id != claim.pk) else None


@dataclass(slots=True)
class Account:
    """A benefit with what its ledger says now."""

    benefit: Benefit
    rows: list[PeriodRow]
    totals: dict[Entry, Rolled]
    shares: list[Share]

    @property
    def waiting(self) -> list[LedgerEntry]:
        return [row.waits for row in self.rows if row.waits]


def accounts_of(benefits: Sequence[Benefit]) -> list[Account]:
    """In three queries, however many there are."""
    ids = [benefit.pk for benefit in benefits]
    newest = newest_entries(LedgerEntry.objects.filter(benefit__in=ids).order_by("happened_on", "pk"))
    shares = shares_now(ids)
    projects = {benefit.project_id for benefit in benefits}
    states = ProjectState.objects.on(None).filter(project__in=projects)
    totals: dict[int, dict[Entry, Rolled]] = defaultdict(dict)
    for row in roll_up(states, "benefit", benefits=ids):
        totals[row.holder][row.kind] = row
    return [Account(one, _with_gaps(one, newest[one.pk]), totals[one.pk], shares.get(one.pk, [])) for one in benefits]


def newest_entries(entries: Iterable[LedgerEntry]) -> dict[int, dict[dt.date, PeriodRow]]:
    """`entries` in the order in which they were told: the last of each kind counts."""
    found: dict[int, dict[dt.date, PeriodRow]] = defaultdict(dict)
    for entry in entries:
        row = found[entry.benefit_id].setdefault(entry.period_on, PeriodRow(entry.period_on))
        row.values[Entry(entry.kind)] = entry
    return found


def _with_gaps(benefit: Benefit, rows: dict[dt.date, PeriodRow]) -> list[PeriodRow]:
    if not rows:
        return []
    periods = periods_between(min(rows), max(rows), benefit.indicator.frequency)
    return [rows.get(period) or PeriodRow(period) for period in periods]


def shares_now(benefits: Sequence[int]) -> dict[int, list[Share]]:
    """Of those that are shared; of the others the lead agency has the whole."""
    later = Sharing.objects.filter(benefit=OuterRef("sharing__benefit"), happened_on__lte=today()).order_by(
        "-happened_on", "-pk"
    )
    found: dict[int, list[Share]] = defaultdict(list)
    current = Share.objects.filter(sharing__benefit__in=benefits, sharing=later.values("pk")[:1])
    for share in current.select_related("sharing", "agency").order_by("-hundredths", "agency__code"):
        found[share.sharing.benefit_id].append(share)
    return found


def benefits_of(project: Project) -> list[Benefit]:
    found = list(project.benefits.select_related("indicator").order_by("pk"))
    for benefit in found:
        benefit.project = project
    return found


def claims_to_verify(person: Any = None) -> QuerySet[LedgerEntry]:
    """The newest claim of each period that nobody has looked at; of a person, without those of her own."""
    newer = LedgerEntry.objects.filter(
        benefit=OuterRef("benefit"), period_on=OuterRef("period_on"), kind=Entry.CLAIMED, pk__gt=OuterRef("pk")
    )
    found = LedgerEntry.objects.filter(kind=Entry.CLAIMED, verification=None).exclude(Exists(newer))
    if person is not None:
        found = found.exclude(recorded_by=person)
    return found.select_related("benefit__project", "benefit__indicator").order_by("happened_on", "pk")
