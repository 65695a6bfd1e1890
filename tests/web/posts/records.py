from __future__ import annotations

import uuid
from typing import Any

from records.actions import saved_views
from records.models import SavedView
from tests.web.posts.case import Post
from tests.world import World


def view(world: World) -> SavedView:
    return world.keep(
        "saved view",
        lambda world: saved_views.save(by=world.person("maryam"), name="Hers", place="projects:list", query=""),
    )


def of_view(world: World) -> dict[str, Any]:
    return {"pk": view(world).pk}


def named(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "name": "Clinics", "place": "projects:list", "query": "agency=MOPH"}


def without_name(world: World) -> dict[str, Any]:
    return {**named(world), "name": ""}


def changed(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "name": "Ours", "version": view(world).version}


def key(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


CASES = [
    Post("records:view_save", "maryam", "views.save", named),
    Post("records:view_save", "maryam", "", without_name, status=422, of="without a name", why="refused"),
    Post("records:view_change", "maryam", "views.change", changed, of_view),
    Post("records:view_delete", "maryam", "views.delete", key, of_view),
]
