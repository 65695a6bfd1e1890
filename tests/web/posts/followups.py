from __future__ import annotations

import datetime as dt
from typing import Any

from portfolio.followups.actions import promises
from records.clock import today
from tests.factories import followups
from tests.web.posts.case import Post, typed
from tests.web.posts.projects import project
from tests.world import World


def owed(world: World) -> Any:
    return world.keep("owed", lambda world: followups.followup(world.maryam, project(world)))


def of_owed(world: World) -> dict[str, Any]:
    return {"pk": owed(world).pk}


def of_first(**fields: Any) -> Any:
    """Typed before anybody changed it."""
    return typed(version=1, **fields)


def later(world: World) -> str:
    return (today() + dt.timedelta(days=60)).isoformat()


def closed_already(world: World, client: Any) -> None:
    promises.close(by=world.person("hamad"), followup=owed(world), version=1, outcome="Signed.")


CASES = [
    Post("followups:change_due", "maryam", "followups.change_due", of_first(due_on=later, reason="A month."), of_owed),
    Post(
        "followups:change_due",
        "maryam",
        "",
        of_first(due_on=later, reason=" "),
        of_owed,
        422,
        of="without a reason",
        why="refused",
    ),
    Post(
        "followups:change_due",
        "fatima",
        "",
        of_first(due_on=later, reason="A month."),
        of_owed,
        403,
        of="by who does not owe it",
        why="refused",
    ),
    Post(
        "followups:hand_on", "maryam", "followups.hand_on", of_first(owner_agency=lambda world: world.moph.pk), of_owed
    ),
    Post("followups:hand_on", "maryam", "", of_first(), of_owed, 422, of="to nobody", why="refused"),
    Post("followups:close", "maryam", "followups.close", of_first(outcome="Signed."), of_owed),
    Post("followups:close", "khalid", "", of_first(outcome="Signed."), of_owed, 404, of="another's", why="not there"),
    Post(
        "followups:close",
        "maryam",
        "",
        of_first(outcome="Signed."),
        of_owed,
        403,
        before=closed_already,
        of="closed already",
        why="refused",
    ),
    Post("followups:drop", "maryam", "followups.drop", of_first(reason="Not needed."), of_owed),
    Post("followups:drop", "maryam", "", of_first(reason=""), of_owed, 422, of="without a reason", why="refused"),
]
