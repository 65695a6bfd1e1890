import logging
import time
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation

from records import jobs, trail
from records.actions import audit
from records.bell import ring_quietly
from records.enums import UNFINISHED, Door, JobStatus
from records.models import Job

log = logging.getLogger("masar.jobs")
# A job that has brought down this many workers in a row is given up.
MOST_TURNS = 20
PAUSE_FOR_OTHERS = 0.15


def ask(*, by: Any, kind: str, asks: dict[str, Any]) -> Job:
    with transaction.atomic():
        job = Job.objects.create(kind=kind, asked_by=by, asks=asks, language=translation.get_language() or "en")
        audit.record(by=by, action="jobs.ask", target=job, after={"kind": kind})
        transaction.on_commit(partial(ring_quietly, "records.tasks.run_job", str(job.pk)))
    return job


def take_turn(job_id: str) -> Job | None:
    """Hold the job for this worker, or answer None when there is nothing left to do or another worker is at it."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id, status__in=UNFINISHED).first()
        if job is None or (
            job.status == JobStatus.RUNNING and not Job.objects.left_behind().filter(pk=job_id).exists()
        ):
            return None
        job.turn += 1
        job.status = JobStatus.RUNNING if job.turn <= MOST_TURNS else JobStatus.FAILED
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["status", "turn", "heartbeat_at"])
        return job if job.status == JobStatus.RUNNING else None


def do_slice(job: Job) -> bool:
    """One slice and its new cursor in one transaction. Answers whether this worker is through with the job."""
    with trail.through(Door.TASK), translation.override(job.language), transaction.atomic():
        held = (
            Job.objects.select_for_update(of=("self",))
            .filter(pk=job.pk, turn=job.turn, status=JobStatus.RUNNING)
            .first()
        )
        if held is None:
            return True
        finished = jobs.KINDS[held.kind].slice(held)
        held.heartbeat_at = timezone.now()
        if finished:
            held.status = JobStatus.DONE
            held.finished_at = timezone.now()
        held.save(
            update_fields=["cursor", "outcome", "done", "total", "heartbeat_at", "status", "finished_at", "result"]
        )
        return finished


def let_others_write() -> None:
    """SQLite lets one writer in at a time and keeps no queue: who waits looks again every tenth of a second."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE_FOR_OTHERS)


def run(job_id: str) -> None:
    job = take_turn(job_id)
    if job is None:
        return
    try:
        while not do_slice(job):
            let_others_write()
    except (OperationalError, InterfaceError):
        # The database went away or was busy: the sweep takes the job up again where its last slice ended.
        log.exception("Job %s (%s) was interrupted", job.pk, job.kind)
    except Exception:
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        Job.objects.filter(pk=job.pk, turn=job.turn).update(status=JobStatus.FAILED, finished_at=timezone.now())


def requeue_left_behind() -> int:
    """Ring again for what nobody is at. A job whose worker still holds its row is left to that worker."""
    with transaction.atomic():
        left = list(
            Job.objects.left_behind()
            .select_for_update(skip_locked=transaction.get_connection().features.has_select_for_update_skip_locked)
            .values_list("pk", flat=True)[:100]
        )
        # With the turn moved on, a worker that only seemed dead finds another number and stops; with the heartbeat
        # moved on, a job that has to wait for a busy worker is not rung for at every sweep.
        Job.objects.filter(pk__in=left).update(
            turn=F("turn") + 1, status=JobStatus.WAITING, heartbeat_at=timezone.now()
        )
    for pk in left:
        ring_quietly("records.tasks.run_job", str(pk))
    return len(left)
