"""Courses and completions of the stories, made through the actions."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from accounts.models import Person
from records.clock import today
from training.actions import completions, enrolments, record_catalogue, sessions
from training.actions.record_catalogue import PastCourse, PastLesson
from training.models import (
    Choice,
    Completion,
    Course,
    CourseVersion,
    Enrolment,
    Lesson,
    Question,
    Session,
)

_numbers = count(1)


def course(by: Person, code: str = "", **fields: Any) -> Course:
    number = next(_numbers)
    fields.setdefault("title_en", f"Course {number}")
    fields.setdefault("title_ar", f"دورة {number}")
    told = PastCourse(code=code or f"course-{number}", **fields)
    return record_catalogue.courses(by=by, source="", past=[told])[0]


def lessons(by: Person, of: Course, *titles: str, **fields: Any) -> list[Lesson]:
    past = [
        PastLesson(course=of, code=title.lower().replace(" ", "-"), title_en=title, title_ar=f"درس «{title}»", **fields)
        for title in titles
    ]
    return record_catalogue.lessons(by=by, source="", past=past)


def completion(by: Person, person: Person, of: Course, on: dt.date, **fields: Any) -> Completion:
    return completions.record(by=by, person=person, course=of, completed_on=on, **fields)


def quiz(of: Course, *, right: int = 1, questions: int = 2, **rule: Any) -> CourseVersion:
    """Questions with three answers each, of which the first is right; and what the version asks for."""
    version = of.versions.latest("number")
    for number in range(1, questions + 1):
        question = Question.objects.create(
            version=version,
            order=number,
            text_en=f"Question {number}?",
            text_ar=f"سؤال {number}؟",
            is_measuring=number == 1,
        )
        for order in (1, 2, 3):
            Choice.objects.create(
                question=question,
                order=order,
                text_en=f"Answer {order}",
                text_ar=f"إجابة {order}",
                is_right=order == right,
            )
    return ruled(of, **{"needs_quiz": True, **rule})


def ruled(of: Course, **rule: Any) -> CourseVersion:
    version = of.versions.latest("number")
    for name, value in rule.items():
        setattr(version, name, value)
    version.save()
    return version


def answers(version: CourseVersion, *, right: int) -> dict[int, int]:
    """That many of the questions answered rightly, the others wrongly."""
    found = {}
    for number, question in enumerate(version.questions.all()):
        choice = question.choices.get(order=1 if number < right else 2)
        found[question.pk] = choice.pk
    return found


def session(by: Person, of: Course, *, days: int = 1, first: dt.date | None = None, **fields: Any) -> Session:
    first = first or today()
    fields.setdefault("capacity", 10)
    fields.setdefault("place_en", "Room 4")
    fields.setdefault("place_ar", "القاعة 4")
    hours = [(first + dt.timedelta(days=number), dt.time(9), dt.time(13)) for number in range(days)]
    return sessions.plan(by=by, course=of, days=hours, **fields)


def enrolled(person: Person, of: Course, session: Session | None = None) -> Enrolment:
    return enrolments.enrol(by=person, course=of, session=session)


def nominated(by: Person, of: Course, *people: Person, session: Session | None = None) -> list[Enrolment]:
    return enrolments.nominate(by=by, course=of, people=people, session=session)
