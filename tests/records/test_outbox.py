"""Mail leaves once: with two processes at the outbox, with a broker that is away, with a worker that dies."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.actions import people
from records.actions import notices, outbox
from records.models import Notification
from tests import processes
from tests.brokers import Broker

KIND = "accounts.role_given"
LETTERS = 60


def tell(person: Any, times: int = 1) -> None:
    for number in range(times):
        notices.tell([person], kind=KIND, facts={"role": "juror", "agency": None}, once=f"t{number}")


RACE = """
import time
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = {folder!r}
from records.actions import outbox
{control}
time.sleep(max(0, {start} - time.time()))
print(outbox.send_what_is_due())
"""

# The control: the same without the claim, so that both find the same letters due.
WITHOUT_CLAIM = """
from django.db.models import F
from records.models import Notification
def claim(most=50):
    due = Notification.objects.filter(mail_sent_at=None, mail_due_at__isnull=False)
    return list(due.select_related("person")[:most])
outbox.claim = claim
outbox.still_ours = lambda notification: True
"""


def race(folder: Path, control: str) -> Counter[str]:
    folder.mkdir()
    code = RACE.format(folder=str(folder), control=control, start=time.time() + 6)
    for process in [processes.start_python(code) for _ in range(2)]:
        processes.finish(process, 120)
    return Counter(
        number for file in folder.iterdir() for number in re.findall(r"Message-ID: <notice-(\d+)@", file.read_text())
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_processes_send_each_letter_once(maryam: Any, tmp_path: Path) -> None:
    Notification.objects.all().delete()
    tell(maryam, LETTERS)
    sent = race(tmp_path / "claimed", "")
    assert len(sent) == LETTERS
    assert set(sent.values()) == {1}
    assert Notification.objects.filter(mail_sent_at=None).count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_letters_leave_twice(maryam: Any, tmp_path: Path) -> None:
    Notification.objects.all().delete()
    tell(maryam, LETTERS)
    assert max(race(tmp_path / "unclaimed", WITHOUT_CLAIM).values()) > 1


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_what_is_told_when_the_bell_rings(maryam: Any, tmp_path: Path, broker: Broker) -> None:
    """No scheduler runs beside it, so only the bell can have woken it; what is told twice leaves once."""
    Notification.objects.all().delete()
    log = tmp_path / "worker.log"
    log.touch()
    with processes.worker(log=log, **broker.env):
        tell(maryam, 3)
        tell(maryam, 3)
        processes.wait_until(
            lambda: not Notification.objects.filter(mail_sent_at=None).exists(), 60, log.read_text(errors="replace")
        )
    assert list(Notification.objects.values_list("mail_attempts", flat=True)) == [1, 1, 1]


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_everything_goes_on_and_the_sweep_sends_later(
    maryam: Any, tmp_path: Path, broker: Broker
) -> None:
    log = tmp_path / "worker.log"
    log.touch()
    code = """
from celery import current_app
if current_app.conf.broker_url == "filesystem://":
    # In the place of the queue stands a file: nothing can be put into it.
    current_app.conf.broker_transport_options = {"data_folder_in": "/proc/nowhere", "data_folder_out": "/proc/nowhere"}
from accounts.models import Person
from records.actions import notices
notices.tell([Person.objects.get(email="maryam@moph.example")], kind="accounts.role_given",
             facts={"role": "juror", "agency": None}, once="while the broker was away")
"""
    Notification.objects.all().delete()
    processes.finish(processes.start_python(code, **(broker.away or broker.env)))
    waiting = Notification.objects.get(once__startswith="while the broker was away")
    assert waiting.mail_sent_at is None
    with processes.worker("-B", log=log, **broker.env):
        processes.wait_until(
            lambda: Notification.objects.get(pk=waiting.pk).mail_sent_at is not None, 60, log.read_text()
        )
    assert Notification.objects.get(pk=waiting.pk).mail_attempts == 1


def test_a_letter_of_a_dead_worker_is_sent_when_its_claim_has_lapsed(maryam: Any) -> None:
    Notification.objects.all().delete()
    tell(maryam)
    assert len(outbox.claim()) == 1
    assert outbox.send_what_is_due() == 0, "it is in another's hands"
    Notification.objects.update(mail_claimed_at=timezone.now() - outbox.CLAIM_LASTS - dt.timedelta(seconds=1))
    assert outbox.send_what_is_due() == 1
    assert len(mail.outbox) == 1


def test_who_was_slow_does_not_send_what_another_has_taken_over(maryam: Any) -> None:
    Notification.objects.all().delete()
    tell(maryam)
    [slow] = outbox.claim()
    Notification.objects.update(mail_claimed_at=timezone.now() - outbox.CLAIM_LASTS - dt.timedelta(seconds=1))
    assert outbox.send_what_is_due() == 1
    assert not outbox.send_one(slow)
    assert len(mail.outbox) == 1


def test_one_letter_that_cannot_be_sent_holds_up_no_other(maryam: Any, khalid: Any, monkeypatch: Any) -> None:
    Notification.objects.all().delete()
    tell(maryam)
    tell(khalid)
    send = EmailBackend.send_messages

    def refuse_maryam(self: Any, messages: Any) -> int:
        if messages[0].to == [maryam.email]:
            raise ConnectionRefusedError("mailbox full")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_maryam)
    assert outbox.send_what_is_due() == 1
    held = Notification.objects.get(person=maryam)
    assert held.mail_sent_at is None
    assert held.mail_due_at > timezone.now()
    monkeypatch.undo()
    Notification.objects.filter(pk=held.pk).update(mail_due_at=timezone.now())
    assert outbox.send_what_is_due() == 1
    assert [letter.to for letter in mail.outbox] == [[khalid.email], [maryam.email]]


def test_letters_speak_their_reader_s_language_and_direction(maryam: Any, hamad: Any) -> None:
    people.edit_own(by=maryam, name_en="Maryam", name_ar="مريم آل ثاني", language="ar", wants_mail=True)
    maryam.refresh_from_db()
    Notification.objects.all().delete()
    tell(maryam)
    outbox.send_what_is_due()
    [letter] = mail.outbox
    html = letter.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert "مريم آل ثاني" in html
    assert "محكّم" in letter.subject


def test_who_wants_no_mail_is_told_in_the_product_alone(maryam: Any) -> None:
    people.edit_own(by=maryam, name_en="Maryam", name_ar="مريم", language="en", wants_mail=False)
    maryam.refresh_from_db()
    Notification.objects.all().delete()
    tell(maryam)
    assert outbox.send_what_is_due() == 0
    assert Notification.objects.filter(person=maryam).count() == 1
