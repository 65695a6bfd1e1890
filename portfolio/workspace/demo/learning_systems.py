"""What an HR system and a learning platform have told the demo country, and what six people said after a course."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from accounts.enums import Role
from accounts.models import Person
from portfolio.workspace.demo.people import HAMAD, NOORA
from training.actions import effect, enrolments, learning, record_completions, record_people, statements
from training.actions.record_completions import PastCompletion
from training.actions.record_people import PastPerson
from training.actions.statements import Said
from training.enums import Test
from training.models import Course, Enrolment, Question, Statement

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading

HR = "hr-system"
PLATFORM = "learning-platform"
MAIL = "staff.demo.masar.test"
# Staff number, mailbox, names, place of the agency, grade. The first two may be one person, and so may the next two.
STAFF = (
    ("1007", "m.kuwari", "", "محمد بن أحمد الكواري", 0, "7"),
    ("2231", "mohammed.alkuwari", "Mohammed Al-Kuwari", "", 0, "7"),
    ("1012", "fatima.z", "Fatima Al-Zahrani", "", 1, "6"),
    ("1845", "fatima.zahrani", "", "فاطمة الزهراني", 1, "6"),
    ("1020", "s.salem", "Sara Salem", "سارة سالم", 0, "5"),
    ("1031", "k.ghanim", "Khalid Ghanim", "خالد غانم", 1, "5"),
)
# Staff number, course, days ago, score.
TOLD = (
    ("1007", "tell-it", 200, 80),
    ("2231", "numbers", 150, 74),
    ("1012", "tell-it", 90, 91),
    ("1845", "small-steps", 60, None),
    ("1020", "numbers", 340, 66),
    ("1031", "ask-well", 45, 88),
)
# How they liked it, how useful it was, and what they wrote; right before and after, of the one question asked twice.
SAID = (
    (5, 5, "The five conversations changed our form.", False, True),
    (4, 5, "أسئلة مفتوحة أكثر، واستبانات أقل.", False, True),
    (4, 4, "I would have liked one more example.", True, True),
    (5, 4, "التمارين قصيرة ومباشرة.", False, True),
    (3, 4, "", False, False),
    (5, 5, "We listen before we draw now.", True, True),
)


def tell_of_others(country: Loading, courses: dict[str, Course]) -> None:
    hamad, noora = country.people[HAMAD.name], country.people[NOORA.name]
    agencies = sorted({project.lead_agency for project in country.projects.values()}, key=lambda one: one.code)
    people = record_people.record(
        by=hamad,
        source=HR,
        past=[
            PastPerson(number, f"{mailbox}@{MAIL}", english, arabic, agencies[place], grade)
            for number, mailbox, english, arabic, place, grade in STAFF
        ],
    ).people
    Person.objects.filter(pk__in=people.values()).update(is_demo=True)
    record_completions.record(
        by=noora,
        source=HR,
        past=[
            PastCompletion(f"{number}-{code}", people[number], courses[code], country.ago(days), score)
            for number, code, days, score in TOLD
        ],
    )
    source = statements.make_source(by=hamad, name=PLATFORM)
    statements.take(
        source=source,
        said=[
            Said(uuid.uuid4(), Statement.Verb.COMPLETED, people["1020"], courses["tell-it"], country.ago(12), 84),
            Said(uuid.uuid4(), Statement.Verb.FAILED, people["1031"], courses["numbers"], country.ago(5), 40),
        ],
    )


def hear_six(courses: dict[str, Course]) -> None:
    """They go through the first course from its test before to what they say of it."""
    course = courses["ask-well"]
    questions = list(Question.objects.filter(version__course=course).prefetch_related("choices"))
    officers = Person.objects.filter(memberships__role=Role.INNOVATION_OFFICER, is_demo=True).order_by("pk").distinct()
    for person, (liked, useful, comment, knew, knows) in zip(officers, SAID, strict=False):
        enrolment = enrolments.enrol(by=person, course=course)
        learning.answer(by=person, enrolment=enrolment, test=Test.BEFORE, answers=_answers(questions, knew, asked=True))
        for part in learning.parts_in_order(enrolment):
            learning.finish_lesson(by=person, enrolment=enrolment, lesson=part.lesson)
        learning.answer(by=person, enrolment=enrolment, test=Test.QUIZ, answers=_answers(questions, True))
        enrolment = Enrolment.objects.get(pk=enrolment.pk)
        learning.answer(by=person, enrolment=enrolment, test=Test.AFTER, answers=_answers(questions, knows, asked=True))
        effect.give_feedback(by=person, enrolment=enrolment, liked=liked, useful=useful, comment=comment)


def _answers(questions: list[Question], right: bool, *, asked: bool = False) -> dict[int, int]:
    """`asked`: to the questions alone that stand in the tests before and after."""
    return {
        question.pk: next(choice.pk for choice in question.choices.all() if choice.is_right == right)
        for question in questions
        if question.is_measuring or not asked
    }
