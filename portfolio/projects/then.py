"""Risks and team of a project as they stood at the end of a past day, from what was told until then."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from portfolio.projects.models import Milestone, Project, Risk, RiskChange, TeamMember
from portfolio.projects.queries import milestones_on


def risks_on(project: Project, day: dt.date) -> list[Risk]:
    """Each as it was judged last until then; its answer only where it had been begun."""
    told = RiskChange.objects.filter(risk__project=project, happened_on__lte=day)
    found: dict[int, Risk] = {}
    for change in told.select_related("risk__response", "owner").order_by("happened_on", "pk"):
        risk = found.setdefault(change.risk_id, change.risk)
        for name in ("kind", "likelihood", "impact", "state", "owner"):
            setattr(risk, name, getattr(change, name))
    for risk in found.values():
        if risk.response is not None and risk.response.opened_on > day:
            risk.response = None
    return sorted(found.values(), key=lambda risk: (-risk.weight, risk.pk))


def team_on(project: Project, day: dt.date) -> list[TeamMember]:
    """Whoever was in it on that day. A last day that came later was not known yet."""
    there = project.team.filter(Q(until=None) | Q(until__gte=day), since__lte=day).select_related("person")
    members = list(there)
    for member in members:
        if member.until is not None and member.until > day:
            member.until = None
    return members


def plan_on(project: Project, day: dt.date) -> list[Milestone]:
    """Its milestones with the days that were told until then, in their order."""
    points = list(milestones_on(day).filter(project=project))
    for point in points:
        point.baseline_on, point.forecast_on, point.actual_on = (
            point.baseline_then,
            point.forecast_then,
            point.actual_then,
        )
    return sorted(points, key=lambda one: (one.actual_on or one.forecast_on or one.baseline_on or day, one.pk))
