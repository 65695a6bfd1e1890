from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from portfolio.followups.actions import promises
from records.clock import today
from tests.factories import followups
from tests.web.posts.case import Post
from tests.web.posts.projects import project
from tests.world import World


def owed(world: World) -> Any:
    return world.keep("owed", lambda world: followups.followup(world.maryam, project(world)))


def of_owed(world: World) -> dict[str, Any]:
    return {"pk": owed(world).pk}


def typed(**others: Any) -> Any:
    return lambda world: {
        "key": str(uuid.uuid4()),
        "version": 1,
        **{name: value(world) if callable(value) else value for name, value in others.items()},
    }


def later(world: World) -> str:
    return (today() + dt.timedelta(days=60)).isoformat()


def closed_already(world: World, client: Any) -> None:
    promises.close(by=world.person("hamad"), followup=owed(world), version=1, outcome="Signed.")


CASES = [
    Post("followups:change_due", "maryam", "followups.change_due", typed(due_on=later, reason="A month."), of_owed),
    Post(
        "followups:change_due",
        "maryam",
        "",
        typed(due_on=later, reason=" "),
        of_owed,
        422,
        of="without a reason",
        why="refused",
    ),
    Post(
        "followups:change_due",
        "fatima",
        "",
        typed(due_on=later, reason="A month."),
        of_owed,
        403,
        of="by who does not owe it",
        why="refused",
    ),
    Post("followups:hand_on", "maryam", "followups.hand_on", typed(owner_agency=lambda world: world.moph.pk), of_owed),
    Post("followups:hand_on", "maryam", "", typed(), of_owed, 422, of="to nobody", why="refused"),
    Post("followups:close", "maryam", "followups.close", typed(outcome="Signed."), of_owed),
    Post("followups:close", "khalid", "", typed(outcome="Signed."), of_owed, 404, of="another's", why="not there"),
    Post(
        "followups:close",
        "maryam",
        "",
        typed(outcome="Signed."),
        of_owed,
        403,
        before=closed_already,
        of="closed already",
        why="refused",
    ),
    Post("followups:drop", "maryam", "followups.drop", typed(reason="Not needed."), of_owed),
    Post("followups:drop", "maryam", "", typed(reason=""), of_owed, 422, of="without a reason", why="refused"),
]
