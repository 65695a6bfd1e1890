from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portfolio.agenda.models import Objective, Pillar, Strategy
from records.clock import today


@dataclass(frozen=True, slots=True)
class PillarBranch:
    pillar: Pillar
    objectives: list[Objective]


@dataclass(frozen=True, slots=True)
class StrategyBranch:
    strategy: Strategy
    pillars: list[PillarBranch]
    # Objectives of the strategy as a whole, under none of its pillars.
    objectives: list[Objective]

    @property
    def every_objective(self) -> list[Objective]:
        return [*self.objectives, *(objective for branch in self.pillars for objective in branch.objectives)]


def agenda_tree(day: dt.date | None = None) -> list[StrategyBranch]:
    """What is in force that day, strategy by strategy, in three queries."""
    in_force = _in_force(day or today())
    by_pillar: dict[int, list[Objective]] = defaultdict(list)
    of_the_whole: dict[int, list[Objective]] = defaultdict(list)
    for objective in Objective.objects.filter(in_force).order_by("order", "code"):
        if objective.pillar_id is None:
            of_the_whole[objective.strategy_id].append(objective)
        else:
            by_pillar[objective.pillar_id].append(objective)
    pillars: dict[int, list[PillarBranch]] = defaultdict(list)
    for pillar in Pillar.objects.filter(in_force).order_by("order", "code"):
        pillars[pillar.strategy_id].append(PillarBranch(pillar, by_pillar[pillar.pk]))
    return [
        StrategyBranch(strategy, pillars[strategy.pk], of_the_whole[strategy.pk])
        for strategy in Strategy.objects.filter(in_force)
    ]


def objectives_in_force(day: dt.date | None = None) -> QuerySet[Objective]:
    """What a project can be aligned to; retired with its strategy or its pillar."""
    when = day or today()
    return Objective.objects.filter(
        _in_force(when), _in_force(when, "strategy__"), Q(pillar=None) | _in_force(when, "pillar__")
    ).select_related("strategy", "pillar")


def _in_force(day: dt.date, path: str = "") -> Q:
    return Q(**{f"{path}retired_on": None}) | Q(**{f"{path}retired_on__gt": day})
