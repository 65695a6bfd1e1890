"""What the list of actions shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.standing import standing_of
from portfolio.followups import subjects
from portfolio.followups.enums import FollowUpStatus
from portfolio.followups.models import FollowUp
from portfolio.followups.models.follow_up import FollowUpQuerySet

WHOSE = ("all", "mine", "agency")
SHOWS = ("open", "late", "done", "dropped", "all")


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever it does not know is left out."""

    whose: str
    shows: str
    kind: str

    @classmethod
    def of(cls, address: Mapping[str, str]) -> Asked:
        whose, shows, kind = address.get("whose", ""), address.get("show", ""), address.get("kind", "")
        return cls(
            whose=whose if whose in WHOSE else "all",
            shows=shows if shows in SHOWS else "open",
            kind=kind if kind in subjects.KINDS else "",
        )


def of_whom(person: Any, asked: Asked) -> FollowUpQuerySet:
    found = FollowUp.objects.visible_to(person)
    if asked.whose == "mine":
        found = found.owed_by(person)
    elif asked.whose == "agency":
        found = found.of_agencies(agencies_of(person))
    return found.filter(kind=asked.kind) if asked.kind else found


def agencies_of(person: Any) -> frozenset[int]:
    return frozenset(agency for _role, agency in standing_of(person).held if agency is not None)


def shown(found: FollowUpQuerySet, asked: Asked, day: dt.date) -> FollowUpQuerySet:
    if asked.shows == "open":
        found = found.open_now()
    elif asked.shows == "late":
        found = found.late_on(day)
    elif asked.shows != "all":
        found = found.filter(status=asked.shows)
    # What is closed is read from the latest; what is open, from what is due first.
    order = ("due_on", "pk") if asked.shows in ("open", "late") else ("-due_on", "-pk")
    return found.select_related("owner", "owner_agency").order_by(*order)


def counts(found: FollowUpQuerySet, day: dt.date) -> dict[str, int]:
    is_open = Q(status=FollowUpStatus.OPEN)
    return found.order_by().aggregate(
        open=Count("pk", filter=is_open), late=Count("pk", filter=is_open & Q(due_on__lt=day))
    )
