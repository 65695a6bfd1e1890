"""An import by a real worker on the embedded broker, and what is left when a worker is killed in the middle of it."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from portfolio.projects.models import Project, ProjectState, StageTransition
from portfolio.workspace.actions import imports
from records.actions import jobs
from records.enums import JobStatus
from records.models import AuditEvent, Job, PrivateFile
from records.models.job import STALE_AFTER
from tests import processes
from tests.factories import training
from training.actions import record_people
from training.actions.record_people import PastPerson
from training.matrix import Matrix
from training.models import Completion, CompletionRevision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]

ROWS = 5000


@pytest.fixture(autouse=True)
def files_that_the_worker_sees(own_files: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is another process: it looks for private files where the settings say."""
    kept = FileSystemStorage(location=str(Path(settings.VAR) / "private"))
    monkeypatch.setattr(PrivateFile._meta.get_field("content"), "storage", kept)


def asked(by: Any, rows: int = ROWS) -> Job:
    lines = "".join(f"P{n},CGB,Project {n},مشروع {n},2025-01-{n % 28 + 1:02}\n" for n in range(rows))
    content = ContentFile(("key,lead_agency,title_en,title_ar,stage_on\n" + lines).encode())
    tried = imports.try_out(by=by, what="projects", content=content, name="many.csv", table_map="")
    Job.objects.filter(pk=tried.pk).update(status=JobStatus.DONE)
    return imports.bring_in(by=by, tried=tried)


def state_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def every_row_is_here_once(rows: int) -> None:
    assert Project.objects.count() == rows
    assert Project.objects.values("source_key").distinct().count() == rows
    assert StageTransition.objects.count() == rows
    assert ProjectState.objects.count() == rows
    told = AuditEvent.objects.filter(action="projects.record_history").values_list("count", flat=True)
    assert sum(told) == rows


def test_a_worker_brings_the_table_in(noora: Any, tmp_path: Path) -> None:
    with processes.worker(log=tmp_path / "worker.log"):
        job = asked(noora, 600)
        processes.wait_until(lambda: state_of(job).status == JobStatus.DONE, 90, why=str(state_of(job).outcome))
    every_row_is_here_once(600)
    assert {event.door for event in AuditEvent.objects.filter(action="projects.record_history")} == {"task"}


def test_a_killed_worker_leaves_no_row_twice_and_none_out(noora: Any, tmp_path: Path) -> None:
    job = asked(noora)
    with processes.worker(log=tmp_path / "first.log", JOB_SLICE_SECONDS="0.2") as process:
        processes.wait_until(lambda: state_of(job).done > 0, 90, why=(tmp_path / "first.log").read_text())
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
    left = state_of(job)
    assert left.status == JobStatus.RUNNING and 0 < left.done < ROWS, "it was killed in the middle"
    assert Project.objects.count() == left.done, "a slice is whole or not there"

    # What the clock would do within a minute: the heartbeat goes stale and the sweep rings again.
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE_AFTER - dt.timedelta(seconds=1))
    assert jobs.requeue_left_behind() == 1
    with processes.worker(log=tmp_path / "second.log"):
        processes.wait_until(
            lambda: state_of(job).status == JobStatus.DONE, 180, why=(tmp_path / "second.log").read_text()
        )

    every_row_is_here_once(ROWS)
    assert state_of(job).outcome["new"] == ROWS


def test_completions_go_on_where_a_killed_worker_stopped(hamad: Any, noora: Any, moph: Any, tmp_path: Path) -> None:
    """Rows that put earlier ones right, in slices of thousands: no row twice, and the roll-up counts each once."""
    course = training.course(noora, "numbers", validity_months=12)
    past = [PastPerson(f"{n}", f"p{n}@moph.example", name_en=f"P {n}", agency=moph) for n in range(200)]
    record_people.record(by=hamad, source="lms", past=past)
    lines = [f"k{n % 24_000},{n % 200},numbers,2026-0{n // 24_000 + 1}-{n % 28 + 1:02},\n" for n in range(30_000)]
    content = ContentFile(("key,person,course,completed_on,score\n" + "".join(lines)).encode())
    tried = imports.try_out(by=noora, what="completions", content=content, name="lms.csv", table_map="")
    Job.objects.filter(pk=tried.pk).update(status=JobStatus.DONE)
    job = imports.bring_in(by=noora, tried=tried)
    with processes.worker(log=tmp_path / "first.log", JOB_SLICE_SECONDS="0.01") as process:
        processes.wait_until(lambda: state_of(job).done > 0, 90, why=(tmp_path / "first.log").read_text())
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
    left = state_of(job)
    assert left.status == JobStatus.RUNNING and 0 < left.done < 30_000, "it was killed in the middle"
    assert Completion.objects.count() == left.done, "a slice is whole or not there"
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE_AFTER - dt.timedelta(seconds=1))
    assert jobs.requeue_left_behind() == 1
    with processes.worker(log=tmp_path / "second.log"):
        processes.wait_until(
            lambda: state_of(job).status == JobStatus.DONE, 180, why=(tmp_path / "second.log").read_text()
        )
    assert Completion.objects.count() == Completion.objects.current().count() == 24_000
    assert CompletionRevision.objects.count() == 6_000
    cell = Matrix(noora, dt.date(2026, 11, 1)).cells[moph.pk, course.pk]
    assert (cell.completed, cell.valid) == (200, 200)
