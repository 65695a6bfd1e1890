"""Noora writes lessons in both languages; Ali reads them in his, and is told when a translation has gone stale."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.documents.models import Document
from wagtail.models import Locale

from cms.actions.lessons import write
from cms.lesson_texts import LessonText
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import training as made
from training.actions import building
from training.models import Course, Lesson

pytestmark = pytest.mark.django_db

ENGLISH = (
    ("text", "<h2>Listen</h2><p>Let a silence stand.</p>"),
    ("question", {"question": "Which opens?", "answers": ["Was it easy?", "How did it go?"], "right": 2, "why": "So."}),
    ("reflection", {"prompt": "Who spoke last?"}),
    ("try_it", {"task": "Sit at the counter.", "steps": ["An hour."]}),
)
ARABIC = (("text", "<p>دع الصمت قائمًا.</p>"),)


@pytest.fixture
def course(noora: Any, ali: Any) -> Course:
    Locale.objects.get_or_create(language_code="en")
    found = made.course(noora, is_open_to_all=True)
    made.lessons(noora, found, "Look first", "Ask five")
    made.enrolled(ali, found)
    return found


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return course.lessons.get(code="look-first")


def read(client: Any, lesson: Lesson, language: str = "en") -> str:
    with override(language):
        address = reverse("training:lesson", args=[lesson.course.code, lesson.code])
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_ali_reads_it_in_his_language_and_else_in_the_other(
    noora: Any, ali: Any, lesson: Lesson, client_of: Any
) -> None:
    his = client_of(ali)
    assert "is not written here yet" in read(his, lesson)

    write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    said = read(his, lesson)
    for words in ("Let a silence stand.", "Which opens?", "See the answer", "Who spoke last?", "Sit at the counter."):
        assert words in said
    assert '<div class="lesson-body" lang="en"' in read(his, lesson, "ar")

    write(by=noora, lesson=lesson, language="ar", body=ARABIC)
    assert "دع الصمت قائمًا." in read(his, lesson, "ar")
    assert "Let a silence stand." in read(his, lesson)
    first, second = LessonText.objects.order_by("pk")
    assert first.translation_key == second.translation_key


def test_a_translation_is_stale_until_it_is_published_again(
    noora: Any, ali: Any, lesson: Lesson, client_of: Any
) -> None:
    his = client_of(ali)
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)) as clock:
        write(by=noora, lesson=lesson, language="en", body=ENGLISH)
        clock.shift(60)
        write(by=noora, lesson=lesson, language="ar", body=ARABIC)
        clock.shift(60)
        # Published again as it was: nothing has changed for the translator.
        write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    stale = "تغيّر النص في اللغة الأخرى"
    assert stale not in read(his, lesson, "ar")

    write(by=noora, lesson=lesson, language="en", body=[("text", "<p>Wait for the second sentence.</p>")])
    assert stale in read(his, lesson, "ar")
    assert "has changed since this was translated" not in read(his, lesson)
    edit = LessonText.objects.get(locale__language_code="ar")
    page = client_of(noora).get(reverse(LessonText.snippet_viewset.get_url_name("edit"), args=[edit.pk]))
    assert "has changed since this was published" in page.content.decode()
    listed = client_of(noora).get(reverse(LessonText.snippet_viewset.get_url_name("list")) + "?locale=ar")
    assert "Out of date" in listed.content.decode()

    write(by=noora, lesson=lesson, language="ar", body=[("text", "<p>انتظر الجملة الثانية.</p>")])
    assert stale not in read(his, lesson, "ar")


def test_whoever_began_with_a_version_goes_on_with_its_text(
    noora: Any, ali: Any, lesson: Lesson, client_of: Any
) -> None:
    write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    write(by=noora, lesson=lesson, language="en", body=[("text", "<p>All new.</p>")], from_version=2)
    assert "Let a silence stand." in read(client_of(ali), lesson)
    assert "All new." not in read(client_of(ali), lesson)


def test_the_lab_writes_a_lesson_anew_for_the_next_version(noora: Any, lesson: Lesson, client_of: Any) -> None:
    write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    build, anew = reverse("training:build", args=[lesson.course.code]), "Write it anew for this version"
    assert anew not in client_of(noora).get(build).content.decode()
    # Ali is enrolled, so that a change opens the second version.
    building.place_lesson(by=noora, course=lesson.course, lesson=lesson, move="optional")
    page = client_of(noora).get(build).content.decode()
    assert anew in page and f"lesson={lesson.pk}&amp;version=2" in page


def test_only_the_lab_writes_lessons(maryam: Any, noora: Any, lesson: Lesson, client_of: Any) -> None:
    add = reverse(LessonText.snippet_viewset.get_url_name("add")) + f"?locale=en&lesson={lesson.pk}&version=1"
    assert client_of(maryam).get(add).status_code == 404
    page = client_of(noora).get(add).content.decode()
    assert f'value="{lesson.pk}" selected' in page and f"Look first · en · {lesson.course.code} 1" in page
    assert client_of(noora).get(add.split("?")[0]).status_code == 200
    with pytest.raises(NotAllowed):
        write(by=maryam, lesson=lesson, language="en", body=ENGLISH)
    write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    assert AuditEvent.objects.get(action="cms.write_lesson").actor == noora


def test_a_lesson_written_in_the_editor_joins_its_other_language(noora: Any, lesson: Lesson, client_of: Any) -> None:
    english = write(by=noora, lesson=lesson, language="en", body=ENGLISH)
    Locale.objects.get_or_create(language_code="ar")
    typed = {
        "lesson": lesson.pk,
        "from_version": "1",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "reflection",
        "body-0-value-prompt": "من تحدث أخيرًا؟",
        "action-publish": "1",
    }
    add = reverse(LessonText.snippet_viewset.get_url_name("add")) + "?locale=ar"
    answer = client_of(noora).post(add, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    # Back to where the other lessons stand.
    assert answer["Location"] == reverse("training:build", args=[lesson.course.code]) + "#lessons"
    arabic = LessonText.objects.get(locale__language_code="ar")
    assert (arabic.live, arabic.translation_key) == (True, english.translation_key)
    assert AuditEvent.objects.filter(door="admin", actor=noora).count() == 1


def test_a_draft_stays_in_the_editor_with_a_way_back_to_its_course(noora: Any, lesson: Lesson, client_of: Any) -> None:
    text, hers = write(by=noora, lesson=lesson, language="en", body=ENGLISH), client_of(noora)
    edit = reverse(LessonText.snippet_viewset.get_url_name("edit"), args=[text.pk])
    typed = {"lesson": lesson.pk, "from_version": "1", "body-count": "1", "body-0-deleted": "", "body-0-order": "0"}
    told = {"body-0-type": "reflection", "body-0-value-prompt": "Who spoke last?"}

    answer = hers.post(edit, {**typed, **told})

    assert answer["Location"] == edit
    assert reverse("training:build", args=[lesson.course.code]) in hers.get(edit).content.decode()


def kept(name: str, content: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name))


def test_a_video_comes_with_captions_or_not_at_all(noora: Any, ali: Any, lesson: Lesson, client_of: Any) -> None:
    video, captions = (
        kept("listen.mp4", bytes(range(200))),
        kept("listen.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHear\n"),
    )
    told = {"title": "Listening", "video": video.pk, "captions": captions.pk, "transcript": "Hear."}
    for wrong in ({"captions": video.pk}, {"video": captions.pk}):
        with pytest.raises(ValidationError):
            write(by=noora, lesson=lesson, language="en", body=[("video", {**told, **wrong})])
    write(by=noora, lesson=lesson, language="en", body=[("video", told)])

    said = read(client_of(ali), lesson)
    address = reverse("cms_lessons:file", args=[video.pk])
    assert f'<source src="{address}" type="video/mp4">' in said
    assert '<track kind="captions"' in said and 'srclang="en"' in said


def test_a_player_may_ask_for_a_part_and_a_stranger_for_nothing(ali: Any, client_of: Any) -> None:
    video = kept("listen.mp4", bytes(range(200)))
    address, his = reverse("cms_lessons:file", args=[video.pk]), client_of(ali)
    for asked, first, last in (("bytes=10-19", 10, 19), ("bytes=190-", 190, 199), ("bytes=-5", 195, 199)):
        answer = his.get(address, headers={"range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/200")
        assert b"".join(answer.streaming_content) == bytes(range(first, last + 1))
    assert his.get(address, headers={"range": "bytes=500-"}).status_code == 416
    assert b"".join(his.get(address).streaming_content) == bytes(range(200))
    assert client_of(None).get(address).status_code == 302


def test_sent_for_translation_it_is_stale_there_too(
    noora: Any, ali: Any, lesson: Lesson, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """By wagtail-localize, side by side: the other way to a second language."""
    from wagtail_localize.models import StringSegment, StringTranslation, Translation
    from wagtail_localize.operations import translate_object

    arabic, _is_new = Locale.objects.get_or_create(language_code="ar")
    english = write(by=noora, lesson=lesson, language="en", body=[("text", "<p>Wait.</p>")])
    with django_capture_on_commit_callbacks(execute=True):
        translate_object(english, [arabic], user=noora)
    translation = Translation.objects.get(target_locale=arabic)
    [segment] = StringSegment.objects.filter(source=translation.source)
    StringTranslation.objects.create(
        translation_of=segment.string, locale=arabic, context=segment.context, data="انتظر.", last_translated_by=noora
    )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=noora, publish=True)
    assert "انتظر." in read(client_of(ali), lesson, "ar")
    stale = "تغيّر النص في اللغة الأخرى"
    assert stale not in read(client_of(ali), lesson, "ar")

    write(by=noora, lesson=lesson, language="en", body=[("text", "<p>Wait longer.</p>")])

    assert stale in read(client_of(ali), lesson, "ar")
    assert translation.get_progress() == (1, 0)


def test_a_document_of_lessons_is_not_for_everybody(
    noora: Any, ali: Any, lesson: Lesson, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sheet, other = kept("sheet.pdf", b"%PDF-"), kept("report.pdf", b"%PDF-")
    with django_capture_on_commit_callbacks(execute=True):
        write(by=noora, lesson=lesson, language="en", body=[("document", {"document": sheet.pk, "words": ""})])
    assert client_of(None).get(sheet.url).status_code == 404
    assert client_of(ali).get(sheet.url).status_code == 200
    assert client_of(None).get(other.url).status_code == 200
    assert client_of(None).get(kept("hear.vtt", b"WEBVTT").url).status_code == 404


def test_the_list_of_texts_asks_for_its_texts_as_often_for_many_as_for_one(
    noora: Any, course: Course, lesson: Lesson, client_of: Any
) -> None:
    """What the editor's own buttons ask beside each row is not ours."""
    page, desk = "/editor/snippets/cms/lessontext/", client_of(noora)
    write(by=noora, lesson=lesson, language="en", body=ENGLISH)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page).status_code == 200
        ours = ('SELECT "cms_lessontext"', 'SELECT "training_', 'SELECT "wagtailcore_revision"')
        return sum(query["sql"].startswith(ours) for query in queries)

    asked()
    few = asked()
    made.lessons(noora, course, *(f"Lesson {number}" for number in range(8)))
    for one in course.lessons.all():
        for language, body in (("en", ENGLISH), ("ar", ARABIC)):
            if not (one == lesson and language == "en"):
                write(by=noora, lesson=one, language=language, body=body)
    assert asked() == few > 0
