"""Noora builds a course: its words, its rule, its lessons and questions; and what is in use stays as it is."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from records.models import AuditEvent
from tests.factories import training as made
from training.actions import building, courses, learning
from training.actions.building import Asked
from training.actions.courses import Described
from training.enums import EnrolmentStatus, Test
from training.models import Course, Enrolment
from training.views.catalogue import in_words

pytestmark = pytest.mark.django_db

RULE = {
    "needs_lessons": True,
    "needs_quiz": False,
    "pass_mark": 80,
    "attempts": 2,
    "attendance_percent": 0,
    "needs_assessment": False,
}
WHY = Asked(text_en="Why?", text_ar="لماذا؟", choices=[("So", "هكذا"), ("No", "لا")], right=1)


def sent(client: Any, name: str, *args: Any, **typed: Any) -> Any:
    return client.post(reverse(f"training:{name}", args=args), {"key": str(uuid.uuid4()), **typed})


def order_of(course: Course) -> list[str]:
    version = course.versions.latest("number")
    return list(version.parts.order_by("order").values_list("lesson__code", flat=True))


def test_from_nothing_to_a_course_that_ali_passes(noora: Any, ali: Any, client_of: Any) -> None:
    hers = client_of(noora)
    told = {"code": "tea", "title_en": "Tea", "title_ar": "شاي", "level": "introductory", "is_open_to_all": "on"}
    answer = sent(hers, "add_course", **told, is_offered="on", validity_months="١٢")
    assert answer["Location"] == reverse("training:build", args=["tea"])
    course = Course.objects.get(code="tea")
    assert course.validity_months == 12

    assert sent(hers, "add_lesson", "tea", title_en="Hot water", title_ar="ماء", kind="page").status_code == 302
    answers = {"choice_1_en": "Hot", "choice_1_ar": "ساخن", "choice_2_en": "Cold", "choice_2_ar": "بارد"}
    asked = {"text_en": "How is water?", "text_ar": "كيف الماء؟", "right": "0", "is_measuring": "on"}
    assert sent(hers, "build", "tea", **(rule := {**RULE, "needs_quiz": "on"})).status_code == 422, rule
    assert sent(hers, "add_question", "tea", **asked, **answers).status_code == 302
    typed = {name: value for name, value in {**RULE, "needs_quiz": "on"}.items() if value is not False}
    assert sent(hers, "build", "tea", **typed).status_code == 302
    page = hers.get(reverse("training:build", args=["tea"])).content.decode()
    assert "How is water?" in page and "Hot water" in page

    enrolment = made.enrolled(ali, course)
    learning.finish_lesson(by=ali, enrolment=enrolment, lesson=course.lessons.get())
    right = {q.pk: q.choices.get(is_right=True).pk for q in enrolment.version.questions.all()}
    learning.answer(by=ali, enrolment=enrolment, test=Test.QUIZ, answers=right)
    assert Enrolment.objects.get().status == EnrolmentStatus.COMPLETED


def test_what_is_in_use_stays_and_changes_wait_in_a_draft(
    noora: Any, ali: Any, maryam: Any, khalid: Any, client_of: Any
) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.lessons(noora, course, "One", "Two")
    building.set_rule(by=noora, course=course, rule=RULE)
    assert course.versions.count() == 1
    begun = made.enrolled(ali, course)

    building.place_lesson(by=noora, course=course, lesson=course.lessons.get(code="two"), move="out")
    building.keep_question(by=noora, course=course, asked=WHY)

    assert course.versions.count() == 2
    assert [part.lesson.code for part in learning.parts_in_order(begun)] == ["one", "two"]
    assert not begun.version.questions.exists()
    assert made.enrolled(maryam, course).version.number == 1, "a draft is nobody's"
    assert AuditEvent.objects.filter(action="training.build_version").count() == 3

    hers, page = client_of(noora), reverse("training:build", args=[course.code])
    assert "This version is a draft" in hers.get(page).content.decode()
    assert sent(client_of(maryam), "open_draft", course.code).status_code == 404
    assert sent(hers, "open_draft", course.code).status_code == 302
    later = made.enrolled(khalid, course)
    assert (later.version.number, [part.lesson.code for part in learning.parts_in_order(later)]) == (2, ["one"])
    assert "This version is a draft" not in hers.get(page).content.decode()
    assert sent(hers, "open_draft", course.code).status_code == 422, "it is open already"
    assert AuditEvent.objects.filter(action="training.open_version").count() == 1


def test_who_has_to_be_there_chooses_a_session(noora: Any, ali: Any, maryam: Any) -> None:
    course = made.course(noora, is_open_to_all=True)
    made.ruled(course, attendance_percent=50)
    for enrol in (lambda: made.enrolled(ali, course), lambda: made.nominated(maryam, course, ali)):
        with pytest.raises(ValidationError, match="Choose a session"):
            enrol()
    assert made.enrolled(ali, course, made.session(noora, course)).session


def test_lengths_in_words() -> None:
    assert [in_words(minutes) for minutes in (0, 45, 60, 90, 960, 121)] == [
        "0 minutes",
        "45 minutes",
        "1 hour",
        "1 hour and 30 minutes",
        "16 hours",
        "2 hours and 1 minute",
    ]


def test_lessons_change_places(noora: Any) -> None:
    course = made.course(noora)
    made.lessons(noora, course, "One", "Two", "Three")
    for lesson, move in (("three", "up"), ("one", "up"), ("one", "down")):
        building.place_lesson(by=noora, course=course, lesson=course.lessons.get(code=lesson), move=move)
    assert order_of(course) == ["three", "one", "two"]
    building.place_lesson(by=noora, course=course, lesson=course.lessons.get(code="one"), move="optional")
    assert course.versions.get().parts.get(lesson__code="one").is_optional


def test_a_question_is_put_right_and_the_last_one_of_a_needed_quiz_stays(noora: Any) -> None:
    course = made.course(noora)
    building.keep_question(by=noora, course=course, asked=WHY)
    building.set_rule(by=noora, course=course, rule={**RULE, "needs_quiz": True})
    again = Asked(text_en="Why now?", text_ar="لماذا الآن؟", choices=[("So", "هكذا"), ("No", "لا")], right=0)
    building.keep_question(by=noora, course=course, asked=again, order=1)
    question = course.versions.get().questions.get()
    assert (question.text_en, question.choices.get(is_right=True).text_en) == ("Why now?", "So")
    with pytest.raises(ValidationError, match="out of the rule first"):
        building.remove_question(by=noora, course=course, order=1)


def test_a_course_saved_by_another_meanwhile_is_not_overwritten(noora: Any, hamad: Any, client_of: Any) -> None:
    course = made.course(noora)
    hers = client_of(noora)
    page = hers.get(reverse("training:edit_course", args=[course.code]))
    seen = page.context["form"].initial["seen"]
    courses.edit(by=hamad, course=course, described=Described(title_en="His", title_ar="له", level="advanced"))

    typed = {"title_en": "Hers", "level": "introductory", "seen": seen}
    answer = sent(hers, "edit_course", course.code, **typed)

    assert answer.status_code == 409
    assert "Somebody else saved this" in answer.content.decode() and 'value="Hers"' in answer.content.decode()
    assert Course.objects.get(pk=course.pk).title_en == "His"
    typed["seen"] = answer.context["form"].data["seen"]
    assert sent(hers, "edit_course", course.code, **typed).status_code == 302
    assert Course.objects.get(pk=course.pk).title_en == "Hers"


def test_courses_that_come_before_each_other_are_refused(noora: Any) -> None:
    first, second = made.course(noora), made.course(noora)
    told = Described(title_en="First", level="introductory")
    courses.edit(by=noora, course=second, described=told, prerequisites=[first])
    with pytest.raises(ValidationError, match="before the other"):
        courses.edit(by=noora, course=first, described=told, prerequisites=[second])


def test_all_that_is_missing_of_a_new_course_is_told_at_once(noora: Any, client_of: Any) -> None:
    made.course(noora, "tea")
    hers = client_of(noora)
    typed = {"code": "Tea", "level": "introductory", "minutes": "an hour", "summary_ar": "كيف يُعد الشاي"}

    page = sent(hers, "add_course", **typed).content.decode()

    for words in ("a course of this code already", "title in one language at least", "This is no number."):
        assert words in page, words
    assert "كيف يُعد الشاي" in page
    assert sent(hers, "add_course", **{**typed, "code": "tea-2", "title_ar": "شاي", "minutes": "٦٠"}).status_code == 302
    assert Course.objects.get(code="tea-2").minutes == 60

    page = sent(hers, "add_lesson", "tea", kind="page", minutes="soon").content.decode()
    assert "title in one language at least" in page and "This is no number." in page
    # What cannot be read is told as that, and not as missing.
    page = sent(hers, "add_lesson", "tea", kind="page", title_en="T" * 201).content.decode()
    assert "201 characters" in page and "title in one language at least" not in page


def test_courses_to_complete_before_are_ticked_and_the_chosen_ones_stand_first(noora: Any, client_of: Any) -> None:
    first, second, third = (made.course(noora, title_en=title) for title in ("A start", "B more", "C end"))
    edit, hers = reverse("training:edit_course", args=[third.code]), client_of(noora)

    def offered() -> list[str]:
        return [choice.choice_label for choice in hers.get(edit).context["form"]["prerequisites"]]

    assert offered() == ["A start", "B more"]
    typed = {"title_en": "C end", "level": "introductory", "seen": third.version, "prerequisites": [second.pk]}
    assert sent(hers, "edit_course", third.code, **typed).status_code == 302
    assert offered() == ["B more", "A start"]
    assert list(third.prerequisites.all()) == [second]
    assert first not in third.prerequisites.all()


def test_a_course_is_found_by_its_code_and_by_any_spelling_of_its_name(noora: Any, ali: Any, client_of: Any) -> None:
    made.course(noora, "numbers", title_en="Figures that decide", title_ar="أرقام تصنع القرار")
    made.course(noora, "tea", title_en="Tea", title_ar="شاي")

    def found(words: str) -> list[str]:
        page = client_of(ali).get(reverse("training:catalogue"), {"q": words}).context["page"]
        return [course.code for course in page]

    for words in ("ارقام", "الأرقام قرار", "numbers", "FIG decide"):
        assert found(words) == ["numbers"], words
    assert found("numbers tea") == []
