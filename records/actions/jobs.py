import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from records import jobs, trail
from records.actions import audit
from records.bell import ring_quietly
from records.enums import UNFINISHED, Door, JobStatus
from records.models import Job

log = logging.getLogger("masar.jobs")


def ask(*, by: Any, kind: str, asks: dict[str, Any]) -> Job:
    with transaction.atomic():
        job = Job.objects.create(kind=kind, asked_by=by, asks=asks, language=translation.get_language() or "en")
        audit.record(by=by, action="jobs.ask", target=job, after={"kind": kind})
        transaction.on_commit(partial(ring_quietly, "records.tasks.run_job", str(job.pk)))
    return job


def take_turn(job_id: str) -> Job | None:
    """Hold the job for this worker, or answer None when there is nothing left to do or another worker is at it."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, status__in=UNFINISHED).first()
        if job is None or (job.status == JobStatus.RUNNING and not Job.objects.left_behind().filter(pk=job_id).exists()):
            return None
        job.status = JobStatus.RUNNING
        job.turn += 1
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["status", "turn", "heartbeat_at"])
        return job


def do_slice(job: Job) -> bool:
    """One slice and its new cursor in one transaction. Answers whether the job needs no further slice."""
    with trail.through(Door.TASK), translation.override(job.language), transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, turn=job.turn, status=JobStatus.RUNNING).first()
        if held is None:
            return True
        job.cursor, job.outcome = held.cursor, held.outcome
        job.done, job.total = held.done, held.total
        finished = jobs.KINDS[job.kind].slice(job)
        job.heartbeat_at = timezone.now()
        if finished:
            job.status = JobStatus.DONE
            job.finished_at = timezone.now()
        job.save(update_fields=["cursor", "outcome", "done", "total", "heartbeat_at", "status", "finished_at", "result"])
        return finished


def run(job_id: str) -> None:
    job = take_turn(job_id)
    if job is None:
        return
    try:
        while not do_slice(job):
            pass
    except Exception:
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        Job.objects.filter(pk=job.pk, turn=job.turn).update(status=JobStatus.FAILED, finished_at=timezone.now())


def requeue_left_behind() -> int:
    left = list(Job.objects.left_behind().values_list("pk", flat=True)[:100])
    Job.objects.filter(pk__in=left).update(turn=F("turn") + 1)
    for pk in left:
        ring_quietly("records.tasks.run_job", str(pk))
    return len(left)
