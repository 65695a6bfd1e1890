"""Redis goes away and comes back: pages and saves go on, and what was to be sent is sent later, once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from records.actions import notices
from records.models import AuditEvent, Notification
from tests import processes
from tests.brokers import free_port, redis_at

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

A_VISIT = """
import time
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from accounts.models import Person
from django.test import Client
from tests.factories.accounts import PASSWORD, signed_in
client = signed_in(Person.objects.get(email="maryam@moph.example"))
begun = time.monotonic()
assert client.get("/en/accounts/me/").status_code == 200
saved = client.post("/en/accounts/me/", {"name_en": "Maryam", "name_ar": "مريم", "language": "en", "wants_mail": "on"})
assert saved.status_code == 302, saved.status_code
entered = Client().post("/en/accounts/login/", {"login": "maryam@moph.example", "password": PASSWORD})
print(entered.status_code, "Too many attempts" in entered.content.decode(), time.monotonic() - begun)
"""

TELL = """
from accounts.models import Person
from records.actions import notices
notices.tell([Person.objects.get(email="maryam@moph.example")], kind="accounts.role_given",
             facts={"role": "juror", "agency": None}, once="away")
"""


def visit(url: str) -> tuple[str, str, float]:
    status, shut, seconds = processes.finish(processes.start_python(A_VISIT, REDIS_URL=url)).split()
    return status, shut, float(seconds)


def test_pages_and_saves_go_on_and_letters_leave_once_when_it_is_back(maryam: Any, tmp_path: Path) -> None:
    Notification.objects.all().delete()
    log, port = tmp_path / "worker.log", free_port()
    log.touch()
    url = f"redis://127.0.0.1:{port}/0"
    with redis_at(port, tmp_path, "Redis going away"):
        assert visit(url)[:2] == ("302", "False")
        with processes.worker("-B", log=log, REDIS_URL=url) as worker:
            notices.tell([maryam], kind="accounts.role_given", facts={"role": "juror", "agency": None}, once="before")
            processes.wait_until(lambda: sent("before"), 60, log.read_text())
            worker.kill()
    saves = AuditEvent.objects.filter(action="accounts.edit_own").count()
    status, shut, seconds = visit(url)
    # Nobody can count attempts now, so nobody signs in; who is in works on, and waits for nothing.
    assert (status, shut) == ("429", "True")
    assert seconds < 10
    assert AuditEvent.objects.filter(action="accounts.edit_own").count() == saves + 1
    processes.finish(processes.start_python(TELL, REDIS_URL=url))
    assert not sent("away")
    log.write_text("")
    with redis_at(port, tmp_path, "Redis going away"), processes.worker("-B", log=log, REDIS_URL=url):
        processes.wait_until(lambda: sent("away"), 60, log.read_text())
        time.sleep(1)
    assert Notification.objects.get(once__startswith="away").mail_attempts == 1


def sent(occasion: str) -> bool:
    return Notification.objects.filter(once__startswith=f"{occasion}:", mail_sent_at__isnull=False).exists()
