"""Ali learns: nominated, accepted, waiting, in the room; and Maryam, who sends him."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from records.clock import today
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from tests.factories import training as made
from training.actions import enrolments, sessions
from training.enums import EnrolmentStatus
from training.models import Attendance, Completion, Enrolment, Session
from training.queries import sessions_to_come

pytestmark = pytest.mark.django_db
Status = EnrolmentStatus
TOMORROW = dt.timedelta(days=1)


def status_of(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).status


def sent(client: Any, name: str, *args: Any, **typed: Any) -> Any:
    return client.post(reverse(f"training:{name}", args=args), {"key": str(uuid.uuid4()), **typed})


def test_maryam_nominates_and_the_lab_accepts(maryam: Any, noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora)

    assert sent(client_of(maryam), "nominate", course.code, people=[ali.pk]).status_code == 302
    enrolment = Enrolment.objects.get()
    assert (enrolment.status, enrolment.agency.code) == (Status.NOMINATED, "MOPH")
    assert Notification.objects.filter(person=noora, kind="training.nominated").count() == 1
    assert sent(client_of(noora), "accept", enrolment.pk).status_code == 302
    assert status_of(enrolment) == Status.ENROLLED
    assert Notification.objects.filter(person=ali, kind="training.accepted").count() == 1
    assert [step.to_status for step in enrolment.steps.all()] == [Status.NOMINATED, Status.ENROLLED]


def test_khalid_cannot_nominate_somebody_of_another_agency(khalid: Any, noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora)
    assert sent(client_of(khalid), "nominate", course.code, people=[ali.pk]).status_code == 422
    with pytest.raises(NotAllowed):
        made.nominated(khalid, course, ali)
    assert not Enrolment.objects.exists()


def test_a_nomination_that_is_not_accepted_tells_why(maryam: Any, noora: Any, ali: Any, client_of: Any) -> None:
    enrolment = made.nominated(maryam, made.course(noora), ali)[0]

    assert sent(client_of(noora), "decline", enrolment.pk, reason="").status_code == 422
    assert sent(client_of(noora), "decline", enrolment.pk, reason="The next one suits better.").status_code == 302
    assert status_of(enrolment) == Status.DECLINED
    assert sent(client_of(noora), "decline", enrolment.pk, reason="Again").status_code == 403


def test_oneself_only_where_the_course_lets(noora: Any, ali: Any, client_of: Any) -> None:
    closed, is_open = made.course(noora), made.course(noora, is_open_to_all=True)

    assert sent(client_of(ali), "enrol", closed.code).status_code == 403
    assert sent(client_of(ali), "enrol", is_open.code).status_code == 302
    assert Enrolment.objects.get().course == is_open
    again = sent(client_of(ali), "enrol", is_open.code)
    assert again.status_code == 422
    assert "nominated or enrolled already" in again.content.decode()


def test_what_comes_before_has_to_be_completed(noora: Any, ali: Any) -> None:
    first = made.course(noora, title_en="The first")
    second = made.course(noora, is_open_to_all=True, prerequisites=(first,))
    with pytest.raises(ValidationError, match="The first"):
        made.enrolled(ali, second)
    made.completion(noora, ali, first, today())
    assert made.enrolled(ali, second).status == Status.ENROLLED


def test_the_waiting_list_moves_up_by_itself(noora: Any, ali: Any, maryam: Any, khalid: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, capacity=1)
    seated = made.enrolled(ali, course, session)
    first, second = made.enrolled(maryam, course, session), made.enrolled(khalid, course, session)
    assert (seated.status, first.status, second.status) == (Status.ENROLLED, Status.WAITING, Status.WAITING)

    enrolments.withdraw(by=ali, enrolment=seated)

    assert (status_of(seated), status_of(first), status_of(second)) == (
        Status.WITHDRAWN,
        Status.ENROLLED,
        Status.WAITING,
    )
    assert Notification.objects.filter(person=maryam, kind="training.moved_up").count() == 1
    sessions.set_capacity(by=noora, session=session, capacity=2)
    assert status_of(second) == Status.ENROLLED
    with pytest.raises(ValidationError, match="2 seats are taken"):
        sessions.set_capacity(by=noora, session=session, capacity=1)


def test_a_cancelled_session_fails_nobody_and_tells_everybody(noora: Any, ali: Any, maryam: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, capacity=1)
    both = [made.enrolled(person, course, session) for person in (ali, maryam)]

    sessions.cancel(by=noora, session=session, reason="The room is flooded.")

    assert [status_of(one) for one in both] == [Status.WITHDRAWN, Status.WITHDRAWN]
    assert Notification.objects.filter(kind="training.session_cancelled").count() == 2
    with pytest.raises(ValidationError, match="cancelled already"):
        sessions.cancel(by=noora, session=session, reason="Once more.")


def test_who_was_there_by_list_completes_on_the_day(noora: Any, ali: Any, maryam: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True, validity_months=24)
    made.ruled(course, attendance_percent=100)
    yesterday = today() - TOMORROW
    session = made.session(noora, course, days=2, first=yesterday)
    one, other = made.enrolled(ali, course, session), made.enrolled(maryam, course, session)
    first, second = session.days.all()
    browser = client_of(noora)

    assert sent(browser, "mark", session.pk, first.pk, there=[one.pk, other.pk]).status_code == 302
    assert status_of(one) == Status.IN_PROGRESS
    assert sent(browser, "mark", session.pk, second.pk, there=[one.pk]).status_code == 302

    assert (status_of(one), status_of(other)) == (Status.COMPLETED, Status.IN_PROGRESS)
    completion = Completion.objects.get()
    assert (completion.person, completion.completed_on, completion.certificate.shows_name) == (ali, today(), False)
    assert sent(browser, "close_session", session.pk).status_code == 302
    assert status_of(other) == Status.FAILED
    assert AuditEvent.objects.filter(action="training.mark_attendance").count() == 2


def test_a_mark_can_be_put_right_and_both_stay(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, attendance_percent=100)
    session = made.session(noora, course, days=2, first=today())
    one = made.enrolled(ali, course, session)
    day = session.days.all()[0]
    sessions.mark(by=noora, session=session, day=day, there={one.pk})
    sessions.mark(by=noora, session=session, day=day, there=set())

    assert Attendance.objects.count() == 2
    assert [row.was_there for row in Attendance.objects.current()] == [False]
    with pytest.raises(ValidationError, match="still to come"):
        sessions.mark(by=noora, session=session, day=session.days.all()[1], there={one.pk})


def test_ali_types_the_code_of_the_room(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, attendance_percent=50)
    session = made.session(noora, course)
    enrolment = made.enrolled(ali, course, session)
    code = session.days.get().code

    assert sent(client_of(ali), "check_in", enrolment.pk, code="wrong").status_code == 422
    assert sent(client_of(ali), "check_in", enrolment.pk, code=f" {code.lower()} ").status_code == 302
    assert status_of(enrolment) == Status.COMPLETED
    assert Attendance.objects.get().by_code


def test_a_code_of_another_day_is_none(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, first=today() + TOMORROW)
    enrolment = made.enrolled(ali, course, session)
    with pytest.raises(ValidationError, match="no session today"):
        sessions.check_in(by=ali, enrolment=enrolment, code=session.days.get().code)


def test_the_session_goes_into_a_calendar(noora: Any, ali: Any, client_of: Any) -> None:
    from icalendar import Calendar

    course = made.course(noora, title_en="Asking well", is_open_to_all=True)
    session = made.session(noora, course, days=2)

    answer = client_of(ali).get(reverse("training:calendar", args=[session.pk]))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Asking well", "Asking well"]
    assert events[0]["dtstart"].dt == dt.datetime.combine(today(), dt.time(6), dt.UTC)


def test_a_session_is_planned_over_working_days(noora: Any, client_of: Any) -> None:
    course = made.course(noora)
    thursday = today() + dt.timedelta(days=(3 - today().weekday()) % 7 + 7)
    typed = {
        "first_day": thursday.isoformat(),
        "number_of_days": "٢",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "place_en": "Room 4",
        "capacity": "12",
    }

    assert sent(client_of(noora), "plan_session", course.code, **typed).status_code == 302
    days = [day.day.weekday() for day in Session.objects.get().days.all()]
    assert days == [3, 6]
    refused = sent(client_of(noora), "plan_session", course.code, **{**typed, "ends_at": "08:00"})
    assert "The end comes before the start." in refused.content.decode()


def test_another_persons_enrolment_is_not_there(noora: Any, ali: Any, khalid: Any, yousef: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    enrolment = made.enrolled(ali, course)
    for person in (khalid, yousef):
        assert client_of(person).get(reverse("training:withdraw", args=[enrolment.pk])).status_code == 404
    assert client_of(ali).get(reverse("training:withdraw", args=[enrolment.pk])).status_code == 200


def course_page(browser: Any, course: Any) -> str:
    return str(browser.get(reverse("training:course", args=[course.code])).content.decode())


def test_where_one_has_to_be_there_a_session_is_chosen(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    assert "Enrol and begin" in course_page(client_of(ali), course)
    made.ruled(course, attendance_percent=100)
    page = course_page(client_of(ali), course)
    assert "no session is planned at present" in page and "Enrol and begin" not in page
    made.session(noora, course)
    page = course_page(client_of(ali), course)
    assert "choose a session" in page and "Enrol and begin" not in page


def test_what_comes_first_is_told_before_somebody_tries(noora: Any, ali: Any, client_of: Any) -> None:
    first, second = (made.course(noora, code, title_en=code, is_open_to_all=True) for code in ("listen", "build"))
    second.prerequisites.add(first)
    page = course_page(client_of(ali), second)
    assert reverse("training:course", args=["listen"]) in page and "Enrol and begin" not in page
    made.completion(noora, ali, first, today())
    assert "Enrol and begin" in course_page(client_of(ali), second)


def test_the_next_session_stands_first_whenever_it_was_planned(noora: Any) -> None:
    course = made.course(noora)
    days = (20, 10)
    later, sooner = (made.session(noora, course, first=today() + dt.timedelta(days=number)) for number in days)
    made.session(noora, course, first=today() - TOMORROW)
    assert list(sessions_to_come(course)) == [sooner, later]


def test_the_link_is_for_those_who_have_a_seat(noora: Any, ali: Any, maryam: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    link = "https://meet.example.qa/listen"
    session = made.session(noora, course, capacity=1, link=link, place_en="", place_ar="")
    made.enrolled(ali, course, session), made.enrolled(maryam, course, session)
    calendar, learn = reverse("training:calendar", args=[session.pk]), reverse("training:learn", args=[course.code])

    assert [link in client_of(ali).get(page).content.decode() for page in (calendar, learn)] == [True, True]
    assert [link in client_of(maryam).get(page).content.decode() for page in (calendar, learn)] == [False, False]
    assert link in client_of(noora).get(calendar).content.decode()


def test_who_waits_knows_her_place_and_who_is_not_accepted_why(
    noora: Any, ali: Any, maryam: Any, khalid: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, capacity=1)
    for person in (ali, maryam, khalid):
        made.enrolled(person, course, session)
    learn = reverse("training:learn", args=[course.code])
    assert "You are number 2 on the waiting list" in client_of(khalid).get(learn).content.decode()

    other = made.course(noora)
    [nomination] = made.nominated(maryam, other, ali)
    learn = reverse("training:learn", args=[other.code])
    assert "Your agency has nominated you" in client_of(ali).get(learn).content.decode()
    enrolments.decline(by=noora, enrolment=nomination, reason="The next one suits better.")
    assert "The next one suits better." in client_of(ali).get(learn).content.decode()
    assert "The next one suits better." in course_page(client_of(ali), other)
