"""A project opened from a list of a past day: how it stood then is told first, what follows is of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Agency
from portfolio.projects.filters import day_asked_for
from portfolio.projects.models import Project, ProjectState, Stage


@dataclass(frozen=True)
class Past:
    day: dt.date
    # None: it was not in the portfolio yet, or not to be seen by this reader.
    stage: Stage | None
    agency: Agency | None
    # Empty for who sees the outline alone.
    confidence: str
    list_address: str
    # The end that was expected then.
    ends_on: dt.date | None = None
    # Where the plan and the team of that day are told; empty for who sees the outline alone.
    address: str = ""


def day_of_page(request: HttpRequest) -> dt.date | None:
    return day_asked_for(request.GET.get("as-of", ""))[0]


def past_of(request: HttpRequest, project: Project, *, wholly: bool) -> Past | None:
    day = day_of_page(request)
    if day is None:
        return None
    state = _state_on(request.user, project, day)
    return Past(
        day=day,
        stage=state.stage if state else None,
        agency=state.lead_agency if state else None,
        confidence=state.confidence if state and wholly else "",
        ends_on=state.ends_on if state and wholly else None,
        address=reverse("projects:page", args=[project.pk]) if wholly else "",
        list_address=f"{reverse('projects:list')}?{urlencode({'as-of': day.isoformat()})}",
    )


def _state_on(person: Any, project: Project, day: dt.date) -> ProjectState | None:
    states = ProjectState.objects.on(day).visible_to(person).select_related("stage", "lead_agency")
    return states.filter(project=project.pk).first()
