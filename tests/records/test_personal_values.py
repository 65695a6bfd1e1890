"""A name goes wherever it stands, and nothing that merely looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Agency, Person
from records import personal_values
from records.actions import audit
from records.models import AuditEvent, Job, Notification

NOBODY = Person.objects.none


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ali Hassan said so", "— said so"),
        ("ALI HASSAN", "—"),
        ("(Ali Hassan)", "(—)"),
        ("Ali Hassanein", "Ali Hassanein"),
        ("Kali Hassan", "Kali Hassan"),
        ("علي حسن قال", "— قال"),
        ("علي حسني", "علي حسني"),
        ("write to ali@moph.example.", "write to —."),
        ("vali@moph.example", "vali@moph.example"),
        ("Alignment of Ali", "Alignment of Ali"),
        ("100% of _these_!", "100% of _these_!"),
    ],
)
def test_texts(maryam: Any, text: str, left: str) -> None:
    notice = Notification.objects.create(person=maryam, kind="x", facts={"said": text}, path=text)
    personal_values.remove(["Ali Hassan", "علي حسن", "ali@moph.example", "Ali"], keep=NOBODY())
    notice.refresh_from_db()
    assert (notice.facts["said"], notice.path) == (left, left)


def test_json_stays_json_and_the_trail_stays_closed(hamad: Any) -> None:
    job = Job.objects.create(kind="x", asked_by=hamad, outcome={"by": 'the "Ali Hassan"', "n": 3, "قال": "علي حسن"})
    event = audit.record(by=hamad, action="x", after={"by": "Ali Hassan"})
    cleared = personal_values.remove(["Ali Hassan", "علي حسن"], keep=NOBODY())
    job.refresh_from_db()
    assert job.outcome == {"by": 'the "—"', "n": 3, "قال": "—"}
    assert AuditEvent.objects.get(pk=event.pk).after == {"by": "—"}
    assert cleared == {"records_job": 1, "records_auditevent": 1}


def test_a_single_word_is_looked_for_nowhere(hamad: Any, moph: Any) -> None:
    assert personal_values.remove(["Ministry", ""], keep=NOBODY()) == {}
    assert Agency.objects.get(pk=moph.pk).name_en == "Ministry of Public Health"
