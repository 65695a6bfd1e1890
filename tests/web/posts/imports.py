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


CASES = [
    Post("imports:list", "noora", "jobs.ask", data=upload),
    Post("imports:list", "noora", "", data=empty_upload, status=422, of="an empty file", why="Nothing was asked for."),
    Post("imports:list", "maryam", "", data=upload, status=404, of="not the lab", why="It is the lab's page."),
    Post("imports:go", "noora", "jobs.ask", args=tried, data=key),
    Post("imports:go", "hamad", "", args=tried, data=key, status=404, of="another's", why="Only who tried it goes on."),
]
