"""Who of ours can do what: right at any hour, its sums those of its rows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import people
from accounts.enums import Role
from accounts.models import Person
from records.actions.outbox import send_what_is_due
from records.clock import today
from records.models import Notification
from tests.factories import accounts
from tests.factories import training as made
from training.actions import completions, requirements, sessions
from training.matrix import MEASURES, Matrix
from training.models import Competency, Learner
from training.models.course import last_valid_day

pytestmark = pytest.mark.django_db
# Roles begin today, so the clock goes forward from here.
DAY = today()
END = last_valid_day(DAY, 12)


def at(day: dt.date | None, hour: int, minute: int = 0) -> Any:
    assert day is not None
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), dt.UTC), tick=False)


def figures(person: Any, agency: Any, course: Any) -> Any:
    return Matrix(person, today()).cells[agency.pk, course.pk]


def test_from_nomination_to_completion(noora: Any, maryam: Any, ali: Any, moph: Any) -> None:
    course = made.course(noora, validity_months=2)
    made.ruled(course, attendance_percent=100)
    session = made.session(noora, course)
    one = made.nominated(maryam, course, ali, maryam, session=session)[0]
    assert (figures(noora, moph, course).nominated, figures(noora, moph, course).attended) == (2, 0)

    from training.actions import enrolments

    enrolments.accept(by=noora, enrolment=one)
    sessions.mark(by=noora, session=session, day=session.days.get(), there={one.pk})

    told = figures(noora, moph, course)
    assert (told.nominated, told.attended, told.completed, told.valid, told.expiring) == (2, 1, 1, 1, 1)


def test_right_the_moment_after_midnight(noora: Any, ali: Any, moph: Any) -> None:
    """Only the clock moves: nothing is counted anew."""
    course = made.course(noora, validity_months=12)
    made.completion(noora, ali, course, DAY)
    with at(END, 20, 59):
        told = figures(noora, moph, course)
        assert (told.valid, told.expiring, told.completed) == (1, 1, 1)
    with at(END, 21):
        told = figures(noora, moph, course)
        assert (told.valid, told.expiring, told.completed) == (0, 0, 1)


def test_what_is_taken_back_counts_no_more(noora: Any, ali: Any, moph: Any) -> None:
    course = made.course(noora)
    completion = made.completion(noora, ali, course, today())
    completions.take_back(by=noora, completion=completion, reason="Not hers.")
    assert (moph.pk, course.pk) not in Matrix(noora, today()).cells


def test_recertification_moves_the_end_and_counts_one_person(noora: Any, ali: Any, moph: Any) -> None:
    course = made.course(noora, validity_months=12)
    made.completion(noora, ali, course, today() - dt.timedelta(days=360))
    assert figures(noora, moph, course).expiring == 1
    made.completion(noora, ali, course, today())
    told = figures(noora, moph, course)
    assert (told.completed, told.valid, told.expiring) == (1, 1, 0)


def test_the_rate_of_those_required(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, moph: Any, moi: Any
) -> None:
    course = made.course(noora, validity_months=1)
    requirements.put(by=noora, course=course, role=Role.INNOVATION_OFFICER)
    requirements.put(by=noora, course=course, agency=moph)
    made.completion(noora, ali, course, today())

    ours, theirs = figures(noora, moph, course), figures(noora, moi, course)
    assert (ours.required, ours.fulfilled, ours.rate) == (2, 1, 50)
    assert (theirs.required, theirs.fulfilled, theirs.rate) == (1, 0, 0)
    with pytest.raises(ValidationError, match="already"):
        requirements.put(by=noora, course=course, agency=moph)
    requirements.end(by=noora, requirement=course.requirements.get(agency=moph))
    assert figures(noora, moph, course).required == 1


def test_a_grade_is_required(noora: Any, ali: Any, maryam: Any, moph: Any) -> None:
    course = made.course(noora)
    Learner.objects.create(person=ali, agency=moph, grade="7")
    requirements.put(by=noora, course=course, grade="7")
    assert figures(noora, moph, course).required == 1


def test_where_nobody_has_to_the_page_says_what_to_do_first(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    page = f"{reverse('training:matrix')}?show=rate"
    assert "Nobody has to complete a course yet" in client_of(noora).get(page).content.decode()
    requirements.put(by=noora, course=course)
    told = client_of(noora).get(page).content.decode()
    assert "Nobody has to complete a course yet" not in told and "is fulfilled" in told


def test_whoever_requires_is_told_of_how_many(
    noora: Any, ali: Any, maryam: Any, khalid: Any, moph: Any, client_of: Any
) -> None:
    """A grade in the digits of either script names the same people; one that nobody has is said to name nobody."""
    course = made.course(noora)
    Learner.objects.create(person=ali, agency=moph, grade="7")
    address = reverse("training:require", args=[course.code])

    def asked(browser: Any = client_of(noora), **typed: str) -> str:  # noqa: B008
        answer = browser.post(address, {"key": str(uuid.uuid4()), **typed}, follow=True)
        return f"{answer.status_code} {answer.content.decode()}"

    assert "names nobody yet" in asked(grade="70")
    assert "The course is required of 1 person today." in asked(grade="٧", due_on=str(today()))
    assert figures(noora, moph, course).required == 1
    told = asked(agency=str(moph.pk), due_on=str(today() - dt.timedelta(days=1)))
    assert told.startswith("422") and "This day has passed." in told
    assert "The course is required of 2 people today." in asked(agency=str(moph.pk))
    assert asked(client_of(maryam)).startswith("403") and asked(client_of(khalid)).startswith("403")
    assert course.requirements.count() == 3


def test_its_sums_are_those_of_its_rows(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, yousef: Any, moph: Any
) -> None:
    courses = [made.course(noora, validity_months=months) for months in (1, 24, None)]
    for number, person in enumerate((ali, maryam, khalid, yousef)):
        for course in courses[: number % 3 + 1]:
            made.completion(noora, person, course, today() - dt.timedelta(days=10 * number))
    requirements.put(by=noora, course=courses[0])
    found = Matrix(noora, today())

    for measure in MEASURES:
        whole = getattr(found.total, measure)
        assert whole == sum(getattr(found.of_agency(agency.pk), measure) for agency in found.agencies)
        assert whole == sum(getattr(found.of_course(course.pk), measure) for course in found.courses)
    assert found.total.completed == 1 + 2 + 3 + 1
    assert sum(count for _month, count in found.by_month()) == found.total.completed


def test_everybody_sees_her_own(noora: Any, ali: Any, maryam: Any, khalid: Any, sheikha: Any, client_of: Any) -> None:
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    seen = {person: len(Matrix(person, today()).cells) for person in (noora, sheikha, maryam, khalid)}
    assert seen == {noora: 1, sheikha: 1, maryam: 1, khalid: 0}
    page = reverse("training:matrix")
    assert client_of(ali).get(page).status_code == 403
    assert client_of(maryam).get(page).status_code == 200


def test_down_to_the_people_for_those_who_may_know(
    noora: Any, ali: Any, maryam: Any, khalid: Any, sheikha: Any, client_of: Any
) -> None:
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    address = f"{reverse('training:matrix_people')}?agency=MOPH&course={course.code}&what=valid"
    assert str(ali) in client_of(noora).get(address).content.decode()
    assert str(ali) in client_of(maryam).get(address).content.decode()
    leader = client_of(sheikha).get(address).content.decode()
    assert ("1 person" in leader, str(ali) in leader) == (True, False)
    assert client_of(khalid).get(address).status_code == 404


def test_as_many_queries_for_one_cell_as_for_fifty(hamad: Any, noora: Any, ali: Any, client_of: Any) -> None:
    browser, page = client_of(noora), reverse("training:matrix")
    course = made.course(noora)
    made.completion(noora, ali, course, today())

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    few = asked()
    for number in range(6):
        agency = accounts.agency(hamad, f"QA-{number}")
        person = accounts.person(hamad, f"p{number}@example.test", Role.TRAINEE, agency)
        for _course in range(3):
            made.completion(noora, person, made.course(noora), today())
    assert asked() == few


@pytest.mark.parametrize("show", ["valid", "completed", "expiring", "nominated", "attended", "required", "rate"])
def test_every_measure_has_its_page(show: str, noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, validity_months=1)
    made.completion(noora, ali, course, today())
    requirements.put(by=noora, course=course)
    for asked in (f"show={show}", "agency=MOPH", f"course={course.code}"):
        assert client_of(noora).get(f"{reverse('training:matrix')}?{asked}").status_code == 200
    assert client_of(noora).get(f"{reverse('training:matrix')}?agency=NASA").status_code == 404


def test_ninety_sixty_and_thirty_days_before_its_end(noora: Any, ali: Any, maryam: Any, moph: Any) -> None:
    Learner.objects.create(person=ali, agency=moph, manager=maryam)
    made.completion(noora, ali, made.course(noora, validity_months=12), DAY)

    def told_after(days_left: int) -> tuple[int, int]:
        assert END is not None
        with at(END - dt.timedelta(days=days_left), 9):
            requirements.remind_of_ends()
            requirements.remind_of_ends()
        return (
            Notification.objects.filter(person=ali, kind="training.ends").count(),
            Notification.objects.filter(person=maryam, kind="training.ends_for").count(),
        )

    assert [told_after(days) for days in (91, 90, 75, 60, 30, 29, 0)] == [
        (0, 0),
        (1, 1),
        (1, 1),
        (2, 2),
        (3, 3),
        (3, 3),
        (3, 3),
    ]


def test_the_letter_of_an_end_says_whose_and_what_helps(noora: Any, ali: Any, maryam: Any, moph: Any) -> None:
    """In the language of who reads it."""
    Learner.objects.create(person=ali, agency=moph, manager=maryam)
    Person.objects.filter(pk=maryam.pk).update(language="ar")
    made.completion(
        noora, ali, made.course(noora, title_en="Asking well", title_ar="حسن السؤال", validity_months=1), DAY
    )
    requirements.remind_of_ends()
    send_what_is_due()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert "Your certificate of “Asking well” is valid until" in letters[ali.email].subject
    assert "completes the course again by then" in letters[ali.email].body
    assert "«حسن السؤال»" in letters[maryam.email].subject and "أتمّ الدورة" in letters[maryam.email].body


def test_people_by_skill_add_up_and_lead_to_their_names(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, sheikha: Any, moph: Any, client_of: Any
) -> None:
    """Leaders ask who can do this: people, each once, and not their certificates."""
    skill = Competency.objects.order_by("order")[0]
    courses = [made.course(noora, code, validity_months=12) for code in ("a", "b", "c")]
    for course in courses[:2]:
        course.competencies.add(skill)
    for person, taken in ((ali, courses), (maryam, courses[:1]), (khalid, courses[2:])):
        for course in taken:
            made.completion(noora, person, course, today())
    left = accounts.person(hamad, "left@moph.example", Role.TRAINEE, moph)
    made.completion(noora, left, courses[0], today())
    assert Matrix(noora, today()).cells[moph.pk, courses[0].pk].valid == 3
    people.deactivate(by=hamad, person=left)
    assert Matrix(noora, today()).cells[moph.pk, courses[0].pk].valid == 2

    page = f"{reverse('training:matrix')}?show=people"
    told = client_of(sheikha).get(page).content.decode()
    assert "3 people hold a training that is valid today." in told
    assert "what=able&amp;competency=" + skill.code in told
    assert "2 people hold a training that is valid today." in client_of(maryam).get(page).content.decode()

    behind = f"{reverse('training:matrix_people')}?agency=MOPH&what=able"
    names = client_of(maryam).get(behind).content.decode()
    assert names.count(str(ali)) == 1 and str(maryam) in names and str(left) not in names
    assert all(f"<bdi>{course.title}</bdi>" in names for course in courses)
    of_skill = client_of(maryam).get(f"{behind}&competency={skill.code}")
    assert f"<bdi>{courses[2].title}</bdi>" not in of_skill.content.decode()
    assert "2 people can do this today." in of_skill.content.decode()
    leader = client_of(sheikha).get(behind).content.decode()
    assert ("2 people hold a training" in leader, str(ali) in leader) == (True, False)
    assert client_of(khalid).get(behind).status_code == 404
    assert client_of(noora).get(f"{behind}&competency=flying").status_code == 404
    with time_machine.travel(dt.datetime.combine(today() + dt.timedelta(days=400), dt.time(9), dt.UTC), tick=False):
        assert "0 people hold" in client_of(sheikha).get(page).content.decode()


def test_who_still_has_to_and_by_when(noora: Any, ali: Any, maryam: Any, moph: Any, client_of: Any) -> None:
    course = made.course(noora, validity_months=12)
    Learner.objects.create(person=ali, agency=moph, grade="7")
    made.completion(noora, maryam, course, today())
    requirements.put(by=noora, course=course, agency=moph, due_on=today() + dt.timedelta(days=5))
    requirements.put(by=noora, course=course, grade="7", due_on=today() + dt.timedelta(days=2))
    address = f"{reverse('training:matrix_people')}?agency=MOPH&course={course.code}&what="

    rows = {row.person: row for row in client_of(maryam).get(f"{address}required").context["rows"]}
    assert rows[ali].due_on == today() + dt.timedelta(days=2), "the first of the two"
    assert rows[maryam].due_on == today() + dt.timedelta(days=5)
    assert [row.person for row in client_of(maryam).get(f"{address}missing").context["rows"]] == [ali]
    rate = f"{reverse('training:matrix')}?show=rate"
    told = client_of(maryam).get(rate).content.decode()
    assert "50% of what is required is fulfilled: 1 of 2" in told and "what=missing&amp;course" in told
    with at(today() + dt.timedelta(days=3), 9):
        late = client_of(maryam).get(f"{address}required").context["rows"]
        assert {row.person: row.is_late for row in late} == {ali: True, maryam: False}
        assert "Late" in client_of(maryam).get(f"{address}missing").content.decode()


def test_as_many_queries_for_one_name_as_for_many(hamad: Any, noora: Any, ali: Any, moph: Any, client_of: Any) -> None:
    course = made.course(noora, validity_months=1)
    made.completion(noora, ali, course, today())
    requirements.put(by=noora, course=course, agency=moph, due_on=today())
    browser, address = client_of(noora), f"{reverse('training:matrix_people')}?agency=MOPH&course={course.code}"

    def asked(of: str) -> int:
        browser.get(of)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(of).status_code == 200
        return len(queries)

    one = asked(f"{address}&what=required"), asked(f"{reverse('training:matrix')}?show=people")
    for number in range(8):
        made.completion(noora, accounts.person(hamad, f"q{number}@x.example", Role.TRAINEE, moph), course, today())
    assert (asked(f"{address}&what=required"), asked(f"{reverse('training:matrix')}?show=people")) == one
    assert one == (14, 7)
    for what in ("valid", "completed", "expiring", "nominated", "attended", "fulfilled", "missing"):
        assert asked(f"{address}&what={what}") <= 14
