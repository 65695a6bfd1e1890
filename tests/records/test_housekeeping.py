"""What has served its time goes, and nothing else does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import SignedInSession
from records.actions import files, housekeeping
from records.models import Job, PrivateFile, Submission
from tests.factories.accounts import signed_in


def job_with_result(by: Any, days_ago: int) -> Job:
    job = Job.objects.create(kind="x", asked_by=by, at=timezone.now() - dt.timedelta(days=days_ago))
    job.result = files.keep(
        by=by, content=ContentFile(b"x"), name="r.csv", content_type="text/csv", belongs_to="job", owner_id=job.pk
    )
    job.save()
    return job


def test_results_go_after_seven_days(maryam: Any, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    old, young = job_with_result(maryam, 8), job_with_result(maryam, 6)
    assert len([path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert housekeeping.clear_old_results() == 1
    old.refresh_from_db()
    assert old.result is None
    assert list(PrivateFile.objects.all()) == [young.result]
    assert len([path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]) == 1


def test_forms_and_sessions_go_when_nobody_can_come_back_to_them(maryam: Any) -> None:
    for days in (0, 3):
        key = uuid4()
        Submission.objects.create(key=key, person=maryam)
        Submission.objects.filter(pk=key).update(at=timezone.now() - dt.timedelta(days=days))
    client = signed_in(maryam)
    signed_in(maryam)
    kept = client.session.session_key
    SignedInSession.objects.exclude(pk=kept).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert housekeeping.clear_old_forms() == 1
    housekeeping.clear_expired_sessions()
    assert Submission.objects.count() == 1
    assert [session.pk for session in SignedInSession.objects.all()] == [kept]
    assert client.get("/en/accounts/me/").status_code == 200
