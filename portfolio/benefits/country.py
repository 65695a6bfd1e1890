"""The benefits that a person may see, as they stood on a day: what is verified of every project that she sees, what is
forecast and claimed of those alone that she sees wholly."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.agenda.models import Objective
from portfolio.benefits.enums import Entry
from portfolio.benefits.models import Benefit, LedgerEntry, Share, Sharing
from portfolio.benefits.rollups import Rolled, all_of_today, parts_of_benefits, roll_up
from portfolio.measures.models import Indicator
from portfolio.projects.models import Alignment, ProjectState
from portfolio.projects.models.project_state import ProjectStateQuerySet
from records.clock import today

INSIDE = (Entry.FORECAST, Entry.CLAIMED)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one indicator, for the country or for one holder."""

    indicator: Indicator
    rows: dict[Entry, Rolled]

    @property
    def benefits(self) -> int:
        return max(row.benefits for row in self.rows.values())


class Benefits:
    def __init__(self, person: Any, day: dt.date | None = None) -> None:
        self.person, self.day = person, day
        self.at = day or today()

    @cached_property
    def seen(self) -> ProjectStateQuerySet:
        return ProjectState.objects.on(self.day).visible_to(self.person)

    @cached_property
    def seen_wholly(self) -> ProjectStateQuerySet:
        return self.seen.wholly_visible_to(self.person)

    def rolled(self, by: str, kinds: Collection[Entry] = tuple(Entry), **more: Any) -> list[Rolled]:
        if standing_of(self.person).sees_country:
            return roll_up(self.seen if self.day else None, by, day=self.day, kinds=kinds, **more)
        verified = [kind for kind in kinds if kind not in INSIDE]
        inside = [kind for kind in kinds if kind in INSIDE]
        found = roll_up(self.seen, by, day=self.day, kinds=verified, **more) if verified else []
        return found + (roll_up(self.seen_wholly, by, day=self.day, kinds=inside, **more) if inside else [])

    @cached_property
    def country(self) -> list[Figures]:
        return self.figures(self.rolled("country")).get(0, [])

    def by(self, holder: str, kinds: Collection[Entry] = (Entry.VERIFIED,)) -> dict[int, list[Figures]]:
        return self.figures(self.rolled(holder, kinds))

    def first(self, holder: str, of: int, most: int) -> list[Figures]:
        """Of one holder the indicators by which most is verified; the others are not even read."""
        if holder == "country" and self.day is None and standing_of(self.person).sees_country:
            return self.figures(all_of_today((Entry.VERIFIED,), most)).get(of, [])
        rows = [row for row in self.rolled(holder, (Entry.VERIFIED,)) if row.holder == of]
        rows.sort(key=lambda row: (-row.benefits, row.indicator))
        return self.figures(rows[:most]).get(of, [])

    def of_objective(self, objective: Objective) -> list[Figures]:
        """What belongs to one objective: the projects that serve it, each with its weight."""
        serve = self._serving(objective).values("project")
        seen, seen_wholly = self.seen.filter(project__in=serve), self.seen_wholly.filter(project__in=serve)
        rows = roll_up(seen, "objective", day=self.day, kinds=[Entry.VERIFIED])
        rows += roll_up(seen_wholly, "objective", day=self.day, kinds=INSIDE)
        return self.figures([row for row in rows if row.holder == objective.pk]).get(objective.pk, [])

    def serving(self, objective: Objective) -> int:
        """How many of the projects that she sees serve it."""
        return self.seen.filter(project__in=self._serving(objective).values("project")).count()

    def _serving(self, objective: Objective) -> QuerySet[Alignment]:
        return Alignment.objects.filter(Alignment.on(self.at), objective=objective.pk)

    def figures(self, rows: list[Rolled]) -> dict[int, list[Figures]]:
        found: dict[tuple[int, int], dict[Entry, Rolled]] = defaultdict(dict)
        for row in rows:
            found[row.holder, row.indicator][row.kind] = row
        indicators = self.indicators
        if missing := {pk for _holder, pk in found} - indicators.keys():
            indicators |= Indicator.objects.in_bulk(missing)
        by_holder: dict[int, list[Figures]] = defaultdict(list)
        for (holder, pk), of_kind in found.items():
            by_holder[holder].append(Figures(indicators[pk], of_kind))
        for of_holder in by_holder.values():
            of_holder.sort(key=lambda one: (-one.benefits, one.indicator.pk))
        return dict(by_holder)

    @cached_property
    def indicators(self) -> dict[int, Indicator]:
        return {}

    # The list of what a figure counts

    def benefits(
        self,
        *,
        indicator: Indicator | None = None,
        agency: Agency | None = None,
        objective: Objective | None = None,
        kind: str = "",
    ) -> QuerySet[Benefit]:
        states = self.seen_wholly if kind in INSIDE else self.seen
        found = Benefit.objects.filter(project__in=states.values("project"), promised_on__lte=self.at)
        if indicator:
            found = found.filter(indicator=indicator)
        if kind:
            told = LedgerEntry.objects.filter(benefit=OuterRef("pk"), kind=kind, happened_on__lte=self.at)
            found = found.filter(Exists(told))
        if objective:
            serves = Alignment.objects.filter(
                Alignment.on(self.at), project=OuterRef("project"), objective=objective.pk
            )
            found = found.filter(Exists(serves))
        return found.filter(self._belongs_to(agency, states)) if agency else found

    def _belongs_to(self, agency: Agency, states: ProjectStateQuerySet) -> Q:
        shared = Sharing.objects.filter(benefit=OuterRef("pk"), happened_on__lte=self.at)
        newest = Sharing.objects.filter(benefit=OuterRef("sharing__benefit"), happened_on__lte=self.at)
        has_part = Share.objects.filter(
            sharing__benefit=OuterRef("pk"),
            agency=agency.pk,
            sharing=Subquery(newest.order_by("-happened_on", "-pk").values("pk")[:1]),
        )
        led = states.filter(lead_agency=agency.pk).values("project")
        return Q(Exists(has_part)) | (~Q(Exists(shared)) & Q(project__in=led))

    def values_of(
        self, benefits: list[int], *, agency: Agency | None = None, objective: Objective | None = None
    ) -> dict[tuple[int, Entry], Any]:
        """What each benefit comes to; of one agency or objective, its part of it."""
        holder = agency.pk if agency else objective.pk if objective else 0
        by = "agency" if agency else "objective" if objective else "benefit"
        found: dict[tuple[int, Entry], Any] = {}
        for states, kinds in ((self.seen, (Entry.VERIFIED,)), (self.seen_wholly, INSIDE)):
            if by == "benefit":
                rows = roll_up(states, by, day=self.day, kinds=kinds, benefits=benefits)
                found |= {(row.holder, row.kind): row.value for row in rows}
            else:
                parts = parts_of_benefits(states, by, holder, day=self.day, benefits=benefits)
                found |= {pair: value for pair, value in parts.items() if pair[1] in kinds}
        return found
