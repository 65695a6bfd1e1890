from __future__ import annotations

from typing import Any

from portfolio.measures.models import Indicator
from tests.factories import measures
from tests.web.posts.case import Post, typed
from tests.world import World


def indicator(world: World) -> Indicator:
    return world.keep("indicator", lambda world: measures.indicator(world.noora, world.moph, code="hours"))


def reading(world: World) -> Any:
    return world.keep("reading", lambda world: measures.reading(world.noora, indicator(world), "2026-01", "5"))


def of_indicator(world: World) -> dict[str, Any]:
    return {"code": indicator(world).code}


def of_reading(world: World) -> dict[str, Any]:
    return {"code": indicator(world).code, "pk": reading(world).pk}


DEFINED = {
    "title_en": "Waiting time",
    "title_ar": "وقت الانتظار",
    "owner_agency": lambda world: world.moph.pk,
    "unit_en": "minutes",
    "unit_ar": "دقيقة",
    "direction": "down",
    "aggregation": "mean",
    "frequency": "quarter",
    "decimals": "1",
    "source": "Queue system",
}
READ = {"period_on": "2026-01-01", "value": "5"}

CASES = [
    Post("measures:define", "noora", "measures.define", typed(**DEFINED, code="waiting")),
    Post("measures:define", "maryam", "", typed(**DEFINED, code="waiting"), status=403, why="the lab defines"),
    Post("measures:edit", "noora", "measures.edit", typed(**DEFINED, version=1), of_indicator),
    Post("measures:read", "maryam", "measures.read", typed(**READ), of_indicator),
    Post("measures:read", "khalid", "", typed(**READ), of_indicator, 403, of="another agency's", why="refused"),
    Post("measures:correct", "maryam", "measures.correct", typed(value="6", reason="Typed wrongly."), of_reading),
    Post("measures:correct", "maryam", "", typed(value="6"), of_reading, 422, of="without a reason", why="refused"),
]
