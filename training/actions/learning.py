"""Going through a course by oneself: lessons, quizzes, the tests before and after, and the lab's assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.policy import require
from training.actions.steps import begin, held, settle
from training.enums import LEARNING, Test
from training.models import Assessment, Attempt, Enrolment, Lesson, LessonDone, Question, VersionLesson


def open_lesson(*, by: Any, enrolment: Enrolment, lesson: Lesson) -> None:
    """Where the person is from now on: a place and no progress. Nothing begins by it, and it leaves no trail."""
    require(by, "training.learn", enrolment)
    # In one statement: what was finished or ended in another window meanwhile stays as it is.
    Enrolment.objects.filter(pk=enrolment.pk, status__in=LEARNING).exclude(lessons_done__lesson=lesson).update(
        at_lesson=lesson
    )


def finish_lesson(*, by: Any, enrolment: Enrolment, lesson: Lesson) -> Lesson | None:
    """Answers the lesson that follows, which is where the person is from now on; None after the last."""
    require(by, "training.learn", enrolment)
    with transaction.atomic():
        enrolment = held(enrolment)
        require(by, "training.learn", enrolment)
        order = [part.lesson for part in parts_in_order(enrolment)]
        if lesson not in order:
            raise ValidationError(_("This lesson is not part of your course."))
        LessonDone.objects.get_or_create(enrolment=enrolment, lesson=lesson)
        following = order[order.index(lesson) + 1] if lesson != order[-1] else None
        enrolment.at_lesson = following or lesson
        enrolment.save(update_fields=["at_lesson"])
        begin(by=by, enrolment=enrolment)
        settle(by=by, enrolment=enrolment)
        audit.record(
            by=by,
            action="training.finish_lesson",
            target=enrolment,
            agency_id=enrolment.agency_id,
            after={"lesson": lesson.pk, "status": enrolment.status},
        )
    return following


WHEN = {
    Test.BEFORE: _("This test comes before the first lesson."),
    Test.AFTER: _("This test comes after the lessons."),
}


def action_of(test: Test) -> str:
    """Completed is not too late for the test after the course: to complete it is what makes it time."""
    return "training.look_back" if test == Test.AFTER else "training.learn"


def is_time_for(enrolment: Enrolment, test: Test) -> bool:
    """What was learned shows only between a test before the lessons and one after them."""
    if test == Test.QUIZ:
        return True
    done = set(enrolment.lessons_done.values_list("lesson", flat=True))
    needed = {part.lesson_id for part in parts_in_order(enrolment) if not part.is_optional}
    if test == Test.BEFORE:
        return not done and enrolment.status in LEARNING
    return needed <= done if enrolment.status in LEARNING else True


def answer(*, by: Any, enrolment: Enrolment, test: Test, answers: Mapping[int, int]) -> Attempt:
    """`answers`: question -> the chosen answer. A quiz that is passed is not answered again."""
    require(by, action_of(test), enrolment)
    with transaction.atomic():
        enrolment = held(enrolment)
        require(by, action_of(test), enrolment)
        if not is_time_for(enrolment, test):
            raise ValidationError(WHEN[test])
        questions = questions_of(enrolment, test)
        if not questions:
            raise ValidationError(_("There is nothing to answer here."))
        right = _right(questions, answers)
        tried = list(enrolment.attempts.filter(test=test))
        most = enrolment.version.attempts if test == Test.QUIZ else 1
        if any(attempt.has_passed for attempt in tried) or len(tried) >= most:
            raise ValidationError(_("There is no attempt left; your earlier answers stand."), code="no attempt")
        score = 100 * right // len(questions)
        attempt = Attempt.objects.create(
            enrolment=enrolment,
            test=test,
            number=len(tried) + 1,
            answers={str(question): choice for question, choice in answers.items()},
            right=right,
            asked=len(questions),
            score=score,
            has_passed=score >= enrolment.version.pass_mark,
        )
        begin(by=by, enrolment=enrolment)
        settle(by=by, enrolment=enrolment)
        audit.record(
            by=by,
            action="training.answer",
            target=enrolment,
            agency_id=enrolment.agency_id,
            after={"test": test, "number": attempt.number, "score": score, "status": enrolment.status},
        )
    return attempt


def assess(*, by: Any, enrolment: Enrolment, has_passed: bool, note: str = "") -> Assessment:
    require(by, "training.assess", enrolment)
    with transaction.atomic():
        enrolment = held(enrolment)
        require(by, "training.assess", enrolment)
        made = Assessment.objects.create(enrolment=enrolment, has_passed=has_passed, note=note.strip(), by=by)
        begin(by=by, enrolment=enrolment)
        settle(by=by, enrolment=enrolment)
        audit.record(
            by=by,
            action="training.assess",
            target=enrolment,
            agency_id=enrolment.agency_id,
            after={"person": enrolment.person_id, "passed": has_passed, "status": enrolment.status},
        )
    return made


def parts_in_order(enrolment: Enrolment) -> list[VersionLesson]:
    return list(VersionLesson.objects.filter(version=enrolment.version_id).select_related("lesson").order_by("order"))


def questions_of(enrolment: Enrolment, test: Test) -> list[Question]:
    questions = Question.objects.filter(version=enrolment.version_id).prefetch_related("choices")
    return list(questions if test == Test.QUIZ else questions.filter(is_measuring=True))


def _right(questions: list[Question], answers: Mapping[int, int]) -> int:
    right = 0
    for question in questions:
        choices = {choice.pk: choice for choice in question.choices.all()}
        chosen = choices.get(answers.get(question.pk, 0))
        if chosen is None:
            raise ValidationError({f"question_{question.pk}": _("Choose an answer.")})
        right += chosen.is_right
    return right
