from __future__ import annotations

from typing import Any

from tests.factories import agenda as make
from tests.web.posts.case import Post
from tests.world import World


def strategy(world: World) -> Any:
    return world.keep("agenda_strategy", lambda world: make.strategy(world.noora))


def pillar(world: World) -> Any:
    return world.keep("agenda_pillar", lambda world: make.pillar(world.noora, strategy(world)))


def objective(world: World) -> Any:
    return world.keep("agenda_objective", lambda world: make.objective(world.noora, strategy(world)))


def words(world: World) -> dict[str, Any]:
    return {
        "code": "new-entry",
        "title_en": "Health for all",
        "title_ar": "الصحة للجميع",
        "order": "1",
        "seen_version": "1",
        "strategy": str(strategy(world).pk),
    }


def nameless(world: World) -> dict[str, Any]:
    return {**words(world), "title_ar": ""}


def stale(world: World) -> dict[str, Any]:
    return {**words(world), "seen_version": "7"}


NOUNS = {"strategies": ("strategy", strategy), "pillars": ("pillar", pillar), "objectives": ("objective", objective)}


def of(noun: str) -> Any:
    return lambda world: {"pk": NOUNS[noun][1](world).pk}


CASES = [
    case
    for noun, (one, _make) in NOUNS.items()
    for case in (
        Post(f"wagtail_agenda_{noun}:add", "noora", f"agenda.register_{one}", words),
        Post(
            f"wagtail_agenda_{noun}:add",
            "noora",
            "",
            nameless,
            status=200,
            of="without a title",
            why="It has no Arabic title.",
        ),
        Post(
            f"wagtail_agenda_{noun}:add", "maryam", "", words, status=404, of="an officer's", why="She finds no editor."
        ),
        Post(f"wagtail_agenda_{noun}:edit", "noora", f"agenda.edit_{one}", words, args=of(noun)),
        Post(
            f"wagtail_agenda_{noun}:edit",
            "noora",
            "",
            stale,
            args=of(noun),
            status=409,
            of="a conflict",
            why="Both are shown.",
        ),
        Post(f"wagtail_agenda_{noun}:delete", "noora", f"agenda.retire_{one}", args=of(noun)),
    )
]
