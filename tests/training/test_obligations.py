"""Who is required, kept as days: after whatever changes it, and on any day to come, it is what a count of the facts
finds; nothing but the clock has to move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.actions import forgetting, memberships, people
from accounts.enums import Role
from accounts.models import Membership, Person
from records.clock import today
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in
from training.actions import completions, mergers, record_people, requirements, work
from training.actions.record_people import PastPerson
from training.actions.tallies import count_cells
from training.matrix import Matrix, people_of
from training.models import Cell, CellDay, Learner, Obligation
from training.queries import people_with
from training.tasks import follow_roles

pytestmark = pytest.mark.django_db
# Of the facts themselves, for one day: no days that were kept. For whom somebody works training knows, else the role
# that has been held longest.
FACTS = """
    SELECT w.agency_id, r.course_id, COUNT(DISTINCT w.person_id),
           COUNT(DISTINCT CASE WHEN h.id IS NOT NULL AND (h.expires_on IS NULL OR h.expires_on >= %(day)s)
                               THEN w.person_id END)
    FROM training_requirement r
    JOIN (
        SELECT l.person_id, l.agency_id, l.grade FROM training_learner l WHERE l.agency_id IS NOT NULL
        UNION ALL
        SELECT m.person_id, m.agency_id, '' FROM accounts_membership m
        WHERE m.agency_id IS NOT NULL AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on >= %(day)s)
          AND NOT EXISTS (SELECT 1 FROM training_learner l WHERE l.person_id = m.person_id)
          AND NOT EXISTS (SELECT 1 FROM accounts_membership o
              WHERE o.person_id = m.person_id AND o.agency_id IS NOT NULL AND o.starts_on <= %(day)s
              AND (o.ends_on IS NULL OR o.ends_on >= %(day)s)
              AND (o.starts_on < m.starts_on OR (o.starts_on = m.starts_on AND o.id < m.id)))
    ) w ON (r.agency_id IS NULL OR r.agency_id = w.agency_id) AND (r.grade = '' OR r.grade = w.grade)
    JOIN accounts_person p ON p.id = w.person_id AND p.is_active
    LEFT JOIN training_completion h ON h.person_id = w.person_id AND h.course_id = r.course_id AND NOT h.is_void
    WHERE r.ended_on IS NULL AND (r.role = '' OR EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.person_id = w.person_id AND m.role = r.role
        AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on >= %(day)s)))
    GROUP BY w.agency_id, r.course_id
"""
AHEAD = (0, 1, 2, 29, 30, 31, 32, 200, 400)


def by_facts(day: dt.date) -> dict[tuple[int, int], tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"day": day})
        return {(agency, course): (required, fulfilled) for agency, course, required, fulfilled in cursor.fetchall()}


def by_days(reader: Any, day: dt.date) -> dict[tuple[int, int], tuple[int, int]]:
    cells = Matrix(reader, day).cells.items()
    return {key: (one.required, one.fulfilled) for key, one in cells if one.required}


def kept_days() -> list[Any]:
    rows = CellDay.objects.order_by("cell__agency", "cell__course", "what", "day")
    return list(rows.values_list("cell__agency", "cell__course", "what", "day", "people"))


@pytest.fixture
def is_right(noora: Any) -> Callable[[], dict[tuple[int, int], tuple[int, int]]]:
    """Asked after each change; answers what holds today."""

    def check() -> dict[tuple[int, int], tuple[int, int]]:
        for ahead in AHEAD:
            day = today() + dt.timedelta(days=ahead)
            assert by_days(noora, day) == by_facts(day), day
        moved = kept_days()
        count_cells(list(Cell.objects.values_list("agency", "course")))
        assert kept_days() == moved, "counted anew it is the same"
        return by_facts(today())

    return check


def test_after_whatever_changes_it_is_what_the_facts_say(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, yousef: Any, moph: Any, moi: Any, is_right: Any
) -> None:
    a, b = made.course(noora, "a", validity_months=1), made.course(noora, "b")
    one = (moph.pk, a.pk)
    requirements.put(by=noora, course=a, role=Role.INNOVATION_OFFICER)
    assert is_right() == {one: (1, 0), (moi.pk, a.pk): (1, 0)}
    everybody = requirements.put(by=noora, course=a, agency=moph)
    requirements.put(by=noora, course=b, grade="7")
    assert is_right()[one] == (2, 0)

    made.completion(noora, ali, a, today())
    assert is_right()[one] == (2, 1)
    made.completion(noora, maryam, a, today() - dt.timedelta(days=1))
    assert is_right()[one] == (2, 2)
    completions.take_back(by=noora, completion=ali.completions.get(), reason="Not hers.")
    assert is_right()[one] == (2, 1)

    newcomer = accounts.person(hamad, "new@moph.example")
    memberships.give_role(
        by=hamad, person=newcomer, role=Role.TRAINEE, agency=moph, starts_on=today() + dt.timedelta(days=2)
    )
    assert is_right()[one] == (2, 1)
    memberships.give_role(
        by=hamad, person=newcomer, role=Role.INNOVATION_OFFICER, agency=moi, ends_on=today() + dt.timedelta(days=30)
    )
    assert is_right()[moi.pk, a.pk] == (2, 0)
    memberships.end_role(by=hamad, membership=khalid.memberships.get(role=Role.INNOVATION_OFFICER))
    assert is_right()[moi.pk, a.pk] == (1, 0)

    people.deactivate(by=hamad, person=maryam)
    assert is_right()[one] == (1, 0)
    people.reactivate(by=hamad, person=maryam)
    assert is_right()[one] == (2, 1)

    record_people.record(
        by=hamad,
        source="hr",
        past=[
            PastPerson("1", "ali@moph.example", agency=moi, grade="7"),
            PastPerson("2", "fresh@moph.example", "Fresh", agency=moph, grade="7"),
        ],
    )
    assert is_right() == {one: (2, 1), (moi.pk, a.pk): (1, 0), (moi.pk, b.pk): (1, 0), (moph.pk, b.pk): (1, 0)}

    fresh = Person.objects.get(email="fresh@moph.example")
    mergers.merge(by=hamad, gone=fresh, kept=newcomer)
    is_right()
    forgetting.forget_person(by=hamad, person=Person.objects.get(pk=maryam.pk))
    is_right()
    requirements.end(by=noora, requirement=everybody)
    assert is_right()[one] == (1, 0), "whom the two rules named is named by one"


def test_completions_from_a_table_move_it(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, moph: Any, is_right: Any
) -> None:
    """Of those whom training did not know before, too; put right, and told of somebody else."""
    course = made.course(noora, "a", validity_months=1)
    requirements.put(by=noora, course=course)
    held = Membership.objects.get(person=maryam, role=Role.INNOVATION_OFFICER)
    assert not Learner.objects.filter(person=maryam).exists()
    requirements.put(by=noora, course=course, role=Role.INNOVATION_OFFICER)
    head = "key,person,course,completed_on,score"
    for rows, fulfilled in (
        ([f"1,{ali.email},a,{today()},", f"2,{maryam.email},a,{today() - dt.timedelta(days=3)},"], 2),
        ([f"1,{ali.email},a,{today() - dt.timedelta(days=90)},"], 1),
        ([f"1,{khalid.email},a,{today()},", f"2,{maryam.email},a,{today()},"], 1),
    ):
        bring_in("completions", "\n".join([head, *rows]) + "\n", by=noora)
        assert is_right()[moph.pk, course.pk][1] == fulfilled
    memberships.end_role(by=hamad, membership=held)
    is_right()


def test_the_moment_after_midnight(hamad: Any, noora: Any, ali: Any, maryam: Any, moph: Any, moi: Any) -> None:
    """A certificate ends, a role begins and another ends: only the clock moves."""
    course = made.course(noora, validity_months=1)
    made.completion(noora, ali, course, today())
    end = ali.completions.get().expires_on
    tomorrow = end + dt.timedelta(days=1)
    requirements.put(by=noora, course=course, agency=moph)
    later = accounts.person(hamad, "later@moph.example")
    memberships.give_role(by=hamad, person=later, role=Role.TRAINEE, agency=moph, starts_on=tomorrow)
    role = Membership.objects.get(person=maryam, agency=moph)
    role.ends_on = end
    role.save()

    def told_at(day: dt.date, hour: int, minute: int) -> tuple[int, int, set[str]]:
        with time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), dt.UTC), tick=False):
            figures = Matrix(noora, today()).cells[moph.pk, course.pk]
            named = {person.email for person in people_of(moph, course, "required", today())}
        return figures.required, figures.fulfilled, named

    assert told_at(end, 20, 59) == (2, 1, {ali.email, maryam.email})
    assert told_at(end, 21, 0) == (2, 0, {ali.email, later.email})


def test_required_by_two_rules_is_required_once(noora: Any, maryam: Any, moph: Any) -> None:
    course = made.course(noora)
    for rule in ({"agency": moph}, {"role": Role.INNOVATION_OFFICER}, {}):
        requirements.put(by=noora, course=course, **rule)
    assert Obligation.objects.filter(person=maryam, course=course).count() == 1
    assert Matrix(noora, today()).cells[moph.pk, course.pk].required == 1


def test_whoever_goes_to_another_agency_takes_it_along(
    hamad: Any, noora: Any, ali: Any, moph: Any, moi: Any, is_right: Any
) -> None:
    """By her roles, where no source tells of her work; a role that ends by the clock is followed when the day comes."""
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    requirements.put(by=noora, course=course, agency=moi)

    def valid_at() -> dict[str, int]:
        cells = Matrix(noora, today()).cells
        counted = {
            agency.code: cells[agency.pk, course.pk].valid for agency in (moph, moi) if (agency.pk, course.pk) in cells
        }
        assert {code: people for code, people in counted.items() if people} == {
            agency.code: people for agency in (moph, moi) if (people := people_with(agency, course, today()))
        }, "the gate says what the matrix says"
        return {code: people for code, people in counted.items() if people}

    assert valid_at() == {"MOPH": 1}
    memberships.end_role(by=hamad, membership=ali.memberships.get())
    assert (valid_at(), is_right()) == ({}, {})
    last_day = today() + dt.timedelta(days=9)
    memberships.give_role(by=hamad, person=ali, role=Role.TRAINEE, agency=moi, ends_on=last_day)
    assert valid_at() == {"MOI": 1} and is_right()[moi.pk, course.pk] == (1, 1)
    memberships.give_role(
        by=hamad, person=ali, role=Role.TRAINEE, agency=moph, starts_on=last_day + dt.timedelta(days=1)
    )
    with time_machine.travel(dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(9), dt.UTC), tick=False):
        follow_roles.apply()
        assert valid_at() == {"MOPH": 1} and is_right() == {}
        assert work.follow_roles_of_today() == 0, "once"
        past = PastPerson("1", ali.email, agency=moi)
        record_people.record(by=hamad, source="hr", past=[past])
        assert work.follow_roles_of_today() == 0, "what a source says holds"
        assert is_right()[moi.pk, course.pk] == (1, 1)
