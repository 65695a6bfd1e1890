"""The way back to green: what is done, by whom and by when, after an update has said red."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from portfolio.followups.actions import promises
from portfolio.followups.models import FollowUp
from portfolio.projects.followed_up import TO_GREEN
from portfolio.projects.models import Project
from records.actions import audit
from records.policy import require


def plan_step(
    *, by: Any, project: Project, title: str, due_on: dt.date | None, opened_on: dt.date | None = None, **owner: Any
) -> FollowUp:
    require(by, "projects.plan_to_green", project)
    with transaction.atomic():
        step = promises.lay(
            by=by, kind=TO_GREEN, about=project, title=title, due_on=due_on, opened_on=opened_on, **owner
        )
        audit.record(
            by=by,
            action="projects.plan_to_green",
            target=step,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "due_on": due_on},
        )
    return step
