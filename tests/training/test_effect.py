"""Whether learning pays: what people say at the end, three months on, and what they work on."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from portfolio.projects.actions import team
from records.actions.outbox import send_what_is_due
from records.clock import today
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from tests.factories import accounts, projects
from tests.factories import training as made
from training.actions import effect, learning, mergers
from training.actions.completions import take_back
from training.effect import effect_of
from training.enums import Test, Use
from training.models import Completion, Course, Enrolment, Feedback, FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(noora: Any) -> Course:
    found = made.course(noora, title_en="Asking well", is_open_to_all=True)
    made.lessons(noora, found, "Only")
    made.quiz(found, questions=2, needs_quiz=False)
    return found


def again(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=enrolment.pk)


def gone_through(person: Any, course: Course, *, before: int = 0, after: int = 1) -> Enrolment:
    """With the tests before and after: so many right of the one question."""
    enrolment = made.enrolled(person, course)
    [question] = enrolment.version.questions.filter(is_measuring=True)

    def answers(right: int) -> dict[int, int]:
        return {question.pk: question.choices.get(order=1 if right else 2).pk}

    learning.answer(by=person, enrolment=enrolment, test=Test.BEFORE, answers=answers(before))
    [part] = learning.parts_in_order(enrolment)
    learning.finish_lesson(by=person, enrolment=enrolment, lesson=part.lesson)
    # The course is completed, and the test after it can still be taken.
    enrolment = again(enrolment)
    learning.answer(by=person, enrolment=enrolment, test=Test.AFTER, answers=answers(after))
    return enrolment


def test_the_tests_before_and_after_have_their_time(ali: Any, course: Course, client_of: Any) -> None:
    enrolment = made.enrolled(ali, course)
    question = enrolment.version.questions.get(is_measuring=True)
    answers = {question.pk: question.choices.get(order=1).pk}
    after = reverse("training:answer", args=[course.code, "after"])
    assert after not in client_of(ali).get(reverse("training:learn", args=[course.code])).content.decode()
    [part] = learning.parts_in_order(enrolment)
    learning.finish_lesson(by=ali, enrolment=enrolment, lesson=part.lesson)

    page = client_of(ali).get(reverse("training:learn", args=[course.code])).content.decode()
    assert after in page and reverse("training:feedback", args=[course.code]) in page
    with pytest.raises(NotAllowed, match="You can begin when"):
        learning.answer(by=ali, enrolment=again(enrolment), test=Test.BEFORE, answers=answers)
    assert learning.answer(by=ali, enrolment=again(enrolment), test=Test.AFTER, answers=answers).right == 1


def test_feedback_is_given_once_after_the_course(ali: Any, course: Course, client_of: Any) -> None:
    made.enrolled(ali, course)
    address = reverse("training:feedback", args=[course.code])
    assert client_of(ali).get(address).status_code == 403
    learning.finish_lesson(by=ali, enrolment=course.enrolments.get(), lesson=course.lessons.get())

    typed = {"key": str(uuid.uuid4()), "liked": "4", "useful": "5", "comment": "More silence."}
    assert client_of(ali).post(address, typed).status_code == 302
    assert client_of(ali).post(address, {**typed, "key": str(uuid.uuid4())}).status_code == 422
    assert Feedback.objects.count() == 1
    assert "silence" not in str(AuditEvent.objects.get(action="training.give_feedback").after)


def test_three_months_on_a_letter_asks_once_and_its_link_answers_once(
    noora: Any, ali: Any, course: Course, client_of: Any
) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)) as clock:
        made.completion(noora, ali, course, today())
        clock.move_to(dt.datetime(2026, 5, 30, 9, tzinfo=dt.UTC))
        assert effect.ask_what_was_used() == 0
        clock.move_to(dt.datetime(2026, 5, 31, 9, tzinfo=dt.UTC))
        assert [effect.ask_what_was_used() for _time in range(2)] == [1, 0]
        send_what_is_due()
        [letter] = [one for one in mail.outbox if "Three months on" in one.subject]
        path = re.search(r"https?://[^/]+(/\S+/training/used/\S+)", letter.body).group(1)  # type: ignore[union-attr]
        stranger = client_of(None)
        assert stranger.get(path[:-3] + "xx/").status_code == 404
        assert "Asking well" in stranger.get(path).content.decode()
        assert stranger.post(path, {"use": "often", "what": "Five questions."}).status_code == 302
        assert "Your answer is kept." in stranger.get(path).content.decode()
        stranger.post(path, {"use": "not_yet"})

    found = FollowUp.objects.get()
    assert (found.use, found.helped, found.what) == (Use.OFTEN, None, "Five questions.")
    with pytest.raises(ValidationError, match="answered already"):
        effect.answer(follow_up=found, use=Use.ONCE)
    # The notice in the product leads to the same page.
    notice = Notification.objects.get(kind="training.follow_up")
    assert "/training/used/" in client_of(ali).get(f"/en{notice.path}")["Location"]


def test_whoever_was_asked_under_another_entry_is_not_asked_again(
    hamad: Any, noora: Any, ali: Any, maryam: Any
) -> None:
    made.completion(noora, ali, made.course(noora), today() - dt.timedelta(days=100))
    assert effect.ask_what_was_used() == 1
    mergers.merge(by=hamad, gone=ali, kept=maryam)
    assert effect.ask_what_was_used() == 0
    asked = FollowUp.objects.get()
    assert asked.completion == Completion.objects.current().get() and asked.completion.person == maryam


def test_what_was_taken_back_or_is_long_past_is_not_asked_about(noora: Any, ali: Any, maryam: Any) -> None:
    course = made.course(noora)
    old = made.completion(noora, ali, course, today() - dt.timedelta(days=400))
    wrong = made.completion(noora, maryam, course, today() - dt.timedelta(days=95))
    take_back(by=noora, completion=wrong, reason="Another one.")
    assert old.pk and effect.ask_what_was_used() == 0
    made.completion(noora, maryam, course, today() - dt.timedelta(days=96))
    assert effect.ask_what_was_used() == 1


def test_no_average_below_five_and_its_number_beside_it_from_then_on(
    hamad: Any, noora: Any, moph: Any, course: Course, client_of: Any
) -> None:
    people = [accounts.person(hamad, f"learner{n}@moph.example", Role.TRAINEE, moph) for n in range(5)]
    for place, person in enumerate(people):
        enrolment = gone_through(person, course, before=int(place == 0))
        effect.give_feedback(
            by=person, enrolment=enrolment, liked=5 if place else 1, useful=4, comment=f"Words {place}"
        )
        follow_up = FollowUp.objects.create(completion=Completion.objects.get(person=person))
        effect.answer(follow_up=follow_up, use=Use.OFTEN if place < 4 else Use.NOT_YET, helped=3)
        if place == 3:
            few = effect_of(noora, course)
            assert not any(one.is_shown for one in (few.liked, few.useful, few.before, few.after, few.used, few.helped))
            assert few.comments == []
            page = client_of(noora).get(reverse("training:effect")).content.decode()
            assert "fewer than 5 answers" in page and "Words 0" not in page
            assert "share-bar" not in page and "What they answered" not in page and few.answers == {}

    told = effect_of(noora, course)
    assert (told.liked.value, told.liked.answers, told.useful.value) == (4.2, 5, 4.0)
    assert (told.before.value, told.after.value, told.used.value, told.helped.value) == (20.0, 100.0, 80.0, 3.0)
    page = client_of(noora).get(reverse("training:effect"), {"course": course.code}).content.decode()
    assert "(5 answers)" in page and "Words 0" in page and "4 of the 5 who answered used at work" in page
    assert str(people[0]) not in page
    assert page.count("share-bar") == 5 and told.answers[Use.OFTEN] == 4
    assert re.search(r"Often</bdi></th><td>.*?4", page), "the picture has its figures in a table"


def test_projects_of_those_trained_are_named_to_who_may_see_them(
    noora: Any, maryam: Any, sheikha: Any, moph: Any, course: Course, client_of: Any
) -> None:
    project = projects.project(maryam, moph, title_en="Birth in one visit", visibility="agency")
    made.completion(noora, maryam, course, today())
    assert effect_of(noora, course).work.people == 0
    team.add_member(by=maryam, project=project, role="Asks the customers", person=maryam)
    told = effect_of(noora, course)
    assert (told.trained, told.work.people, told.work.projects) == (1, 1, 1)
    page = client_of(sheikha).get(reverse("training:effect")).content.decode()
    assert "Birth in one visit" in page and reverse("projects:page", args=[project.pk]) in page
    assert client_of(maryam).get(reverse("training:effect")).status_code == 403


def test_those_trained_are_each_counted_once(
    noora: Any, maryam: Any, ali: Any, moph: Any, course: Course, client_of: Any
) -> None:
    """Whoever was trained is counted once, in as many questions for many as for one."""
    project = projects.project(maryam, moph)
    twice = made.course(noora)
    for person, one, back in ((maryam, course, 0), (maryam, twice, 0), (ali, course, 30), (ali, course, 0)):
        made.completion(noora, person, one, today() - dt.timedelta(days=back))
    take_back(by=noora, completion=made.completion(noora, noora, twice, today()), reason="Not hers.")
    team.add_member(by=maryam, project=project, role="Asks the customers", person=ali)
    browser = client_of(noora)
    browser.get(reverse("training:effect"))
    with CaptureQueriesContext(connection) as asked:
        told = browser.get(reverse("training:effect")).context["told"]
    assert (len(asked), told.trained, told.work.people, told.work.projects) == (14, 2, 1, 1)
    assert effect_of(noora, twice).trained == 1
    assert list(browser.get(reverse("training:effect")).context["courses"]) == [course, twice]
