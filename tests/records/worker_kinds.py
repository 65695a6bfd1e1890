"""Kinds of jobs for the tests of workers; a worker learns them by `--include tests.records.worker_kinds`."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection

from records import jobs
from records.models import Job, Notification

PER_SLICE = 10


def count_rows(job: Job) -> bool:
    """Writes its rows slice by slice; when told so, dies in the middle of one, as a machine does."""
    begin = job.cursor.get("next", 0)
    for number in range(begin, min(begin + PER_SLICE, job.asks["rows"])):
        Notification.objects.create(person=None, kind="tests.row", facts={"job": str(job.pk), "row": number})
        death = job.asks.get("dies_at")
        if death == number and not Path(job.asks["sign"]).exists():
            Path(job.asks["sign"]).touch()
            os.kill(os.getpid(), 9)
    time.sleep(job.asks.get("pause", 0))
    job.cursor = {"next": begin + PER_SLICE}
    job.total = job.asks["rows"]
    job.done = min(begin + PER_SLICE, job.total)
    return job.done == job.total


def break_off(job: Job) -> bool:
    Notification.objects.create(person=None, kind="tests.row", facts={"job": str(job.pk), "row": 0})
    raise RuntimeError("no further")


def lose_database(job: Job) -> bool:
    """The first time, as if the database were restarted under it."""
    if job.turn == 1:
        connection.close()
        from django.db import OperationalError

        raise OperationalError("terminating connection")
    return True


jobs.register("tests.count", "Count rows", count_rows)
jobs.register("tests.break", "Break off", break_off)
jobs.register("tests.lose_database", "Lose the database", lose_database)
