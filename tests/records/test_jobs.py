"""Long work, done by a real worker on either broker: never run in place, killed in the middle, taken up again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone
from redis import Redis

import tests.records.worker_kinds  # noqa: F401  (the same kinds on this side)
from records.actions import jobs
from records.enums import JobStatus
from records.models import AuditEvent, Job, Notification
from tests import processes
from tests.brokers import Broker
from tests.factories.accounts import signed_in

KINDS = ("--include", "tests.records.worker_kinds")


def rows_of(job: Job) -> Counter[int]:
    found = Notification.objects.filter(kind="tests.row", facts__job=str(job.pk))
    return Counter(row["row"] for row in found.values_list("facts", flat=True))


def status_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).status


def look_silent(job: Job) -> None:
    """A worker that died is noticed by its silence; the test does not wait for that long."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - dt.timedelta(minutes=5))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "worker.log").touch()
    return tmp_path / "worker.log"


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_no_job_runs_in_place(maryam: Any) -> None:
    assert not current_app.conf.task_always_eager
    job = jobs.ask(by=maryam, kind="tests.count", asks={"rows": 5})
    assert status_of(job) == JobStatus.WAITING


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_on_the_broker_that_was_named_and_on_no_other(maryam: Any, broker: Broker) -> None:
    """The control of this file: its stories would also pass if both of them were told on one broker."""
    # Made by the worker where one has run; none has here.
    (Path(settings.VAR) / "queue").mkdir(parents=True, exist_ok=True)
    before = waiting_at(broker)
    jobs.ask(by=maryam, kind="tests.count", asks={"rows": 5})
    on_files, on_redis = waiting_at(broker)
    assert (on_files - before[0], on_redis - before[1]) == ((0, 1) if broker.name == "redis" else (1, 0))


def waiting_at(broker: Broker) -> tuple[int, int]:
    files = list((Path(settings.VAR) / "queue").glob("*.msg"))
    return len(files), Redis.from_url(broker.env["REDIS_URL"]).llen("celery") if broker.name == "redis" else 0


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_was_asked_and_maryam_watches(maryam: Any, khalid: Any, log: Path, broker: Broker) -> None:
    with processes.worker(*KINDS, log=log, **broker.env):
        client = signed_in(maryam)
        job = jobs.ask(by=maryam, kind="tests.count", asks={"rows": 95, "pause": 0.1})
        seen = set()
        processes.wait_until(lambda: watch(client, job, seen), 60, log.read_text())
    assert rows_of(job) == Counter(range(95))
    assert len(seen) > 2, "the progress was seen to move"
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    # Another's job is not there, at the page and at its progress.
    assert signed_in(khalid).get(f"/jobs/{job.pk}/", follow=True).status_code == 404
    assert signed_in(khalid).get(f"/jobs/{job.pk}/progress/", follow=True).status_code == 404
    assert AuditEvent.objects.filter(action="jobs.ask", target_id=str(job.pk)).count() == 1


def watch(client: Any, job: Job, seen: set[int]) -> bool:
    state = client.get(f"/jobs/{job.pk}/progress/").json()
    seen.add(state["value"])
    return bool(state["finished"])


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("row", [0, 34, 99])
def test_a_worker_killed_in_the_middle_is_followed_by_another(
    maryam: Any, log: Path, tmp_path: Path, broker: Broker, row: int
) -> None:
    asks = {"rows": 100, "dies_at": row, "sign": str(tmp_path / "died")}
    with processes.worker(*KINDS, log=log, **broker.env) as first:
        job = jobs.ask(by=maryam, kind="tests.count", asks=asks)
        assert first.wait(60) == -9
    assert status_of(job) == JobStatus.RUNNING
    assert rows_of(job) == Counter(range(row // 10 * 10)), "the slice that it died in left nothing"
    log.write_text("")
    with processes.worker(*KINDS, log=log, **broker.env):
        assert jobs.requeue_left_behind() == 0, "a worker that was heard a moment ago is left alone"
        look_silent(job)
        assert jobs.requeue_left_behind() == 1
        processes.wait_until(lambda: status_of(job) == JobStatus.DONE, 60, log.read_text())
    assert rows_of(job) == Counter(range(100)), "every row once"


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_bell_that_was_lost_is_rung_again_by_the_sweep(maryam: Any, log: Path, broker: Broker) -> None:
    job = Job.objects.create(
        kind="tests.count", asked_by=maryam, asks={"rows": 20}, at=timezone.now() - dt.timedelta(minutes=5)
    )
    with processes.worker(*KINDS, "-B", log=log, **broker.env):
        processes.wait_until(lambda: status_of(job) == JobStatus.DONE, 60, log.read_text())
    assert rows_of(job) == Counter(range(20))


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_keeps_nothing_of_its_last_slice_and_says_so(maryam: Any, log: Path, broker: Broker) -> None:
    with processes.worker(*KINDS, log=log, **broker.env):
        job = jobs.ask(by=maryam, kind="tests.break", asks={})
        processes.wait_until(lambda: status_of(job) == JobStatus.FAILED, 60, log.read_text())
    assert rows_of(job) == Counter()
    assert b"It broke off" in signed_in(maryam).get(f"/jobs/{job.pk}/").content


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_is_no_failure(maryam: Any, log: Path, broker: Broker) -> None:
    with processes.worker(*KINDS, log=log, **broker.env):
        job = jobs.ask(by=maryam, kind="tests.lose_database", asks={})
        processes.wait_until(lambda: "interrupted" in log.read_text(), 60, log.read_text())
        assert status_of(job) == JobStatus.RUNNING
        look_silent(job)
        jobs.requeue_left_behind()
        processes.wait_until(lambda: status_of(job) == JobStatus.DONE, 60, log.read_text())


# Who holds a job


def test_a_worker_whose_turn_was_taken_over_stops(maryam: Any) -> None:
    job = Job.objects.create(kind="tests.count", asked_by=maryam, asks={"rows": 50})
    first = jobs.take_turn(str(job.pk))
    assert not jobs.do_slice(first)
    look_silent(job)
    jobs.requeue_left_behind()
    second = jobs.take_turn(str(job.pk))
    assert jobs.do_slice(first), "it is told that it is through"
    assert rows_of(job) == Counter(range(10))
    assert not jobs.do_slice(second)
    assert rows_of(job) == Counter(range(20))


def test_two_bells_for_one_job_wake_one_worker(maryam: Any) -> None:
    job = Job.objects.create(kind="tests.count", asked_by=maryam, asks={"rows": 50})
    assert jobs.take_turn(str(job.pk)) is not None
    assert jobs.take_turn(str(job.pk)) is None


def test_a_waiting_job_is_not_rung_for_at_every_sweep(maryam: Any) -> None:
    job = Job.objects.create(kind="tests.count", asked_by=maryam, asks={"rows": 50})
    look_silent(job)
    assert jobs.requeue_left_behind() == 1
    assert jobs.requeue_left_behind() == 0
    assert jobs.take_turn(str(job.pk)) is not None, "and yet whoever hears the bell takes it at once"


def test_a_job_that_brings_down_every_worker_is_given_up(maryam: Any) -> None:
    job = Job.objects.create(kind="tests.count", asked_by=maryam, asks={"rows": 50}, turn=jobs.MOST_TURNS)
    assert jobs.take_turn(str(job.pk)) is None
    assert status_of(job) == JobStatus.FAILED


def test_results_open_for_seven_days(maryam: Any) -> None:
    job = Job.objects.create(kind="tests.count", asked_by=maryam, status=JobStatus.DONE)
    client = signed_in(maryam)
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    Job.objects.filter(pk=job.pk).update(at=timezone.now() - dt.timedelta(days=8))
    assert client.get(f"/jobs/{job.pk}/", follow=True).status_code == 404
