"""Training in the demo country: a small catalogue, one course that Ali goes through, sessions, and a filled matrix."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from accounts.enums import Role
from accounts.models import Person
from portfolio.workspace.demo.learning_systems import hear_six, tell_of_others
from portfolio.workspace.demo.lessons import LESSONS as LESSON_TEXTS
from portfolio.workspace.demo.people import ALI, MARYAM, NOORA
from training import lesson_bodies
from training.actions import completions, effect, enrolments, learning, record_catalogue, requirements, sessions
from training.actions.record_catalogue import PastCourse, PastLesson
from training.enums import Level, Test, Use
from training.models import Choice, Competency, Course, FollowUp, Question

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading


class Told(NamedTuple):
    code: str
    title_en: str
    title_ar: str
    summary_en: str
    summary_ar: str
    outcomes_en: str
    outcomes_ar: str
    level: str
    minutes: int
    months: int | None
    competencies: tuple[str, ...]
    is_open: bool = False


COURSES = (
    Told(
        "ask-well",
        "Asking people well",
        "حسن السؤال",
        "How to hear from customers what they need, before a solution is chosen.",
        "كيف نسمع من المتعاملين ما يحتاجون إليه قبل اختيار الحل.",
        "Plan a conversation, lead it without leading the answer, and write down what was heard.",
        "التخطيط لمحادثة وإدارتها دون توجيه الإجابة، وتدوين ما سُمع.",
        Level.INTRODUCTORY,
        90,
        24,
        ("user-centricity", "curiosity"),
        True,
    ),
    Told(
        "small-steps",
        "Trying in small steps",
        "التجريب في خطوات صغيرة",
        "A prototype in a week, a pilot in a month: how to learn early and cheaply.",
        "نموذج أولي في أسبوع وتجريب في شهر: كيف نتعلم مبكرًا وبكلفة قليلة.",
        "Choose what to try first, build it roughly, and decide on what was seen.",
        "اختيار ما يُجرَّب أولًا وبناؤه بسرعة، ثم القرار بناءً على ما شوهد.",
        Level.PRACTITIONER,
        960,
        24,
        ("iteration", "insurgency"),
    ),
    Told(
        "numbers",
        "Numbers that decide",
        "أرقام تصنع القرار",
        "A baseline, a target and a measure that nobody can argue with.",
        "خط أساس ومستهدف ومقياس لا يُختلف عليه.",
        "Take a baseline, name a target, and read a measure with its uncertainty.",
        "قياس خط الأساس وتسمية المستهدف وقراءة المقياس مع هامش الشك.",
        Level.PRACTITIONER,
        480,
        12,
        ("data-literacy",),
    ),
    Told(
        "tell-it",
        "Telling what changed",
        "سرد ما تغيّر",
        "The quarterly report in words that leaders and customers read to the end.",
        "التقرير الربعي بكلمات تقرؤها القيادات والمتعاملون حتى آخرها.",
        "Write one page that says the news first, with figures that lead to their source.",
        "كتابة صفحة واحدة تبدأ بالخبر، وأرقامها تقود إلى مصدرها.",
        Level.INTRODUCTORY,
        240,
        None,
        ("storytelling",),
        True,
    ),
)
LESSONS = (
    ("listen-first", "Listen first", "الاستماع أولًا", 15),
    ("open-questions", "Open questions", "الأسئلة المفتوحة", 20),
    ("five-people", "Five people are enough", "خمسة أشخاص يكفون", 15),
    ("write-it-down", "Write down what was said", "تدوين ما قيل", 20),
)
QUESTIONS = (
    (
        "Which question opens a conversation?",
        "أي سؤال يفتح الحديث؟",
        ("How did you renew your card last time?", "كيف جددت بطاقتك آخر مرة؟"),
        ("Was the renewal easy?", "هل كان التجديد سهلًا؟"),
        ("Would you use an app for it?", "هل تستخدم تطبيقًا لذلك؟"),
    ),
    (
        "What do you write down?",
        "ماذا تدوّن؟",
        ("What the person said, in the person's words", "ما قاله الشخص بكلماته"),
        ("What you would do about it", "ما ستفعله حياله"),
        ("Only what fits your idea", "ما يوافق فكرتك وحده"),
    ),
)
# Course, role, days ago, days between one person and the next: who completed what, and when. Those of the last are asked
# today what they have used of it.
COMPLETED = (
    ("small-steps", Role.INNOVATION_OFFICER, 640, 7),
    ("numbers", Role.INNOVATION_OFFICER, 300, 7),
    ("tell-it", Role.INNOVATION_OFFICER, 120, 2),
)
USES = (
    (Use.OFTEN, 5, "The headline of our report is now the news itself.", True),
    (Use.ONCE, 4, "كتبت صفحة واحدة لمعالي الوزير بدل عشر صفحات.", True),
    (Use.NOT_YET, None, "", True),
    (Use.OFTEN, 4, "Each figure in our update leads to its source.", True),
    (Use.ONCE, 3, "في عرض المشروع على اللجنة.", True),
    (Use.OFTEN, 5, "I read the update aloud before I send it.", True),
    (Use.NO_OCCASION, None, "", False),
)


def train(country: Loading) -> None:
    noora = country.people[NOORA.name]
    courses = bring_in(noora)
    build_the_first(noora, courses["ask-well"])
    complete(country, noora, courses)
    look_back()
    requirements.put(
        by=noora,
        course=courses["numbers"],
        role=Role.INNOVATION_OFFICER,
        due_on=country.day + dt.timedelta(days=60),
    )
    hold_sessions(country, noora, courses["small-steps"])
    let_ali_learn(country, courses["ask-well"])
    tell_of_others(country, courses)
    hear_six(courses)


def bring_in(noora: Person) -> dict[str, Course]:
    known = {one.code: one for one in Competency.objects.all()}
    past = [
        PastCourse(
            code=told.code,
            title_en=told.title_en,
            title_ar=told.title_ar,
            summary_en=told.summary_en,
            summary_ar=told.summary_ar,
            outcomes_en=told.outcomes_en,
            outcomes_ar=told.outcomes_ar,
            level=told.level,
            minutes=told.minutes,
            validity_months=told.months,
            is_open_to_all=told.is_open,
            competencies=tuple(known[code] for code in told.competencies),
        )
        for told in COURSES
    ]
    return {course.code: course for course in record_catalogue.courses(by=noora, source="", past=past, is_demo=True)}


def build_the_first(noora: Person, course: Course) -> None:
    lessons = record_catalogue.lessons(
        by=noora,
        source="",
        past=[
            PastLesson(course=course, code=code, title_en=english, title_ar=arabic, minutes=minutes)
            for code, english, arabic, minutes in LESSONS
        ],
    )
    for lesson in lessons:
        for language, body in zip(("en", "ar"), LESSON_TEXTS[lesson.code], strict=True):
            lesson_bodies.write(by=noora, lesson=lesson, language=language, body=body)
    version = course.versions.get()
    version.needs_quiz = True
    version.save(update_fields=["needs_quiz"])
    for order, (english, arabic, *choices) in enumerate(QUESTIONS, start=1):
        question = Question.objects.create(
            version=version, order=order, text_en=english, text_ar=arabic, is_measuring=order == 1
        )
        Choice.objects.bulk_create(
            # The right one does not always stand first.
            Choice(
                question=question,
                order=(place + order) % len(choices) + 1,
                text_en=in_english,
                text_ar=in_arabic,
                is_right=place == 0,
            )
            for place, (in_english, in_arabic) in enumerate(choices)
        )


def complete(country: Loading, noora: Person, courses: dict[str, Course]) -> None:
    for number, (code, role, days_ago, apart) in enumerate(COMPLETED):
        holders = Person.objects.filter(memberships__role=role, is_demo=True).order_by("pk").distinct()
        for place, person in enumerate(holders):
            # Not everybody has everything.
            if (place + number) % 3 != 2:
                completions.record(
                    by=noora,
                    person=person,
                    course=courses[code],
                    completed_on=country.ago(days_ago - apart * place),
                )


def look_back() -> None:
    """Not everybody has answered yet."""
    effect.ask_what_was_used()
    for number, follow_up in enumerate(FollowUp.objects.order_by("pk")):
        use, helped, what, has_answered = USES[number % len(USES)]
        if has_answered:
            effect.answer(follow_up=follow_up, use=use, helped=helped, what=what)


def hold_sessions(country: Loading, noora: Person, course: Course) -> None:
    version = course.versions.get()
    version.attendance_percent = 100
    version.save(update_fields=["attendance_percent"])
    first = country.day + dt.timedelta(days=(6 - country.day.weekday()) % 7 + 14)
    hours = [(first + dt.timedelta(days=number), dt.time(9), dt.time(13)) for number in range(2)]
    session = sessions.plan(
        by=noora, course=course, days=hours, capacity=16, place_en="The lab, room 2", place_ar="المختبر، القاعة 2"
    )
    maryam = country.people[MARYAM.name]
    enrolments.nominate(by=maryam, course=course, people=[country.people[ALI.name]], session=session)


def let_ali_learn(country: Loading, course: Course) -> None:
    ali = Person.objects.get(pk=country.people[ALI.name].pk)
    enrolment = enrolments.enrol(by=ali, course=course)
    question = course.versions.get().questions.get(is_measuring=True)
    wrong = question.choices.filter(is_right=False).first()
    assert wrong is not None
    learning.answer(by=ali, enrolment=enrolment, test=Test.BEFORE, answers={question.pk: wrong.pk})
    for part in learning.parts_in_order(enrolment)[:2]:
        learning.finish_lesson(by=ali, enrolment=enrolment, lesson=part.lesson)
