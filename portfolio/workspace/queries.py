from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.queries import open_invitations
from portfolio.projects.actions.reminders import updates_due
from portfolio.projects.enums import GateStatus, HandoverStatus, Move
from portfolio.projects.models import (
    Follow,
    GateRequest,
    Handover,
    Project,
    ProjectUpdate,
    Stage,
    StageTransition,
)
from records.clock import today
from records.models import Notification

MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a followed project: a move, or an update."""

    project: Project
    on: dt.date
    recorded_at: dt.datetime
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    move: Move | None = None
    update: ProjectUpdate | None = None


def followed_changes(person: Any) -> list[Change]:
    """The latest of what happened where the person may see it; updates are for who sees the whole project."""
    followed = Follow.objects.filter(person=person).values("project")
    moves = (
        StageTransition.objects.filter(project__in=Project.objects.filter(pk__in=followed).visible_to(person))
        .select_related("project", "from_stage", "to_stage")
        .order_by("-happened_on", "-id")[:MOST_CHANGES]
    )
    updates = (
        ProjectUpdate.objects.filter(project__in=Project.objects.filter(pk__in=followed).wholly_visible_to(person))
        .select_related("project", "posted_by")
        .order_by("-happened_on", "-id")[:MOST_CHANGES]
    )
    changes = [
        Change(
            project=move.project,
            on=move.happened_on,
            recorded_at=move.recorded_at,
            from_stage=move.from_stage,
            to_stage=move.to_stage,
            move=Move(move.move),
        )
        for move in moves
    ]
    changes += [
        Change(project=update.project, on=update.happened_on, recorded_at=update.posted_at, update=update)
        for update in updates
    ]
    return sorted(changes, key=lambda change: (change.on, change.recorded_at), reverse=True)[:MOST_CHANGES]


@dataclass(frozen=True, slots=True)
class WhoWaits:
    """Who waits for whom in the whole portfolio: for the lab's eyes."""

    gates_for_the_lab: int
    updates_from_officers: int
    handovers_for_agencies: int
    invitations_for_people: int

    @property
    def any(self) -> bool:
        return bool(
            self.gates_for_the_lab
            or self.updates_from_officers
            or self.handovers_for_agencies
            or self.invitations_for_people
        )


def who_waits() -> WhoWaits:
    return WhoWaits(
        gates_for_the_lab=GateRequest.objects.filter(status=GateStatus.OPEN).count(),
        updates_from_officers=updates_due(today()).count(),
        handovers_for_agencies=Handover.objects.filter(status=HandoverStatus.OFFERED).count(),
        invitations_for_people=open_invitations().count(),
    )


def notices_of(person: Any) -> Any:
    return Notification.objects.filter(person=person).order_by("-id")
