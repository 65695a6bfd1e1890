from __future__ import annotations

from typing import Any

from portfolio.benefits.models import Benefit
from portfolio.projects.models import Project
from tests.factories import benefits, projects
from tests.web.posts.case import Post, typed
from tests.web.posts.measures import indicator
from tests.world import World


def project(world: World) -> Project:
    return world.keep("project", lambda world: projects.project(world.maryam, world.moph))


def benefit(world: World) -> Benefit:
    return world.keep("benefit", lambda world: benefits.benefit(world.maryam, project(world), indicator(world)))


def claim(world: World) -> Any:
    return world.keep("claim", lambda world: benefits.claim(world.maryam, benefit(world), "2026-01", "5"))


def of_project(world: World) -> dict[str, Any]:
    return {"number": project(world).pk}


def of_benefit(world: World) -> dict[str, Any]:
    return {"pk": benefit(world).pk}


def of_claim(world: World) -> dict[str, Any]:
    return {"pk": benefit(world).pk, "claim": claim(world).pk}


GAIN = {"gain_en": "Families wait less.", "gain_ar": "تنتظر الأسر وقتًا أقل."}
TOLD = {"period_on": "2026-01-01", "value": "5", "reason": "Counted."}


def shares(percent: str) -> Any:
    return lambda world: {**typed(reason="Agreed.")(world), f"share_{world.moph.pk}": percent}


CASES = [
    Post(
        "benefits:promise",
        "maryam",
        "benefits.promise",
        typed(**GAIN, indicator=lambda world: indicator(world).pk),
        of_project,
    ),
    Post("benefits:promise", "khalid", "", typed(**GAIN), of_project, 404, of="another agency's", why="not there"),
    Post("benefits:reword", "maryam", "benefits.reword", typed(**GAIN, version=1), of_benefit),
    Post("benefits:tell", "maryam", "benefits.claim", typed(**TOLD, kind="claimed"), of_benefit),
    Post("benefits:tell", "noora", "benefits.forecast", typed(**TOLD, kind="forecast"), of_benefit, of="a forecast"),
    Post("benefits:tell", "noora", "", typed(**TOLD, kind="claimed"), of_benefit, 422, of="by the lab", why="refused"),
    Post("benefits:verify", "noora", "benefits.verify", typed(value="4", reason="Compared."), of_claim),
    Post(
        "benefits:verify", "maryam", "", typed(value="4", reason="Compared."), of_claim, 403, of="hers", why="refused"
    ),
    Post("benefits:share", "maryam", "benefits.share", shares("100"), of_benefit),
    Post("benefits:share", "maryam", "", shares("110"), of_benefit, 422, of="to 110 %", why="refused"),
]
