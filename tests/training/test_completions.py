"""Who can do this, on any day: what was completed, until when it is valid, and what was taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from records.append_only import AppendOnlyError
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories import training as made
from training import queries
from training.actions import completions
from training.actions.revisions import held_completion, revise
from training.models import Competency, Completion
from training.models.course import last_valid_day

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 31)


def test_the_six_competencies_come_with_the_house() -> None:
    assert [one.code for one in Competency.objects.all()] == [
        "iteration",
        "data-literacy",
        "user-centricity",
        "curiosity",
        "storytelling",
        "insurgency",
    ]
    assert all(one.title_en and one.title_ar and one.note_en and one.note_ar for one in Competency.objects.all())


@pytest.mark.parametrize(
    ("completed", "months", "last"),
    [
        (dt.date(2025, 3, 31), 12, dt.date(2026, 3, 31)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2025, 8, 31), 1, dt.date(2025, 9, 30)),
        (dt.date(2025, 12, 15), 1, dt.date(2026, 1, 15)),
        (dt.date(2025, 11, 30), 3, dt.date(2026, 2, 28)),
        (dt.date(2025, 1, 1), None, None),
    ],
)
def test_the_last_valid_day(completed: dt.date, months: int | None, last: dt.date | None) -> None:
    assert last_valid_day(completed, months) == last


def test_it_is_valid_from_its_day_to_its_last_and_not_after(noora: Any, ali: Any, moph: Any) -> None:
    course = made.course(noora, validity_months=12)
    made.completion(noora, ali, course, DAY)

    def valid(day: dt.date) -> bool:
        return queries.has_completed(ali, course, day)

    assert [valid(DAY - dt.timedelta(days=1)), valid(DAY)] == [False, True]
    assert [valid(dt.date(2026, 3, 31)), valid(dt.date(2026, 4, 1))] == [True, False]


def test_an_agency_has_it_when_enough_of_its_people_do(noora: Any, ali: Any, maryam: Any, moph: Any, moi: Any) -> None:
    course = made.course(noora)
    made.completion(noora, ali, course, today())

    assert queries.agency_has_completed(moph, course, today())
    assert not queries.agency_has_completed(moph, course, today(), people=2)
    assert not queries.agency_has_completed(moi, course, today())
    made.completion(noora, maryam, course, today())
    assert queries.agency_has_completed(moph, course, today(), people=2)


def test_who_leaves_takes_it_along(hamad: Any, noora: Any, ali: Any, moph: Any) -> None:
    from accounts.actions import memberships

    course = made.course(noora)
    made.completion(noora, ali, course, today())
    memberships.end_role(by=hamad, membership=ali.memberships.get())

    assert queries.people_with(moph, course, today() + dt.timedelta(days=1)) == 0
    assert queries.has_completed(ali, course, today())


def test_recertification_keeps_both(noora: Any, ali: Any) -> None:
    course = made.course(noora, validity_months=12)
    made.completion(noora, ali, course, DAY)
    second = made.completion(noora, ali, course, DAY + dt.timedelta(days=300))

    assert Completion.objects.valid_on(DAY + dt.timedelta(days=301)).count() == 2
    assert queries.completion_of(ali, course, DAY + dt.timedelta(days=301)) == second
    assert queries.has_completed(ali, course, dt.date(2026, 12, 1))


def test_a_day_to_come_and_a_day_told_twice_are_refused(noora: Any, ali: Any) -> None:
    course = made.course(noora)
    with pytest.raises(ValidationError, match="still to come"):
        made.completion(noora, ali, course, today() + dt.timedelta(days=1))
    made.completion(noora, ali, course, today())
    with pytest.raises(ValidationError, match="recorded already"):
        made.completion(noora, ali, course, today())
    assert Completion.objects.count() == 1


def test_what_was_wrong_is_taken_back_and_stays_to_be_read(noora: Any, ali: Any) -> None:
    course = made.course(noora)
    completion = made.completion(noora, ali, course, DAY)

    completions.take_back(by=noora, completion=completion, reason="It was her sister.")

    assert not queries.has_completed(ali, course, today())
    now = Completion.objects.get()
    assert (now.is_void, now.reason, now.revision, now.completed_on) == (True, "It was her sister.", 2, DAY)
    before = now.revisions.get()
    assert (before.is_void, before.revision, before.person, before.completed_on) == (False, 1, ali, DAY)
    with pytest.raises(ValidationError, match="taken back before"):
        completions.take_back(by=noora, completion=completion, reason="Once more.")
    event = AuditEvent.objects.get(action="training.take_back_completion")
    assert event.target_id == str(completion.pk)


def test_maryam_cannot_record_one_and_noora_can(noora: Any, maryam: Any, ali: Any) -> None:
    course = made.course(noora)
    with pytest.raises(NotAllowed):
        made.completion(maryam, ali, course, today())
    assert made.completion(noora, ali, course, today()).agency == ali.memberships.get().agency


def test_a_completion_changes_only_to_its_next_revision(noora: Any, ali: Any) -> None:
    completion = made.completion(noora, ali, made.course(noora), DAY)
    completion.score = 100
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        completion.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE training_completion SET score = 100")
    with transaction.atomic():
        revise(held_completion(completion.pk), by=noora, score=90)
    assert [(one.score, one.revision) for one in Completion.objects.all()] == [(90, 2)]


def test_nothing_that_was_told_is_deleted_or_changed(noora: Any, ali: Any) -> None:
    completion = made.completion(noora, ali, made.course(noora), DAY)
    completions.take_back(by=noora, completion=completion, reason="Nobody was there.")

    with pytest.raises(AppendOnlyError):
        completion.delete()
    with pytest.raises(AppendOnlyError):
        completion.revisions.get().save()
    for statement in (
        "DELETE FROM training_completion",
        "DELETE FROM training_completionrevision",
        "UPDATE training_completionrevision SET revision = revision + 1",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_completions_are_seen_by_those_concerned(
    noora: Any, sheikha: Any, ali: Any, maryam: Any, khalid: Any, hamad: Any, moph: Any
) -> None:
    made.completion(noora, ali, made.course(noora), DAY)
    other = accounts.person(hamad, "another@moph.example", None)

    seen = {
        person: Completion.objects.visible_to(person).count() for person in (noora, sheikha, ali, maryam, khalid, other)
    }
    assert seen == {noora: 1, sheikha: 1, ali: 1, maryam: 1, khalid: 0, other: 0}
