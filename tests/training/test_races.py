"""Two people at the last seat in the same second, and one answer sent twice at once: each in a process of its own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.db import connection

from tests.factories import training as made
from tests.processes import finish, start_python
from training.enums import EnrolmentStatus
from training.models import Attempt, Enrolment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# Each gets ready, waits for the same moment, and dwells on the seats that it has counted.
HANDS = """
import json, time
from django.core.exceptions import ValidationError
from accounts.models import Person
from records.policy import NotAllowed
from training.actions import enrolments, learning
from training.enums import Test
from training.models import Course, Enrolment, Session

seats_taken = enrolments.seats_taken

def dwelling(session):
    counted = seats_taken(session)
    time.sleep(0.7)
    return counted

enrolments.seats_taken = dwelling
me = Person.objects.get(pk={person})
me.standing
while time.time() < {moment}:
    time.sleep(0.005)
try:
    {act}
    print(json.dumps("done"))
except (NotAllowed, ValidationError) as refusal:
    print(json.dumps("refused"))
"""
ENROL = "enrolments.enrol(by=me, course=Course.objects.get(), session=Session.objects.get())"
ANSWER = "learning.answer(by=me, enrolment=Enrolment.objects.get(), test=Test.QUIZ, answers={answers})"


@pytest.fixture(autouse=True)
def where_writers_overlap() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("not run on SQLite: it lets one writer in at a time")


def at_once(people: list[Any], act: str) -> list[str]:
    moment = time.time() + 6
    hands = [start_python(HANDS.format(person=person.pk, act=act, moment=moment)) for person in people]
    return sorted(json.loads(finish(hand)) for hand in hands)


@pytest.fixture
def last_seat(noora: Any) -> Any:
    course = made.course(noora, is_open_to_all=True)
    return made.session(noora, course, capacity=1)


def standings() -> list[str]:
    return sorted(Enrolment.objects.values_list("status", flat=True))


def test_the_last_seat_is_taken_once(last_seat: Any, ali: Any, maryam: Any) -> None:
    """Nobody is lost: the other one waits."""
    assert at_once([ali, maryam], ENROL) == ["done", "done"]
    assert standings() == [EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING]


def test_an_answer_sent_twice_at_once_is_one_attempt(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=2, attempts=1)
    made.enrolled(ali, course)
    act = ANSWER.format(answers=made.answers(version, right=0))
    assert at_once([ali, ali], act) == ["done", "refused"]
    assert Attempt.objects.count() == 1
