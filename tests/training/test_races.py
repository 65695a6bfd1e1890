"""Two people at the last seat in the same second, one answer sent twice at once, a role given while something becomes
required: each in a process of its own; and the same without the lock, which goes wrong."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.enums import Role
from records.clock import today
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in
from tests.processes import finish, start_python
from training.actions import completion_staging
from training.enums import EnrolmentStatus
from training.matrix import Matrix
from training.models import Attempt, Completion, Enrolment, Obligation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# Each gets ready, waits for the other, and where it has read and not yet written waits for the other to be there
# as well: which a lock does not let happen, so that it goes on after a while.
HANDS = """
import json, time
from pathlib import Path
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from accounts.actions import memberships
from accounts.models import Agency, Person
from records.policy import NotAllowed
from training.actions import enrolments, learning, obligations, requirements, work
from training.enums import Test
from training.models import Attempt, Course, Enrolment, Session

def together(place, seconds):
    (Path({meeting!r}) / f"{{place}}-{hand}").touch()
    until = time.time() + seconds
    while len(list(Path({meeting!r}).glob(f"{{place}}-*"))) < 2 and time.time() < until:
        time.sleep(0.01)

def before(work):
    def dwelling(*args, **kwargs):
        together("inside", 3)
        return work(*args, **kwargs)
    return dwelling

def after(work):
    def dwelling(*args, **kwargs):
        done = work(*args, **kwargs)
        together("inside", 3)
        return done
    return dwelling

def not_held(queryset, pk, expected=None):
    return queryset.get(pk=pk)

{setup}
me = Person.objects.get(pk={person})
me.standing
together("ready", 50)
try:
    {act}
    print(json.dumps("done"))
except (NotAllowed, ValidationError):
    print(json.dumps("refused"))
except IntegrityError:
    print(json.dumps("IntegrityError"))
"""
SEATS = "enrolments.step = before(enrolments.step)"
ANSWERS = "Attempt.save = before(Attempt.save)"
DRAWING = "obligations._draw = after(obligations._draw)"
MOVING = """
work.draw_of_people = before(work.draw_of_people)
requirements.draw_of_course = before(requirements.draw_of_course)
"""
WITHOUT_LOCK = {
    SEATS: "enrolments.locked = not_held",
    ANSWERS: "learning.held = lambda enrolment: Enrolment.objects.get(pk=enrolment.pk)",
    DRAWING: "obligations._hold_requirements = lambda: None",
}
ENROL = "enrolments.enrol(by=me, course=Course.objects.get(), session=Session.objects.get())"
ANSWER = "learning.answer(by=me, enrolment=Enrolment.objects.get(), test=Test.QUIZ, answers={answers})"
REQUIRE = "requirements.put(by=me, course=Course.objects.get())"
GIVE = """memberships.give_role(
        by=me, person=Person.objects.get(pk={person}), role="trainee", agency=Agency.objects.get(pk={agency}))"""

LEAVE = "memberships.end_role(by=me, membership=Person.objects.get(pk={person}).memberships.get())"


@pytest.fixture(autouse=True)
def where_writers_overlap() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("not run on SQLite: it lets one writer in at a time")


def at_once(people: list[Any], acts: list[str], setup: str, folder: Path, *, lock: bool = True) -> list[str]:
    setup = setup if lock else f"{setup}\n{WITHOUT_LOCK[setup]}"
    folder.mkdir(exist_ok=True)
    hands = [
        start_python(HANDS.format(person=person.pk, act=act, setup=setup, meeting=str(folder), hand=number))
        for number, (person, act) in enumerate(zip(people, acts, strict=True))
    ]
    return sorted(json.loads(finish(hand)) for hand in hands)


@pytest.fixture
def last_seat(noora: Any) -> Any:
    course = made.course(noora, is_open_to_all=True)
    return made.session(noora, course, capacity=1)


TAKE_BACK = """
from accounts.models import Person
from training.actions import completions
from training.models import Completion
completions.take_back(by=Person.objects.get(pk={by}), completion=Completion.objects.get(), reason="It was her sister.")
"""


MERGE = """
from accounts.models import Person
from training.actions import mergers
gone, kept = (Person.objects.get(email=f"{{name}}@moph.example") for name in ("ali.h", "ali"))
mergers.merge(by=Person.objects.get(pk={by}), gone=gone, kept=kept)
"""


@pytest.fixture
def before_the_load_writes(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Somebody else does what the code says after the load has read what is there; answers the tries of the load."""

    def meanwhile(code: str) -> list[str]:
        hold, tries = completion_staging._hold_learners, []

        def hold_after_somebody_else(cursor: Any) -> None:
            if not tries:
                finish(start_python(code))
            tries.append("held")
            hold(cursor)

        monkeypatch.setattr(completion_staging, "_hold_learners", hold_after_somebody_else)
        return tries

    return meanwhile


def test_whoever_is_merged_while_a_table_tells_of_her_is_told_of_as_who_stayed(
    hamad: Any, noora: Any, ali: Any, moph: Any, before_the_load_writes: Callable[[str], list[str]]
) -> None:
    made.course(noora, "numbers")
    accounts.person(hamad, "ali.h@moph.example", Role.TRAINEE, moph)
    tries = before_the_load_writes(MERGE.format(by=hamad.pk))
    told = f"key,person,course,completed_on,score\n1,ali.h@moph.example,numbers,{today()},50\n"
    tally, refused = bring_in("completions", told, by=noora)

    assert (tally.new, refused) == (1, [])
    assert len(tries) > 1, "the first try was given up"
    assert Completion.objects.get().person == ali


def test_what_is_taken_back_while_a_table_puts_it_right_is_told_by_both(
    noora: Any, ali: Any, before_the_load_writes: Callable[[str], list[str]]
) -> None:
    """The load reads it again, and nothing is lost."""
    made.course(noora, "numbers")
    told = "key,person,course,completed_on,score\n1,ali@moph.example,numbers,2026-01-0{day},{score}\n"
    bring_in("completions", told.format(day=1, score=50), by=noora)
    tries = before_the_load_writes(TAKE_BACK.format(by=noora.pk))
    tally, refused = bring_in("completions", told.format(day=2, score=60), by=noora)

    assert (tally.here, refused) == (1, [])
    assert len(tries) > 1, "the first try was given up"
    now = Completion.objects.get()
    assert (now.score, now.is_void, now.revision) == (60, False, 3)
    before = now.revisions.values_list("revision", "score", "is_void", "reason")
    assert list(before) == [(1, 50, False, ""), (2, 50, True, "It was her sister.")]
    assert now.completed_on == dt.date(2026, 1, 2)


def standings() -> list[str]:
    return sorted(Enrolment.objects.values_list("status", flat=True))


def test_the_last_seat_is_taken_once(last_seat: Any, ali: Any, khalid: Any, tmp_path: Path) -> None:
    """Nobody is lost: the other one waits."""
    assert at_once([ali, khalid], [ENROL] * 2, SEATS, tmp_path / "met") == ["done", "done"]
    assert standings() == [EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING]


def test_without_the_lock_one_seat_is_given_to_two(last_seat: Any, ali: Any, khalid: Any, tmp_path: Path) -> None:
    assert at_once([ali, khalid], [ENROL] * 2, SEATS, tmp_path / "met", lock=False) == ["done", "done"]
    assert standings() == [EnrolmentStatus.ENROLLED, EnrolmentStatus.ENROLLED]


@pytest.fixture
def answer(noora: Any, ali: Any) -> str:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=2, attempts=1)
    made.enrolled(ali, course)
    return ANSWER.format(answers=made.answers(version, right=0))


def test_an_answer_sent_twice_at_once_is_one_attempt(answer: str, ali: Any, tmp_path: Path) -> None:
    assert at_once([ali, ali], [answer] * 2, ANSWERS, tmp_path / "met") == ["done", "refused"]
    assert Attempt.objects.count() == 1


def test_without_the_lock_the_second_answer_breaks(answer: str, ali: Any, tmp_path: Path) -> None:
    """Stopped by the database alone, with nothing to tell the learner."""
    assert at_once([ali, ali], [answer] * 2, ANSWERS, tmp_path / "met", lock=False) == ["IntegrityError", "done"]


@pytest.mark.parametrize(("lock", "found"), [(True, 1), (False, 0)], ids=["with the lock", "without it she is missed"])
def test_a_role_given_while_something_becomes_required(
    lock: bool, found: int, hamad: Any, noora: Any, moph: Any, tmp_path: Path
) -> None:
    made.course(noora)
    newcomer = accounts.person(hamad, "new@moph.example")
    acts = [REQUIRE, GIVE.format(person=newcomer.pk, agency=moph.pk)]
    assert at_once([noora, hamad], acts, DRAWING, tmp_path / "met", lock=lock) == ["done", "done"]
    assert newcomer.memberships.get().role == Role.TRAINEE
    assert Obligation.objects.filter(person=newcomer).count() == found


def test_somebody_goes_while_what_she_holds_becomes_required(
    hamad: Any, noora: Any, ali: Any, moph: Any, tmp_path: Path
) -> None:
    """Both hold the same cell, and neither waits for the other for ever."""
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    acts = [REQUIRE, LEAVE.format(person=ali.pk)]
    assert at_once([noora, hamad], acts, MOVING, tmp_path / "met") == ["done", "done"]
    told = Matrix(noora, today()).cells.get((moph.pk, course.pk))
    assert told is None or (told.valid, told.required) == (0, 0)
    assert not Obligation.objects.filter(person=ali).exists()
