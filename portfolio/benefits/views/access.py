"""The only way to fetch a benefit or an entry of the ledger: through its project. An objective is everybody's."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from portfolio.agenda.models import Objective
from portfolio.benefits.models import Benefit, LedgerEntry
from portfolio.projects.views.access import whole_project


def benefit_of(person: Any, pk: int) -> Benefit:
    benefit = get_object_or_404(Benefit.objects.select_related("indicator"), pk=pk)
    benefit.project = whole_project(person, benefit.project_id)
    return benefit


def claim_of(person: Any, pk: int, claim: int) -> LedgerEntry:
    benefit = benefit_of(person, pk)
    entry = get_object_or_404(benefit.entries.select_related("recorded_by", "file"), pk=claim)
    entry.benefit = benefit
    return entry


def objective_of(code: str) -> Objective:
    return get_object_or_404(Objective.objects.select_related("strategy", "pillar"), code=code)
