"""Completions from HR and learning systems: once each, put right when told otherwise, refused when they cannot be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in, reasons
from training.matrix import Matrix
from training.models import Completion, Holding, Learner

pytestmark = pytest.mark.django_db
HEAD = "key,person,course,completed_on,enrolled_on,score"


def table(*rows: str, by: Any, **how: Any) -> Any:
    return bring_in("completions", "\n".join([HEAD, *rows]) + "\n", by=by, **how)


@pytest.fixture
def course(noora: Any) -> Any:
    return made.course(noora, "numbers", validity_months=12)


def test_they_come_in_and_stand_in_the_matrix(noora: Any, ali: Any, moph: Any, course: Any) -> None:
    day = today() - dt.timedelta(days=10)
    tally, refused = table(f"1,ALI@moph.example,NUMBERS,{day},,٨٥", by=noora)

    assert (tally.new, refused) == (1, [])
    completion = Completion.objects.get()
    assert (completion.person, completion.score, completion.agency, completion.source_key) == (ali, 85, moph, "1")
    assert completion.expires_on == course.expires_on(day)
    told = Matrix(noora, today()).cells[moph.pk, course.pk]
    assert (told.completed, told.valid) == (1, 1)
    assert AuditEvent.objects.get(action="training.record_completions").count == 1


def test_the_same_again_changes_nothing(noora: Any, ali: Any, course: Any) -> None:
    row = f"1,ali@moph.example,numbers,{today()},,85"
    table(row, by=noora)
    tally, _refused = table(row, by=noora)

    assert (tally.new, tally.here, Completion.objects.count()) == (0, 1, 1)
    assert AuditEvent.objects.filter(action="training.record_completions").count() == 1


def test_told_otherwise_it_is_put_right_and_both_stay(noora: Any, ali: Any, moph: Any, course: Any) -> None:
    yesterday = today() - dt.timedelta(days=1)
    table(f"1,ali@moph.example,numbers,{today()},,85", by=noora)
    tally, _refused = table(f"1,ali@moph.example,numbers,{yesterday},,90", by=noora)

    assert (tally.new, tally.here) == (0, 1)
    assert Completion.objects.count() == 2
    now = Completion.objects.current().get()
    assert (now.completed_on, now.score, now.revision) == (yesterday, 90, 2)
    assert Holding.objects.get().last_on == yesterday
    assert Matrix(noora, today()).cells[moph.pk, course.pk].completed == 1


def test_told_of_somebody_else_the_first_loses_it(noora: Any, ali: Any, maryam: Any, moph: Any, course: Any) -> None:
    table(f"1,ali@moph.example,numbers,{today()},,", by=noora)
    table(f"1,maryam@moph.example,numbers,{today()},,", by=noora)
    assert [holding.person for holding in Holding.objects.all()] == [maryam]
    assert Matrix(noora, today()).cells[moph.pk, course.pk].completed == 1


def test_the_same_key_twice_in_one_table(noora: Any, ali: Any, course: Any) -> None:
    table(
        f"1,ali@moph.example,numbers,{today()},,50",
        f"1,ali@moph.example,numbers,{today()},,60",
        f"1,ali@moph.example,numbers,{today()},,70",
        by=noora,
    )
    assert [row.score for row in Completion.objects.order_by("revision")] == [50, 60, 70]
    assert Completion.objects.current().get().score == 70


BAD = {
    "a course that is not here": ("1,ali@moph.example,nothing,2025-01-01,,", "course", "no course “nothing”"),
    "nobody": ("1,nobody@moph.example,numbers,2025-01-01,,", "person", "Bring the people in first"),
    "a day to come": ("1,ali@moph.example,numbers,2999-01-01,,", "completed_on", "still to come"),
    "before the enrolment": (
        "1,ali@moph.example,numbers,2025-01-01,2025-02-01,",
        "completed_on",
        "before the person was enrolled",
    ),
    "31 February": ("1,ali@moph.example,numbers,2025-02-31,,", "completed_on", "There is no such date"),
    "no such Hijri day": ("1,ali@moph.example,numbers,1447-13-01,,", "completed_on", "There is no such date"),
    "a score over a hundred": ("1,ali@moph.example,numbers,2025-01-01,,101", "score", "from 0 to 100"),
    "no day": ("1,ali@moph.example,numbers,,,", "completed_on", "cannot stay empty"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_is_refused_alone(name: str, noora: Any, ali: Any, course: Any) -> None:
    bad, column, words = BAD[name]
    tally, refused = table(bad, "2,ali@moph.example,numbers,2025-01-02,,", by=noora)
    assert [(row, where) for row, where, _why in reasons(refused)] == [(2, column)]
    assert words in reasons(refused)[0][2]
    assert tally.new == 1


def test_a_hijri_day_in_arabic_digits(noora: Any, ali: Any, course: Any) -> None:
    _tally, refused = table("1,ali@moph.example,numbers,١٤٤٦-٠٩-٠١,,", by=noora)
    assert refused == []
    assert Completion.objects.get().completed_on == dt.date(2025, 3, 1)


def test_maryam_may_not(maryam: Any, ali: Any, course: Any) -> None:
    with pytest.raises(NotAllowed):
        table(f"1,ali@moph.example,numbers,{today()},,", by=maryam)


def test_a_batch_asks_as_often_for_five_as_for_a_hundred(
    hamad: Any, noora: Any, moph: Any, course: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(100):
        Learner.objects.create(person=accounts.person(hamad, f"p{number}@moph.example"), agency=moph)
    rows = [f"{number},p{number}@moph.example,numbers,{today()},," for number in range(100)]
    with django_assert_max_num_queries(40):
        table(*rows, by=noora)
    assert Matrix(noora, today()).cells[moph.pk, course.pk].valid == 100
