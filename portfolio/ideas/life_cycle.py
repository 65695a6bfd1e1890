"""The life of an idea, written as a table: from which statuses a step leads, and where to (None: it stays)."""

from __future__ import annotations

from portfolio.ideas.enums import UNDECIDED, IdeaStatus, Step

EVERY = tuple(IdeaStatus)
STEPS: dict[Step, tuple[tuple[IdeaStatus, ...], IdeaStatus | None]] = {
    Step.TAKEN_UP: ((IdeaStatus.RECEIVED,), IdeaStatus.IN_REVIEW),
    Step.ASKED: ((IdeaStatus.RECEIVED, IdeaStatus.IN_REVIEW), IdeaStatus.QUESTIONED),
    Step.ANSWERED: ((IdeaStatus.QUESTIONED,), IdeaStatus.IN_REVIEW),
    Step.DECLINED: (UNDECIDED, IdeaStatus.DECLINED),
    Step.MERGED: (UNDECIDED, IdeaStatus.MERGED),
    # What others are joined to lives: undecided, or a project already.
    Step.GAINED: ((*UNDECIDED, IdeaStatus.ADOPTED), None),
    Step.SPLIT: (UNDECIDED, IdeaStatus.SPLIT),
    Step.ADOPTED: (UNDECIDED, IdeaStatus.ADOPTED),
    Step.REOPENED: ((IdeaStatus.DECLINED,), IdeaStatus.IN_REVIEW),
    Step.WITHDRAWN: (UNDECIDED, IdeaStatus.WITHDRAWN),
    Step.SHOWN: (EVERY, None),
}


def is_legal(step: Step, status: str) -> bool:
    return step in STEPS and status in STEPS[step][0]


def status_after(step: Step, status: str) -> IdeaStatus:
    return STEPS[step][1] or IdeaStatus(status)
