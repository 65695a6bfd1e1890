from __future__ import annotations

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from portfolio.workspace.actions import imports
from records.actions import jobs
from records.models import Job
from tests.web.posts.case import Post
from tests.world import World

AGENCIES = "code,name_en,name_ar\nQA-ONE,One,واحد\n".encode()


def upload(world: World, content: bytes = AGENCIES) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "what": "agencies", "file": SimpleUploadedFile("agencies.csv", content)}


def empty_upload(world: World) -> dict[str, Any]:
    return upload(world, b"")


def tried(world: World) -> dict[str, Any]:
    def made(world: World) -> Job:
        job = imports.try_out(
            by=world.noora, what="agencies", content=ContentFile(AGENCIES), name="agencies.csv", table_map=""
        )
        jobs.run(str(job.pk))
        return job

    return {"pk": world.keep("tried import", made).pk}


def key(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


def kept_map(world: World) -> dict[str, Any]:
    from records.actions import source_maps

    told = {"columns": {"code": "Code"}}
    make = lambda world: source_maps.remember(by=world.noora, what="agencies", told=told, source="register")  # noqa: E731
    return {"pk": world.keep("kept map", make).pk}


def columns(world: World) -> dict[str, Any]:
    return {**key(world), "source": "register", "column_code": "code"}


def changed_map(world: World) -> dict[str, Any]:
    from records.models import SourceMap

    return {**key(world), "version": SourceMap.objects.get(**kept_map(world)).version, "column_code": "Kurzel"}


CASES = [
    Post("imports:columns", "noora", "jobs.ask", args=tried, data=columns),
    Post("imports:columns", "hamad", "", args=tried, data=columns, status=404, of="another's", why="It is hers."),
    Post("imports:map", "noora", "records.remember_map", args=kept_map, data=changed_map),
    Post("imports:forget_map", "noora", "records.forget_map", args=kept_map, data=key),
    Post("imports:forget_map", "maryam", "", args=kept_map, data=key, status=404, of="an officer's", why="The lab's."),
    Post("imports:list", "noora", "jobs.ask", data=upload),
    Post("imports:list", "noora", "", data=empty_upload, status=422, of="an empty file", why="Nothing was asked for."),
    Post("imports:list", "maryam", "", data=upload, status=404, of="not the lab", why="It is the lab's page."),
    Post("imports:go", "noora", "jobs.ask", args=tried, data=key),
    Post("imports:go", "hamad", "", args=tried, data=key, status=404, of="another's", why="Only who tried it goes on."),
]
