"""A form that is sent twice makes one thing."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from records.actions.submissions import once
from records.models import Notification, Submission
from tests import processes


def make() -> str:
    made = Notification.objects.create(person=None, kind="tests.row")
    return f"/made/{made.pk}/"


def test_the_second_sending_is_answered_with_what_the_first_made(maryam: Any) -> None:
    key = uuid4()
    assert once(by=maryam, key=key, work=make) == once(by=maryam, key=key, work=make)
    assert Notification.objects.filter(kind="tests.row").count() == 1
    once(by=maryam, key=uuid4(), work=make)
    assert Notification.objects.filter(kind="tests.row").count() == 2


def test_what_failed_can_be_sent_again(maryam: Any) -> None:
    key = uuid4()

    def fail() -> str:
        make()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(by=maryam, key=key, work=fail)
    assert not Submission.objects.filter(pk=key).exists()
    assert once(by=maryam, key=key, work=make)
    assert Notification.objects.filter(kind="tests.row").count() == 1


def test_another_s_form_is_not_answered(maryam: Any, khalid: Any) -> None:
    key = uuid4()
    once(by=maryam, key=key, work=make)
    with pytest.raises(PermissionDenied):
        once(by=khalid, key=key, work=make)


RACE = """
import time
from uuid import UUID, uuid5
from accounts.models import Person
from records.actions.submissions import once
from records.models import Notification
person = Person.objects.get(email="maryam@moph.example")
def make():
    time.sleep(0.005)
    return f"/made/{{Notification.objects.create(person=None, kind='tests.row').pk}}/"
time.sleep(max(0, {start} - time.time()))
for number in range({times}):
    print({call})
"""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("call", "rows"),
    [("once(by=person, key=uuid5(UUID({key!r}), str(number)), work=make)", 40), ("make()", 80)],
    ids=["with the key", "control: without it"],
)
def test_two_processes_send_the_same_forms(maryam: Any, call: str, rows: int) -> None:
    code = RACE.format(start=time.time() + 6, times=40, call=call.format(key=str(uuid4())))
    said = [processes.finish(process, 120) for process in [processes.start_python(code) for _ in range(2)]]
    assert Notification.objects.filter(kind="tests.row").count() == rows
    assert (said[0] == said[1]) == (rows == 40)
