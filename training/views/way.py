"""The way through a course as its learner sees it: its steps, which one comes next, and at its end what was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from records.policy import may
from training.actions import learning
from training.enums import Test
from training.models import Attempt, Enrolment, Question

# What is still asked in the test after the course is not given away before it.
TOLD_IN = (Test.QUIZ, Test.AFTER)


@dataclass(frozen=True, slots=True)
class Step:
    """As `c-path` draws it. `verb`: what a button says that leads there; empty where it cannot be done now."""

    label: str
    href: str = ""
    state: str = "ahead"
    note: str = ""
    gate: str = ""
    verb: str = ""
    # Where one was when one went away.
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A question that was answered: the chosen answer, the right one, and why."""

    question: Question
    chosen: str
    right: str
    is_right: bool


class Way:
    def __init__(self, person: Any, enrolment: Enrolment) -> None:
        self._person, self._enrolment = person, enrolment
        self._attempts = list(enrolment.attempts.all())
        self._questions = learning.questions_of(enrolment, Test.QUIZ)
        before = [*self._test(Test.BEFORE)]
        found = [*before, *self._lessons(), *self._test(Test.QUIZ), *self._test(Test.AFTER)]
        # A lesson that was only looked into waits for the test that comes before the first of them.
        ways = [*(one for one in before if one.verb), *(one for one in found if one.is_here), *found]
        self.next = next((one for one in ways if one.verb), None)
        self.steps = [replace(one, state="current") if one is self.next else one for one in found]

    @property
    def is_answered(self) -> bool:
        """Every test of it that tells what was right has been given, or never will be."""
        return not any(self._is_asked(kind) and self._is_to_come(kind) for kind in TOLD_IN)

    @property
    def told(self) -> list[Told]:
        tried = [one for one in self._attempts if one.test in TOLD_IN]
        return [self._told(one, tried) for one in self._questions if any(str(one.pk) in a.answers for a in tried)]

    def _told(self, question: Question, tried: list[Attempt]) -> Told:
        """By the answers of the quiz where there was one: it is what counts."""
        with_it = [one for one in tried if str(question.pk) in one.answers]
        attempt = max(with_it, key=lambda one: (one.test == Test.QUIZ, one.number))
        choices = {choice.pk: choice for choice in question.choices.all()}
        chosen = choices.get(attempt.answers[str(question.pk)])
        right = next((str(one.text) for one in choices.values() if one.is_right), "")
        return Told(question, str(chosen.text) if chosen else "", right, bool(chosen and chosen.is_right))

    def _lessons(self) -> Iterator[Step]:
        enrolment = self._enrolment
        done = set(enrolment.lessons_done.values_list("lesson", flat=True))
        may_learn = bool(may(self._person, "training.learn", enrolment))
        verb = gettext("Continue where I was") if done or enrolment.at_lesson_id else gettext("Begin")
        for part in learning.parts_in_order(enrolment):
            is_done = part.lesson_id in done
            is_open = may_learn and not is_done
            yield Step(
                label=str(part.lesson.title),
                href=reverse("training:lesson", args=[enrolment.course.code, part.lesson.code]),
                state="done" if is_done else "ahead",
                note=pgettext("lesson", "optional") if part.is_optional else "",
                verb=verb if is_open else "",
                is_here=is_open and part.lesson_id == enrolment.at_lesson_id,
            )

    def _test(self, kind: Test) -> Iterator[Step]:
        tried = [one for one in self._attempts if one.test == kind]
        if not self._is_asked(kind) or (kind == Test.BEFORE and not tried and not self._is_time(kind)):
            return
        is_open = self._is_to_come(kind) and self._is_time(kind)
        is_open = is_open and bool(may(self._person, learning.action_of(kind), self._enrolment))
        verb = gettext("Try the quiz again") if tried else VERBS[kind]()
        yield Step(
            label=str(kind.label),
            href=reverse("training:answer", args=[self._enrolment.course.code, kind.value]) if is_open else "",
            state="done" if tried and not self._is_to_come(kind) else "ahead",
            note=" · ".join(in_words(one) for one in tried) or ("" if is_open else _why_not(kind)),
            # It decides; the other two measure.
            gate=pgettext("step of a path", "test") if kind == Test.QUIZ else "",
            verb=verb if is_open else "",
        )

    def _is_asked(self, kind: Test) -> bool:
        if kind == Test.QUIZ:
            return self._enrolment.version.needs_quiz and bool(self._questions)
        return any(one.is_measuring for one in self._questions)

    def _is_to_come(self, kind: Test) -> bool:
        """There is an attempt left, and somebody who may still give it."""
        tried = [one for one in self._attempts if one.test == kind]
        most = self._enrolment.version.attempts if kind == Test.QUIZ else 1
        if len(tried) >= most or (kind == Test.QUIZ and any(one.has_passed for one in tried)):
            return False
        return bool(may(self._person, learning.action_of(kind), self._enrolment))

    def _is_time(self, kind: Test) -> bool:
        return learning.is_time_for(self._enrolment, kind)


VERBS = {
    Test.BEFORE: lambda: gettext("Begin with the test"),
    Test.QUIZ: lambda: gettext("Answer the quiz"),
    Test.AFTER: lambda: gettext("Take the test after the course"),
}


def in_words(attempt: Attempt) -> str:
    if attempt.test != Test.QUIZ:
        return gettext("%(right)s of %(asked)s were right") % {"right": attempt.right, "asked": attempt.asked}
    words = gettext("Attempt %(number)s: %(score)s of 100, %(verdict)s")
    verdict = pgettext("quiz", "passed") if attempt.has_passed else pgettext("quiz", "not passed")
    return words % {"number": attempt.number, "score": attempt.score, "verdict": verdict}


def _why_not(kind: Test) -> str:
    return gettext("This test comes after the lessons.") if kind == Test.AFTER else ""


def place_in_the_queue(enrolment: Enrolment) -> int:
    """1 for who moves up next."""
    waiting = list(
        Enrolment.objects.filter(session=enrolment.session_id, status=enrolment.status)
        .order_by("asked_at", "pk")
        .values_list("pk", flat=True)
    )
    return waiting.index(enrolment.pk) + 1
