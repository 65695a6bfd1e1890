"""Ali learns: nominated, accepted, waiting, in the room; and Maryam, who sends him."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.enums import Role
from records.clock import today
from records.models import AuditEvent, Notification
from records.notices import look_up_all, subject_of
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories import training as made
from training.actions import enrolments, learning, sessions
from training.enums import EnrolmentStatus, Test
from training.models import Attendance, Completion, Enrolment, Session
from training.queries import sessions_to_come

pytestmark = pytest.mark.django_db
Status = EnrolmentStatus
TOMORROW = dt.timedelta(days=1)
OF_THE_LIST, OF_NOMINATIONS = 10, 8


def status_of(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).status


def sent(client: Any, name: str, *args: Any, **typed: Any) -> Any:
    return client.post(reverse(f"training:{name}", args=args), {"key": str(uuid.uuid4()), **typed})


def letters_to(person: Any) -> list[str]:
    """What is told to whoever nominated, in words, the first first."""
    told = list(Notification.objects.filter(person=person, kind__startswith="training.sent_").order_by("pk"))
    look_up_all(told)
    assert all(one.mail_due_at for one in told)
    return [subject_of(one) for one in told]


def test_maryam_nominates_and_the_lab_accepts(maryam: Any, noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora)

    assert sent(client_of(maryam), "nominate", course.code, people=[ali.pk]).status_code == 302
    enrolment = Enrolment.objects.get()
    assert (enrolment.status, enrolment.agency.code) == (Status.NOMINATED, "MOPH")
    assert Notification.objects.filter(person=noora, kind="training.nominated").count() == 1
    assert sent(client_of(noora), "accept", enrolment.pk).status_code == 302
    assert status_of(enrolment) == Status.ENROLLED
    assert Notification.objects.filter(person=ali, kind="training.accepted").count() == 1
    assert letters_to(maryam) == [f"{ali} is enrolled in “{course.title}”"]
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
    assert letters_to(maryam) == [f"{ali} was not accepted for “{enrolment.course.title}”"]
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


def test_a_list_that_is_kept_late_does_not_complete_before_the_quiz(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=2, attendance_percent=100)
    session = made.session(noora, course, days=2, first=today() - 3 * TOMORROW)
    enrolment = made.enrolled(ali, course, session)
    first, second = session.days.all()
    sessions.mark(by=noora, session=session, day=second, there={enrolment.pk})
    learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=2))
    sessions.mark(by=noora, session=session, day=first, there={enrolment.pk})
    assert Completion.objects.get().completed_on == today()


def test_the_last_day_there_is_the_day_of_completion_in_whatever_order_the_lists_come(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, attendance_percent=100)
    session = made.session(noora, course, days=2, first=today() - 3 * TOMORROW)
    enrolment = made.enrolled(ali, course, session)
    for day in reversed(session.days.all()):
        sessions.mark(by=noora, session=session, day=day, there={enrolment.pk})
    assert Completion.objects.get().completed_on == today() - 2 * TOMORROW


def test_ali_sees_that_he_is_on_the_list(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, days=2)
    enrolment = made.enrolled(ali, course, session)
    browser, learn = client_of(ali), reverse("training:learn", args=[course.code])
    here = reverse("training:check_in", args=[enrolment.pk])
    assert here in browser.get(learn).content.decode()
    sent(browser, "check_in", enrolment.pk, code=session.days.first().code)
    page = browser.get(learn).content.decode()
    assert here not in page and page.count("you were there") == 1


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


def test_who_came_in_by_the_code_while_the_list_was_open_stays_on_it(
    noora: Any, ali: Any, maryam: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, attendance_percent=100)
    session = made.session(noora, course, days=2)
    his, hers = (made.enrolled(person, course, session) for person in (ali, maryam))
    day, browser = session.days.first(), client_of(noora)

    def there() -> set[int]:
        return set(Attendance.objects.current().filter(day=day, was_there=True).values_list("enrolment", flat=True))

    # Noora has the list open, empty; Ali types the code; she ticks Maryam and sends what she has before her.
    assert 'name="seen"' not in browser.get(reverse("training:session", args=[session.pk])).content.decode()
    sessions.check_in(by=ali, enrolment=his, code=day.code)
    assert sent(browser, "mark", session.pk, day.pk, there=[hers.pk]).status_code == 302
    assert there() == {his.pk, hers.pk}

    # What she has seen she may put right.
    page = browser.get(reverse("training:session", args=[session.pk])).content.decode()
    assert page.count('name="seen"') == 2
    assert sent(browser, "mark", session.pk, day.pk, there=[hers.pk], seen=[his.pk, hers.pk]).status_code == 302
    assert there() == {hers.pk}


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
    refused = sent(client_of(noora), "plan_session", course.code, **{**typed, "ends_at": "08:00", "place_en": ""})
    page = refused.content.decode()
    assert "The end comes before the start." in page and "Say where: a place or a link." in page


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


def taking_part(browser: Any, course: Any, **asked: str) -> Any:
    return browser.get(reverse("training:enrolments", args=[course.code]), asked)


def test_maryam_sees_what_became_of_those_whom_she_sent(
    noora: Any, ali: Any, maryam: Any, khalid: Any, yousef: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    [sent_by_her] = made.nominated(maryam, course, ali)
    of_khalid = made.enrolled(khalid, course)
    enrolments.decline(by=noora, enrolment=sent_by_her, reason="The next one suits better.")

    page = taking_part(client_of(maryam), course).content.decode()
    assert str(ali) in page and "The next one suits better." in page
    assert reverse("training:withdraw", args=[of_khalid.pk]) not in page
    assert [len(taking_part(client_of(one), course).context["rows"]) for one in (maryam, khalid, noora)] == [1, 1, 2]
    assert taking_part(client_of(yousef), course).status_code == 404
    only_open = taking_part(client_of(noora), course, status="enrolled", q=khalid.name_en.split()[0])
    assert [row["enrolment"].person for row in only_open.context["rows"]] == [khalid]


def test_the_agency_withdraws_somebody_and_comes_back_to_the_list(
    noora: Any, ali: Any, maryam: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    enrolment = made.enrolled(ali, course)
    browser = client_of(maryam)
    assert reverse("training:withdraw", args=[enrolment.pk]) in taking_part(browser, course).content.decode()
    done = sent(browser, "withdraw", enrolment.pk, reason="On leave.")
    assert done["Location"] == reverse("training:enrolments", args=[course.code])
    assert "On leave." in taking_part(browser, course).content.decode()


def test_the_lab_assesses_who_learns_without_a_session(noora: Any, ali: Any, maryam: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, needs_assessment=True)
    enrolment = made.enrolled(ali, course)
    address = reverse("training:assess", args=[enrolment.pk])
    assert address in taking_part(client_of(noora), course).content.decode()
    assert address not in taking_part(client_of(maryam), course).content.decode()
    assert client_of(noora).get(address).status_code == 200
    assert sent(client_of(noora), "assess", enrolment.pk).status_code == 422
    assert sent(client_of(noora), "assess", enrolment.pk, verdict="passed").status_code == 302
    assert status_of(enrolment) == Status.COMPLETED


@pytest.mark.parametrize("people", [1, 50])
def test_who_takes_part_takes_the_same_queries_for_one_and_for_fifty(
    people: int, hamad: Any, noora: Any, ali: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    course = made.course(noora, is_open_to_all=True, validity_months=1)
    agency = ali.memberships.get().agency
    for number in range(people):
        trainee = accounts.person(hamad, f"trainee{number}@moph.example", "trainee", agency)
        made.enrolled(trainee, course, made.session(noora, course) if number % 2 == 0 else None)
    browser = client_of(noora)
    taking_part(browser, course)
    with django_assert_num_queries(OF_THE_LIST):
        taking_part(browser, course)


def test_a_session_that_is_over_waits_to_be_closed_and_tells_who_got_no_seat(
    noora: Any, ali: Any, maryam: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, first=today() - TOMORROW, capacity=1)
    made.enrolled(ali, course, session)
    waiting = made.enrolled(maryam, course, session)
    address, work = reverse("training:session", args=[session.pk]), reverse("workspace:home")
    page = course_page(client_of(noora), course)
    assert address in page and "over; to be closed" in page
    assert address not in course_page(client_of(ali), course)
    assert address in client_of(noora).get(work).content.decode()

    assert sent(client_of(noora), "close_session", session.pk).status_code == 302
    assert status_of(waiting) == Status.WITHDRAWN
    assert Notification.objects.filter(person=maryam, kind="training.no_seat").count() == 1
    assert address not in client_of(noora).get(work).content.decode()


def test_no_session_is_planned_for_a_day_that_has_passed(noora: Any, client_of: Any) -> None:
    course = made.course(noora)
    typed = {"number_of_days": "1", "starts_at": "09:00", "ends_at": "12:00", "place_en": "Room 4", "capacity": "12"}
    refused = sent(client_of(noora), "plan_session", course.code, first_day=str(today() - TOMORROW), **typed)
    assert refused.status_code == 422 and "This day has passed" in refused.content.decode()
    assert sent(client_of(noora), "plan_session", course.code, first_day=str(today()), **typed).status_code == 302


def test_a_code_is_taken_in_the_digits_of_any_keyboard(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course)
    session.days.update(code="AC3479")
    enrolment = made.enrolled(ali, course, session)
    assert sent(client_of(ali), "check_in", enrolment.pk, code="ac٣٤٧٩").status_code == 302
    assert Attendance.objects.get().by_code


def test_whoever_moves_up_with_more_seats_is_counted(noora: Any, ali: Any, maryam: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course, capacity=1)
    made.enrolled(ali, course, session), made.enrolled(maryam, course, session)
    browser = client_of(noora)
    page = reverse("training:session", args=[session.pk])
    sent(browser, "capacity", session.pk, capacity="2")
    assert "1 person has moved up." in browser.get(page).content.decode()
    sent(browser, "capacity", session.pk, capacity="3")
    assert "moved up" not in browser.get(page).content.decode()


def test_maryam_sees_who_is_in_already_and_is_asked_for_the_session(
    noora: Any, ali: Any, maryam: Any, client_of: Any
) -> None:
    course = made.course(noora)
    address, browser = reverse("training:nominate", args=[course.code]), client_of(maryam)
    assert "No session: by oneself" in browser.get(address).content.decode()
    session = made.session(noora, made.course(noora, "stay"))
    course = session.course
    made.ruled(course, attendance_percent=100)
    made.nominated(maryam, course, ali, session=session)

    page = browser.get(reverse("training:nominate", args=[course.code])).content.decode()
    assert f"{ali} (Nominated)" in page and f"{maryam} (" not in page
    assert "No session: by oneself" not in page
    refused = sent(browser, "nominate", course.code, people=[maryam.pk])
    assert refused.status_code == 422 and "one has to be there" in refused.content.decode()
    assert sent(browser, "nominate", course.code, people=[maryam.pk], session=session.pk).status_code == 302
    waiting = client_of(noora).get(reverse("training:session", args=[session.pk])).content.decode()
    assert "2 nominations wait for an answer." in waiting


def test_among_many_maryam_finds_whom_she_nominates_and_loses_nobody_she_chose(
    hamad: Any, noora: Any, ali: Any, maryam: Any, moph: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.forms.MOST_SHOWN", 2)
    course = made.course(noora)
    sara, dana = (
        accounts.person(
            hamad, f"{name_en.split()[0].lower()}@moph.example", Role.TRAINEE, moph, name_en=name_en, name_ar=name_ar
        )
        for name_en, name_ar in (("Sara Ahmad", "سارة أحمد"), ("Dana Nasser", "دانة ناصر"))
    )
    made.nominated(maryam, course, dana)
    hers, address = client_of(maryam), reverse("training:nominate", args=[course.code])

    def shown(answer: Any) -> dict[str, bool]:
        boxes = answer.context["form"]["people"]
        return {box.choice_label: bool(box.data["selected"]) for box in boxes}

    first = hers.get(address)
    assert len(shown(first)) == 2 and first.content.decode().count('<label class="choice"') == 2
    looked = hers.post(address, {"look": "1", "find": "احمد", "people": [str(ali.pk), "x", "9" * 30]})
    assert (looked.status_code, shown(looked)) == (200, {str(ali): True, str(sara): False})
    assert "field-error" not in looked.content.decode()
    assert not Enrolment.objects.filter(person__in=(ali, sara)).exists()

    # Who is in the course already is told as that, and cannot be ticked.
    page = hers.post(address, {"look": "1", "find": "dana@"})
    assert list(shown(page)) == [f"{dana} (Nominated)"]
    assert page.context["form"]["people"][0].data["attrs"]["disabled"]

    assert sent(hers, "nominate", course.code, find="احمد", people=[ali.pk, sara.pk]).status_code == 302
    assert Enrolment.objects.filter(person__in=(ali, sara), status=Status.NOMINATED).count() == 2


def test_all_who_cannot_be_nominated_are_told_at_once_and_nobody_is_nominated(
    noora: Any, ali: Any, maryam: Any, client_of: Any
) -> None:
    first = made.course(noora, title_en="The first")
    course = made.course(noora, is_open_to_all=True, prerequisites=(first,))
    made.completion(noora, maryam, first, today())
    made.enrolled(maryam, course)

    refused = sent(client_of(maryam), "nominate", course.code, people=[ali.pk, maryam.pk])

    page = refused.content.decode()
    assert f"{ali} has to complete “The first” first." in page
    assert f"{maryam} is nominated or enrolled already." in page
    assert not Enrolment.objects.filter(person=ali).exists()


def test_who_takes_part_is_found_by_any_spelling(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.enrolled(ali, course)
    for words, count in (("على", 1), ("Ali", 1), (ali.email, 1), ("Khalid", 0)):
        assert len(taking_part(client_of(noora), course, q=words).context["rows"]) == count, words


def test_all_whom_an_agency_sends_are_accepted_by_one_press_and_told_to_her_once(
    noora: Any, ali: Any, maryam: Any, fatima: Any, khalid: Any, client_of: Any
) -> None:
    course = made.course(noora)
    session = made.session(noora, course, capacity=2)
    asked = made.nominated(maryam, course, ali, maryam, fatima, session=session)
    [of_khalid] = made.nominated(khalid, course, khalid, session=session)
    hers, nominations = client_of(noora), reverse("training:nominations")
    page = hers.get(nominations)
    assert [len(one["rows"]) for one in page.context["together"]] == [3, 1]
    assert "Accept all 3" in page.content.decode() and "2 seats free" in page.content.decode()

    typed = {"enrolments": [one.pk for one in asked]}
    assert sent(client_of(maryam), "accept_all", course.code, **typed).status_code == 404
    assert sent(hers, "accept_all", course.code, **typed).status_code == 302

    assert [status_of(one) for one in (*asked, of_khalid)] == ["enrolled", "enrolled", "waiting", "nominated"]
    assert letters_to(maryam) == [
        f"{ali} is enrolled in “{course.title}”",
        f"{fatima} is on the waiting list of “{course.title}”",
    ]
    event = AuditEvent.objects.get(action="training.accept")
    assert (event.count, event.target_id) == (3, str(course.pk))
    # Sent again from a page that was open meanwhile: who was answered stays as she is.
    assert sent(hers, "accept_all", course.code, **typed).status_code == 302
    assert AuditEvent.objects.filter(action="training.accept").count() == 1
    enrolments.withdraw(by=ali, enrolment=asked[0])
    assert letters_to(maryam)[2:] == [f"{fatima} is enrolled in “{course.title}”"]


def test_several_of_hers_are_told_in_one_letter(noora: Any, ali: Any, maryam: Any, fatima: Any) -> None:
    course = made.course(noora)
    asked = made.nominated(maryam, course, ali, fatima)
    enrolments.accept_all(by=noora, course=course, enrolments=asked)
    assert letters_to(maryam) == [f"2 of those whom you nominated are enrolled in “{course.title}”"]


def test_another_courses_nomination_is_not_accepted_with_them(noora: Any, ali: Any, maryam: Any) -> None:
    course, other = made.course(noora), made.course(noora)
    [elsewhere] = made.nominated(maryam, other, ali)
    assert enrolments.accept_all(by=noora, course=course, enrolments=[elsewhere]) == []
    assert status_of(elsewhere) == Status.NOMINATED


def test_who_is_withdrawn_by_another_is_told(noora: Any, ali: Any, maryam: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    told = Notification.objects.filter(kind="training.withdrawn")
    enrolments.withdraw(by=ali, enrolment=made.enrolled(ali, course))
    assert not told.exists()
    enrolments.withdraw(by=maryam, enrolment=made.enrolled(ali, course), reason="He is needed here.")
    assert [one.person for one in told] == [ali]


@pytest.mark.parametrize("people", [1, 50])
def test_nominations_take_the_same_queries_for_one_and_for_fifty(
    people: int, hamad: Any, noora: Any, maryam: Any, moph: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    for number in range(people):
        trainee = accounts.person(hamad, f"trainee{number}@moph.example", Role.TRAINEE, moph)
        course = made.course(noora)
        made.nominated(maryam, course, trainee, session=made.session(noora, course))
    hers, nominations = client_of(noora), reverse("training:nominations")
    hers.get(nominations)
    with django_assert_num_queries(OF_NOMINATIONS):
        assert len(hers.get(nominations).context["together"]) == people


def test_a_session_is_held_elsewhere_and_nobody_loses_her_seat(
    noora: Any, ali: Any, maryam: Any, khalid: Any, client_of: Any
) -> None:
    from icalendar import Calendar

    course = made.course(noora, is_open_to_all=True)
    session = made.session(noora, course)
    seated, gone = made.enrolled(ali, course, session), made.enrolled(khalid, course, session)
    [nominated] = made.nominated(maryam, course, maryam, session=session)
    enrolments.withdraw(by=khalid, enrolment=gone)
    hers, told = client_of(noora), Notification.objects.filter(kind="training.session_elsewhere")

    assert sent(client_of(maryam), "session_place", session.pk, place_en="Room 9").status_code == 404
    assert "Say where" in sent(hers, "session_place", session.pk).content.decode()
    assert sent(hers, "session_place", session.pk, place_en="Room 9", place_ar="القاعة 9").status_code == 302

    assert {one.person for one in told} == {ali, maryam}
    assert (status_of(seated), status_of(nominated)) == (Status.ENROLLED, Status.NOMINATED)
    calendar = client_of(ali).get(reverse("training:calendar", args=[session.pk])).content
    assert [str(event["location"]) for event in Calendar.from_ical(calendar).walk("VEVENT")] == ["Room 9"]
    page = reverse("training:session", args=[session.pk])
    assert "Everybody who is to come is told." in hers.get(page).content.decode()
    # What is as it was is told to nobody again.
    sent(hers, "session_place", session.pk, place_en="Room 9", place_ar="القاعة 9")
    assert told.count() == 2
    assert "Nothing was changed." in hers.get(page).content.decode()
    sessions.cancel(by=noora, session=session, reason="The room is flooded.")
    assert "cancelled already" in sent(hers, "session_place", session.pk, place_en="Room 1").content.decode()
