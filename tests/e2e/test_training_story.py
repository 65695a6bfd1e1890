"""Two people want one seat; the list moves up by itself; a code in the room, a lesson without scripts, a proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from records.clock import today
from tests.e2e.conftest import Desk
from tests.factories import accounts
from tests.factories import training as made
from training.actions import building, effect, requirements, sessions
from training.enums import Use
from training.models import Certificate, Completion, Course, Enrolment, FollowUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    hamad = accounts.found_lab()
    moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
    return {
        "hamad": hamad,
        "noora": accounts.person(hamad, "noora@cgb.example", "lab_curator", hamad.memberships.get().agency),
        "maryam": accounts.person(hamad, "maryam@moph.example", "innovation_officer", moph),
        "ali": accounts.person(hamad, "ali@moph.example", "trainee", moph),
    }


@pytest.fixture
def course(people: dict[str, Any]) -> Course:
    """A lesson with everything in it, told in both languages, and a day in the room."""
    from wagtail.documents.models import Document

    from cms.actions.lessons import write

    noora = people["noora"]
    found = made.course(noora, "ask", title_en="Asking well", title_ar="حسن السؤال", is_open_to_all=True)
    made.lessons(noora, found, "Listen")
    made.quiz(found, questions=2, needs_quiz=False, attendance_percent=100)
    video, captions = (
        Document.objects.create(title=name, file=ContentFile(content, name))
        for name, content in (("listen.mp4", bytes(64)), ("listen.vtt", b"WEBVTT\n"))
    )
    for language, words in (("en", "Let a silence stand."), ("ar", "دع الصمت قائمًا.")):
        body = [
            ("text", f"<h2>{words}</h2><p>{words}</p>"),
            ("video", {"title": words, "video": video.pk, "captions": captions.pk, "transcript": words}),
            ("document", {"document": captions.pk, "words": words}),
            ("question", {"question": words, "answers": [words, "?"], "right": 1, "why": words}),
            ("reflection", {"prompt": words}),
            ("try_it", {"task": words, "steps": [words]}),
        ]
        write(by=noora, lesson=found.lessons.get(), language=language, body=body)
    return found


def seen(page: Page, desk: Desk, path: str, faults_of: Callable[[Page], list[str]]) -> None:
    answer = page.goto(desk.address + path)
    assert answer is not None and answer.status == 200, path
    assert faults_of(page) == [], path


def test_one_seat_two_people_and_a_certificate(
    people: dict[str, Any], course: Course, desk: Desk, faults_of: Callable[[Page], list[str]]
) -> None:
    session = made.session(people["noora"], course, capacity=1)
    ali, maryam = desk.window(people["ali"]), desk.window(people["maryam"], width=320)
    for page, said in ((ali, "Enrolled"), (maryam, "On the waiting list")):
        page.goto(f"{desk.address}/en/training/courses/ask/")
        page.locator("#sessions form button").click()
        expect(page.get_by_text(said).first).to_be_visible()

    ali.get_by_role("link", name="Withdraw").click()
    ali.locator("main form button").first.click()
    maryam.goto(f"{desk.address}/en/training/courses/ask/learn/")
    expect(maryam.get_by_text("Enrolled").first).to_be_visible()

    maryam.get_by_role("link", name="I am here").click()
    assert faults_of(maryam) == []
    maryam.get_by_label("Code of today").fill(session.days.get().code.lower())
    maryam.get_by_role("button", name="Put me on the list").click()
    expect(maryam.get_by_text("You are on the list of today.")).to_be_visible()

    plain = desk.browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    plain.add_cookies(maryam.context.cookies())
    reading = plain.new_page()
    reading.goto(f"{desk.address}/ar/training/courses/ask/learn/listen/")
    expect(reading.get_by_role("heading", name="دع الصمت قائمًا.")).to_be_visible()
    reading.locator(".lesson-foot form button").click()
    expect(reading.get_by_text("أتممت هذه الدورة").first).to_be_visible()
    plain.close()

    completion = Completion.objects.get()
    assert (completion.person, completion.completed_on) == (people["maryam"], today())
    assert Enrolment.objects.get(person=people["ali"]).status == "withdrawn"
    stranger = desk.window()
    seen(stranger, desk, f"/en/verify/{Certificate.objects.get().code}/", faults_of)
    expect(stranger.get_by_role("heading", name="This certificate is valid.")).to_be_visible()
    assert desk.complaints == []


@pytest.mark.parametrize(("language", "width", "dark"), [("ar", 320, False), ("en", 1280, True)])
def test_every_page_of_training_is_sound(
    people: dict[str, Any],
    course: Course,
    desk: Desk,
    faults_of: Callable[[Page], list[str]],
    language: str,
    width: int,
    dark: bool,
) -> None:
    noora, ali = people["noora"], people["ali"]
    session = made.session(noora, course)
    enrolment = made.enrolled(ali, course, session)
    sessions.mark(by=noora, session=session, day=session.days.get(), there={enrolment.pk})
    certificate = made.completion(noora, ali, course, today()).certificate
    requirements.put(by=noora, course=course, due_on=today())
    for number in range(5):
        answered = made.completion(noora, accounts.person(people["hamad"], f"p{number}@moph.example"), course, today())
        follow_up = FollowUp.objects.create(completion=answered)
        effect.answer(follow_up=follow_up, use=Use.OFTEN if number else Use.NOT_YET, helped=4, what=f"Words {number}")
    [nomination] = made.nominated(people["maryam"], course, people["maryam"], session=session)
    building.add_lesson(by=noora, course=course, title_en="More", title_ar="المزيد", kind="page")
    of_course = "/training/courses/ask/"
    own = f"/training/enrolments/{enrolment.pk}/withdraw/ /training/certificates/{certificate.pk}/"
    keeping = "edit/ build/ build/add-lesson/ build/questions/1/ completions/ completions/record/ sessions/ require/"
    deciding = (
        f"/training/sessions/{session.pk}/ /training/sessions/{session.pk}/cancel/ "
        f"/training/enrolments/{nomination.pk}/decline/ /training/certificates/{certificate.pk}/revoke/ "
        f"/training/completions/{certificate.completion_id}/take-back/"
    )
    narrowed = (
        "/training/matrix/?show=people /training/matrix/?show=rate /training/matrix/?agency=MOPH "
        "/training/matrix/people/?agency=MOPH&what=able /training/matrix/people/?agency=MOPH&course=ask&what=required"
    )
    pages = {
        "ali": ["/training/", "/training/courses/", "/training/certificates/", *own.split()],
        "maryam": [f"{of_course}nominate/", "/training/matrix/", *narrowed.split()],
        "noora": ["/training/add-course/", "/training/nominations/", "/training/effect/", *deciding.split()],
    }
    pages["ali"] += [of_course + page for page in ("", "learn/", "learn/listen/")]
    pages["noora"] += [of_course + page for page in keeping.split()]
    for who, paths in pages.items():
        page = desk.window(people[who], width=width, dark=dark)
        for path in paths:
            seen(page, desk, f"/{language}{path}", faults_of)
    assert desk.complaints == []
