from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from records.actions import files, saved_views
from records.models import Job
from tests.contracts.expected.table import Cells
from tests.world import PERSONAS, SIGNED_IN, World


def job_of_maryam(world: World) -> Any:
    return world.keep("job", lambda world: Job.objects.create(kind="test", asked_by=world.maryam))


def result_of_maryam(world: World) -> Any:
    return files.keep(
        by=world.maryam,
        content=ContentFile(b"her result"),
        name="result.csv",
        content_type="text/csv",
        belongs_to="job",
        owner_id=job_of_maryam(world).pk,
    )


def file_of_nobody_knows(world: World) -> Any:
    return files.keep(
        by=world.maryam,
        content=ContentFile(b"stray"),
        name="stray.txt",
        content_type="text/plain",
        belongs_to="nothing that is registered",
        owner_id=1,
    )


def view_of_maryam(world: World) -> Any:
    return world.keep(
        "saved view",
        lambda world: saved_views.save(by=world.maryam, name="Hers", place="projects:list", query=""),
    )


def shared_view_of_maryam(world: World) -> Any:
    return world.keep(
        "shared view",
        lambda world: saved_views.save(
            by=world.maryam, name="For all", place="projects:list", query="", is_shared=True
        ),
    )


CELLS = [
    Cells("views.save", SIGNED_IN),
    Cells("views.open", PERSONAS),
    Cells("views.open", ("maryam",), view_of_maryam, "of Maryam"),
    Cells("views.open", PERSONAS, shared_view_of_maryam, "shared"),
    Cells("views.change", SIGNED_IN),
    Cells("views.change", ("maryam",), shared_view_of_maryam, "of Maryam"),
    Cells("views.delete", SIGNED_IN),
    Cells("views.delete", ("maryam",), shared_view_of_maryam, "of Maryam"),
    Cells("records.see_gallery", PERSONAS),
    Cells("records.see_media", PERSONAS),
    Cells("jobs.see_own", SIGNED_IN),
    Cells("jobs.see_own", ("maryam",), job_of_maryam, "Maryam's"),
    Cells("files.download", SIGNED_IN),
    Cells("files.download", ("maryam",), result_of_maryam, "the result of Maryam's job"),
    Cells("files.download", (), file_of_nobody_knows, "a file without a rule"),
]
