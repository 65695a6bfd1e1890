"""Private files open for whom the rule of what they belong to lets in: as an attachment, and told in the trail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from records import file_rules
from records.actions import files
from records.models import AuditEvent, Job, PrivateFile
from records.policy import Verdict
from tests.factories.accounts import signed_in

HOSTILE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def result(maryam: Any) -> PrivateFile:
    job = Job.objects.create(kind="tests.count", asked_by=maryam)
    return files.keep(
        by=maryam,
        content=ContentFile(HOSTILE),
        name="النتائج <1>.html",
        content_type="text/html",
        belongs_to="job",
        owner_id=job.pk,
    )


def test_maryam_downloads_her_result_and_the_trail_tells(maryam: Any, result: PrivateFile) -> None:
    response = signed_in(maryam).get(f"/files/{result.pk}/")
    assert b"".join(response.streaming_content) == HOSTILE
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store, private"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.target_id, event.actor_id) == ("files.download", str(result.pk), maryam.pk)


def test_for_others_it_is_the_same_as_a_file_that_is_not_there(
    khalid: Any, hamad: Any, maryam: Any, result: PrivateFile
) -> None:
    for who in (khalid, hamad):
        refused = signed_in(who).get(f"/files/{result.pk}/", follow=True)
        missing = signed_in(who).get(f"/files/{uuid4()}/", follow=True)
        assert refused.status_code == missing.status_code == 404
        assert b"alert(1)" not in refused.content
    assert Client().get(f"/files/{result.pk}/")["Location"].endswith(f"?next=/files/{result.pk}/")
    assert not AuditEvent.objects.filter(action="files.download").exists()
    assert signed_in(maryam).get(f"/files/{result.pk}/").status_code == 200


def test_a_file_whose_owner_registered_no_rule_opens_for_nobody(
    maryam: Any, result: PrivateFile, monkeypatch: Any
) -> None:
    PrivateFile.objects.filter(pk=result.pk).update(belongs_to="tests.thing")
    assert signed_in(maryam).get(f"/files/{result.pk}/", follow=True).status_code == 404
    monkeypatch.setitem(file_rules.RULES, "tests.thing", lambda person, file: Verdict(person.pk == maryam.pk))
    assert signed_in(maryam).get(f"/files/{result.pk}/").status_code == 200


def test_what_people_call_a_file_is_no_part_of_its_place(maryam: Any) -> None:
    kept = files.keep(
        by=maryam,
        content=ContentFile(b"x"),
        name="../../../etc/passwd",
        content_type="text/plain",
        belongs_to="job",
        owner_id=1,
    )
    assert kept.content.name == f"{kept.pk.hex[:2]}/{kept.pk.hex}"
