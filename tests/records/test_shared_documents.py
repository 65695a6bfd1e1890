"""All documents of a quarter through real workers: shared by two, killed in the middle, taken up again."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from portfolio.reports.actions import documents
from portfolio.reports.models import DocumentPiece, ReportingQuarter
from records.actions import jobs
from records.enums import JobStatus
from records.models import Job, PrivateFile
from tests import processes
from tests.factories import accounts, reports

pytestmark = [pytest.mark.worker, pytest.mark.paper, pytest.mark.django_db(transaction=True)]

REPORTS = 7


@pytest.fixture(autouse=True)
def files(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is another process: it keeps private files where the settings say."""
    kept = FileSystemStorage(location=str(Path(settings.VAR) / "private"))
    monkeypatch.setattr(PrivateFile._meta.get_field("content"), "storage", kept)


@pytest.fixture
def accepted(noora: Any, hamad: Any, settings: Any, tmp_path: Path) -> ReportingQuarter:
    """Seven agencies whose reports are accepted."""
    settings.REPORT_KEYS = str(tmp_path / "keys")
    agencies = [accounts.agency(hamad, f"D{number}") for number in range(REPORTS)]
    people = [
        (
            accounts.person(hamad, f"officer@d{number}.example", Role.INNOVATION_OFFICER, agency),
            accounts.person(hamad, f"lead@d{number}.example", Role.AGENCY_LEAD, agency),
        )
        for number, agency in enumerate(agencies)
    ]
    for agency in agencies:
        reports.past_project(noora, agency)
    quarter = reports.quarter(noora, *agencies)
    for agency, (officer, lead) in zip(agencies, people, strict=True):
        held = reports.submit(officer, reports.draft(officer, reports.report(quarter, agency)))
        reports.sign(lead, held)
        reports.accept(noora, held)
    return quarter


def made(job: Job) -> int:
    return DocumentPiece.objects.filter(job=job, is_made=True).count()


def names_in(job: Job) -> list[str]:
    done = Job.objects.select_related("result").get(pk=job.pk)
    assert done.result
    with done.result.content.open("rb") as content, zipfile.ZipFile(content) as bundle:
        assert bundle.testzip() is None
        return bundle.namelist()


def expected(quarter: ReportingQuarter) -> list[str]:
    return sorted(f"{quarter.code}-d{number}-r1.{kind}" for number in range(REPORTS) for kind in ("pdf", "xlsx"))


def test_a_worker_killed_in_the_middle_is_followed_by_another_with_nothing_lost_or_twice(
    accepted: ReportingQuarter, noora: Any, tmp_path: Path
) -> None:
    """Where two share the work, the one that lives goes on with it."""
    first_log, second_log = tmp_path / "first.log", tmp_path / "second.log"
    for log in (first_log, second_log):
        log.touch()
    # A slice a report, so that there is a middle.
    with processes.worker(log=first_log, JOB_SLICE_SECONDS="0") as first:
        job = documents.ask(by=noora, quarter=accepted)
        processes.wait_until(lambda: made(job) >= 2, 60, first_log.read_text())
        first.kill()
        first.wait(20)
        kept = made(job)
        assert 2 <= kept < REPORTS, "it was in the middle"
        assert PrivateFile.objects.filter(belongs_to=documents.PART).count() == 2 * kept, "no half of a report is kept"
    unfinished = Job.objects.exclude(status=JobStatus.DONE)
    unfinished.update(
        heartbeat_at=timezone.now() - dt.timedelta(minutes=5), at=timezone.now() - dt.timedelta(minutes=9)
    )
    # Before the other comes: it might hear an earlier bell and take the work first.
    assert jobs.requeue_left_behind() >= 1
    with processes.worker(log=second_log, JOB_SLICE_SECONDS="0"):
        processes.wait_until(lambda: not unfinished.exists(), 90, second_log.read_text())
    assert names_in(job) == expected(accepted)
    assert PrivateFile.objects.exclude(belongs_to=documents.KIND).count() == 0, "the parts are gone"
    assert not DocumentPiece.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time: nobody is asked to help")
def test_two_workers_share_it_and_one_that_dies_leaves_the_rest_to_the_other(
    accepted: ReportingQuarter, noora: Any, tmp_path: Path
) -> None:
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    for log in logs:
        log.touch()
    with (
        processes.worker(log=logs[0], JOB_SLICE_SECONDS="0") as first,
        processes.worker(log=logs[1], JOB_SLICE_SECONDS="0") as second,
    ):
        job = documents.ask(by=noora, quarter=accepted)
        help_of = Job.objects.filter(kind=documents.HELP)
        processes.wait_until(lambda: help_of.filter(done__gte=1).exists() and made(job) >= 3, 60, logs[0].read_text())
        # The one that helps: which of the two it is, its log says.
        helper = first if str(help_of.get().pk) in logs[0].read_text() else second
        helper.kill()
        helper.wait(20)
        processes.wait_until(lambda: Job.objects.get(pk=job.pk).status == JobStatus.DONE, 90, logs[1].read_text())
    assert names_in(job) == expected(accepted)
    assert PrivateFile.objects.exclude(belongs_to=documents.KIND).count() == 0
