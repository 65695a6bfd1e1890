"""Actions of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.models import Person
from portfolio.followups.actions import promises
from portfolio.followups.models import FollowUp
from portfolio.projects.followed_up import TASK
from portfolio.projects.models import Project
from records.clock import today


def followup(by: Person, about: Project, **fields: Any) -> FollowUp:
    """Owed by whoever opens it unless `owner` or `owner_agency` says else; due in thirty days."""
    fields.setdefault("kind", TASK)
    fields.setdefault("title", "Sign the agreement on data")
    fields.setdefault("due_on", today() + dt.timedelta(days=30))
    if "owner" not in fields and "owner_agency" not in fields:
        fields["owner"] = by
    return promises.open_followup(by=by, about=about, **fields)
