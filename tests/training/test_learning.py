"""Ali goes through a course by himself: lessons, a quiz, the tests before and after."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import training as made
from training import lesson_bodies
from training.actions import enrolments, learning
from training.enums import EnrolmentStatus, Test
from training.lesson_bodies import Body, Telling
from training.models import Attempt, Completion, Course, Enrolment, LessonDone
from training.views.tries import tries_of

pytestmark = pytest.mark.django_db
Status = EnrolmentStatus
OF_THE_WAY, OF_A_COURSE = 21, 18


@pytest.fixture
def course(noora: Any) -> Course:
    found = made.course(noora, is_open_to_all=True)
    made.lessons(noora, found, "Look first", "Ask five", "Write it down")
    return found


@pytest.fixture
def enrolment(ali: Any, course: Course) -> Enrolment:
    return made.enrolled(ali, course)


def again(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=enrolment.pk)


def next_step(page: str) -> str:
    """Where the first button of the page leads."""
    return page.split('class="page-actions')[1].split('href="')[1].split('"')[0]


def finished(browser: Any, course: Course, lesson: str) -> Any:
    address = reverse("training:finish", args=[course.code, lesson])
    return browser.post(address, {"key": str(uuid.uuid4())})


def test_it_remembers_where_he_is(ali: Any, course: Course, enrolment: Enrolment, client_of: Any) -> None:
    browser = client_of(ali)
    page = browser.get(reverse("training:learn", args=[course.code])).content.decode()
    assert reverse("training:lesson", args=[course.code, "look-first"]) in page

    answer = finished(browser, course, "look-first")

    assert answer["Location"] == reverse("training:lesson", args=[course.code, "ask-five"])
    assert again(enrolment).at_lesson.code == "ask-five"
    assert again(enrolment).status == Status.IN_PROGRESS
    assert "Continue where I was" in browser.get(reverse("training:learn", args=[course.code])).content.decode()


def test_a_lesson_that_was_opened_and_not_finished_is_where_he_is(
    ali: Any, course: Course, enrolment: Enrolment, client_of: Any
) -> None:
    browser = client_of(ali)
    second = reverse("training:lesson", args=[course.code, "ask-five"])

    browser.get(second, headers={"Sec-Purpose": "prefetch;prerender"})
    browser.head(second)
    assert again(enrolment).at_lesson is None
    assert "Begin" in page_of(browser, course)

    browser.get(second)
    assert again(enrolment).at_lesson.code == "ask-five"
    page = page_of(browser, course)
    assert "Continue where I was" in page
    assert next_step(page) == second
    # It is a place and no progress.
    assert (again(enrolment).status, again(enrolment).begun_on) == (Status.ENROLLED, None)
    assert not LessonDone.objects.exists()


def test_what_is_finished_is_read_again_without_losing_the_place(
    ali: Any, course: Course, enrolment: Enrolment, client_of: Any
) -> None:
    browser = client_of(ali)
    finished(browser, course, "look-first")
    browser.get(reverse("training:lesson", args=[course.code, "look-first"]))
    assert again(enrolment).at_lesson.code == "ask-five"
    browser.get(reverse("training:lesson", args=[course.code, "write-it-down"]))
    assert again(enrolment).at_lesson.code == "write-it-down"


def test_the_test_before_comes_first_also_for_who_has_looked_into_a_lesson(
    ali: Any, course: Course, enrolment: Enrolment, client_of: Any
) -> None:
    made.quiz(course)
    browser = client_of(ali)
    browser.get(reverse("training:lesson", args=[course.code, "ask-five"]))
    assert next_step(page_of(browser, course)) == reverse("training:answer", args=[course.code, "before"])
    learning.finish_lesson(by=ali, enrolment=enrolment, lesson=course.lessons.get(code="look-first"))
    browser.get(reverse("training:lesson", args=[course.code, "write-it-down"]))
    assert next_step(page_of(browser, course)) == reverse("training:lesson", args=[course.code, "write-it-down"])


def test_in_arabic_the_same_lesson_counts_once(ali: Any, course: Course, enrolment: Enrolment, client_of: Any) -> None:
    browser = client_of(ali)
    finished(browser, course, "look-first")
    arabic = reverse("training:finish", args=[course.code, "look-first"]).replace("/en/", "/ar/")
    assert browser.post(arabic, {"key": str(uuid.uuid4())}).status_code == 302
    assert LessonDone.objects.count() == 1


def test_all_lessons_complete_it_where_nothing_else_is_asked(ali: Any, course: Course, enrolment: Enrolment) -> None:
    for part in learning.parts_in_order(enrolment):
        learning.finish_lesson(by=ali, enrolment=enrolment, lesson=part.lesson)

    assert again(enrolment).status == Status.COMPLETED
    completion = Completion.objects.get()
    assert (completion.person, completion.version, completion.enrolment) == (ali, enrolment.version, enrolment)
    assert AuditEvent.objects.filter(action="training.finish_lesson").count() == 3
    with pytest.raises(NotAllowed):
        learning.finish_lesson(by=ali, enrolment=enrolment, lesson=part.lesson)


def test_an_optional_lesson_is_not_needed(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.lessons(noora, course, "Needed")
    made.lessons(noora, course, "For the curious", is_optional=True)
    enrolment = made.enrolled(ali, course)
    learning.finish_lesson(by=ali, enrolment=enrolment, lesson=learning.parts_in_order(enrolment)[0].lesson)
    assert again(enrolment).status == Status.COMPLETED


def test_the_quiz_decides_with_its_pass_mark(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=4, pass_mark=75, attempts=2)
    enrolment = made.enrolled(ali, course)

    first = learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=2))
    assert (first.score, first.has_passed, again(enrolment).status) == (50, False, Status.IN_PROGRESS)
    second = learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=3))
    assert (second.score, second.has_passed, again(enrolment).status) == (75, True, Status.COMPLETED)
    assert Completion.objects.get().score == 75


def test_without_attempts_left_it_is_failed_and_not_withdrawn(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, pass_mark=100, attempts=1)
    enrolment = made.enrolled(ali, course)
    learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=1))

    assert again(enrolment).status == Status.FAILED
    assert not Completion.objects.exists()
    # A new try is a new enrolment; the failed one stays in the history.
    assert made.enrolled(ali, course).status == Status.ENROLLED
    assert Enrolment.objects.filter(person=ali, course=course).count() == 2


def test_answers_sent_twice_are_one_attempt(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, pass_mark=100, attempts=3)
    made.enrolled(ali, course)
    typed = {f"question_{pk}": choice for pk, choice in made.answers(version, right=1).items()}
    typed["key"] = str(uuid.uuid4())
    address = reverse("training:answer", args=[course.code, "quiz"])
    browser = client_of(ali)

    assert [browser.post(address, typed).status_code for _time in range(2)] == [302, 302]
    assert Attempt.objects.count() == 1


def test_a_question_left_open_is_told_and_nothing_is_lost(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course)
    made.enrolled(ali, course)
    pk, choice = next(iter(made.answers(version, right=2).items()))
    answer = client_of(ali).post(
        reverse("training:answer", args=[course.code, "quiz"]), {"key": str(uuid.uuid4()), f"question_{pk}": choice}
    )
    assert answer.status_code == 422
    assert "Choose an answer." in answer.content.decode()
    assert f'value="{choice}"' in answer.content.decode().split("checked")[0].rsplit("<input", 1)[1]
    assert not Attempt.objects.exists()


def test_the_test_before_has_one_attempt_and_fails_nobody(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=2)
    enrolment = made.enrolled(ali, course)
    question = version.questions.get(is_measuring=True)
    wrong = {question.pk: question.choices.get(order=2).pk}

    attempt = learning.answer(by=ali, enrolment=enrolment, test=Test.BEFORE, answers=wrong)

    assert (attempt.asked, attempt.right, again(enrolment).status) == (1, 0, Status.IN_PROGRESS)
    with pytest.raises(ValidationError, match="no attempt left"):
        learning.answer(by=ali, enrolment=enrolment, test=Test.BEFORE, answers=wrong)


def test_an_assessment_by_the_lab(noora: Any, ali: Any, maryam: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, needs_assessment=True)
    first, second = made.enrolled(ali, course), made.enrolled(maryam, course)
    learning.assess(by=noora, enrolment=first, has_passed=True)
    learning.assess(by=noora, enrolment=second, has_passed=False, note="Not tried with people.")
    assert (again(first).status, again(second).status) == (Status.COMPLETED, Status.FAILED)


def test_nobody_learns_in_another_ones_place(ali: Any, maryam: Any, enrolment: Enrolment, course: Course) -> None:
    with pytest.raises(NotAllowed):
        learning.finish_lesson(by=maryam, enrolment=enrolment, lesson=course.lessons.first())
    assert learning.finish_lesson(by=ali, enrolment=enrolment, lesson=course.lessons.first()) is not None


def test_a_lesson_says_where_its_translation_is_stale(
    ali: Any, course: Course, enrolment: Enrolment, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = Body("Go and look.", "ar", is_stale=True)
    telling = Telling(tell=lambda *asked: body, standings=lambda *asked: {}, write=lambda **told: None)
    monkeypatch.setattr(lesson_bodies, "_telling", [telling])
    page = client_of(ali).get(reverse("training:lesson", args=[course.code, "look-first"])).content.decode()
    assert "Go and look." in page
    assert "has changed since this was translated" in page
    assert "not told in your language" in page


def page_of(browser: Any, course: Course, name: str = "learn") -> str:
    return str(browser.get(reverse(f"training:{name}", args=[course.code])).content.decode())


def test_the_score_of_a_completion_is_that_of_the_quiz(noora: Any, ali: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=4, pass_mark=75)
    enrolment = made.enrolled(ali, course)
    measured = version.questions.get(is_measuring=True)
    right = {measured.pk: measured.choices.get(is_right=True).pk}
    before = learning.answer(by=ali, enrolment=enrolment, test=Test.BEFORE, answers=right)
    learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=3))

    assert (before.score, Completion.objects.get().score) == (100, 75)


def test_one_button_leads_from_the_test_before_to_the_test_after(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    [lesson] = made.lessons(noora, course, "Listen")
    version = made.quiz(course, questions=2, pass_mark=100)
    enrolment = made.enrolled(ali, course)
    measured = version.questions.get(is_measuring=True)
    right = {measured.pk: measured.choices.get(is_right=True).pk}
    browser, led = client_of(ali), []

    def leads_to() -> None:
        way = browser.get(reverse("training:learn", args=[course.code])).context["way"]
        led.append((way.next.verb, [step.state for step in way.steps]) if way.next else (None, []))

    leads_to()
    learning.answer(by=ali, enrolment=enrolment, test=Test.BEFORE, answers=right)
    leads_to()
    learning.finish_lesson(by=ali, enrolment=again(enrolment), lesson=lesson)
    leads_to()
    learning.answer(by=ali, enrolment=again(enrolment), test=Test.QUIZ, answers=made.answers(version, right=1))
    leads_to()
    learning.answer(by=ali, enrolment=again(enrolment), test=Test.QUIZ, answers=made.answers(version, right=2))
    leads_to()
    learning.answer(by=ali, enrolment=again(enrolment), test=Test.AFTER, answers=right)
    leads_to()

    assert led == [
        ("Begin with the test", ["current", "ahead", "ahead", "ahead"]),
        ("Begin", ["done", "current", "ahead", "ahead"]),
        ("Answer the quiz", ["done", "done", "current", "ahead"]),
        ("Try the quiz again", ["done", "done", "current", "ahead"]),
        ("Take the test after the course", ["done", "done", "done", "current"]),
        (None, []),
    ]


def test_what_was_right_and_why_is_told_when_nothing_more_is_asked(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    version = made.quiz(course, questions=2, pass_mark=50)
    measured = version.questions.get(is_measuring=True)
    measured.why_en = "Because whoever is asked so tells a story."
    measured.save()
    enrolment = made.enrolled(ali, course)
    learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=made.answers(version, right=1))

    page = page_of(client_of(ali), course)
    assert "tells a story" not in page and "when every test is answered" in page

    right = {measured.pk: measured.choices.get(is_right=True).pk}
    learning.answer(by=ali, enrolment=again(enrolment), test=Test.AFTER, answers=right)
    page = page_of(client_of(ali), course)
    assert "tells a story" in page
    assert page.count("You chose:") == 1


def test_what_is_completed_can_be_looked_back_at(
    ali: Any, khalid: Any, course: Course, enrolment: Enrolment, client_of: Any
) -> None:
    for part in learning.parts_in_order(enrolment):
        learning.finish_lesson(by=ali, enrolment=again(enrolment), lesson=part.lesson)

    assert "Look back at my course" in page_of(client_of(ali), course, "course")
    assert "Look back at my course" not in page_of(client_of(khalid), course, "course")


def test_expired_is_not_completed_and_both_tries_stay(noora: Any, ali: Any, client_of: Any) -> None:
    course = made.course(noora, is_open_to_all=True, validity_months=1)
    [lesson] = made.lessons(noora, course, "Listen")
    learning.finish_lesson(by=ali, enrolment=made.enrolled(ali, course), lesson=lesson)
    assert "You have completed this course" in page_of(client_of(ali), course)

    with time_machine.travel(timezone.now() + dt.timedelta(days=60)):
        # Signed in anew: sessions end, too.
        for name in ("learn", "course"):
            page = page_of(client_of(ali), course, name)
            assert "What you completed has expired" in page
            assert "You have completed this course" not in page
        learning.finish_lesson(by=ali, enrolment=made.enrolled(ali, course), lesson=lesson)
        page = page_of(client_of(ali), course, "course")
        assert "You have completed this course" in page
        assert [one.has_expired for one in tries_of(ali, course)] == [False, True]


@pytest.mark.parametrize("lessons", [1, 50])
def test_the_way_takes_the_same_queries_for_one_lesson_and_for_fifty(
    lessons: int, noora: Any, ali: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.lessons(noora, course, *(f"Lesson {number}" for number in range(lessons)))
    made.quiz(course, questions=lessons)
    enrolment = made.enrolled(ali, course)
    browser, address = client_of(ali), reverse("training:learn", args=[course.code])
    learning.finish_lesson(by=ali, enrolment=enrolment, lesson=course.lessons.first())
    browser.get(address)
    with django_assert_num_queries(OF_THE_WAY):
        browser.get(address)


@pytest.mark.parametrize("times", [1, 10])
def test_a_course_takes_the_same_queries_after_one_try_and_after_ten(
    times: int, noora: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    for number in range(times):
        made.session(noora, course, first=today() - dt.timedelta(days=number + 1))
        enrolments.withdraw(by=noora, enrolment=made.enrolled(noora, course), reason="Not now.")
    browser, address = client_of(noora), reverse("training:course", args=[course.code])
    browser.get(address)
    with django_assert_num_queries(OF_A_COURSE):
        assert len(browser.get(address).context["tries"]) == times
