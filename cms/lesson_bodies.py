"""How a lesson's texts are found, shown and judged: handed to training, which asks for them when a page needs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Locale

from cms.lesson_texts import LessonText
from records.policy import may
from training import lesson_bodies
from training.lesson_bodies import Body, Standing, Telling
from training.models import Lesson


def tell(request: Any, lesson: Lesson, version: int) -> Body | None:
    texts = _texts([lesson.pk], version).get(lesson.pk, {})
    text = texts.get(get_language() or "en") or next(iter(texts.values()), None)
    if text is None:
        return None
    language = text.locale.language_code
    with override(language):
        html = render_to_string("cms/lessons/body.html", {"text": text, "language": language}, request=request)
    may_edit = may(getattr(request, "user", None), "training.keep_courses")
    return Body(html, language, is_stale=_is_stale(text, texts), edit_url=_edit(text) if may_edit else "")


def standings(lessons: Iterable[Lesson], version: int) -> dict[int, list[Standing]]:
    """For whoever keeps the course: which lesson is told in which language, and what has gone stale."""
    asked = list(lessons)
    found = _texts([lesson.pk for lesson in asked], version, live_only=False)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    return {
        lesson.pk: [
            _standing(lesson, found.get(lesson.pk, {}), language, version)
            for language, _name in settings.LANGUAGES
            if language in locales
        ]
        for lesson in asked
    }


def register() -> None:
    from cms.actions.lessons import write

    lesson_bodies.register(Telling(tell=tell, standings=standings, write=write))


def _texts(lessons: list[int], version: int, *, live_only: bool = True) -> dict[int, dict[str, LessonText]]:
    """Lesson -> language -> the text that holds for that version."""
    rows = LessonText.objects.filter(lesson__in=lessons, from_version__lte=version).select_related("locale")
    if live_only:
        rows = rows.filter(live=True)
    found: dict[int, dict[str, LessonText]] = {}
    for text in rows.order_by("from_version", "pk"):
        found.setdefault(text.lesson_id, {})[text.locale.language_code] = text
    return found


def _is_stale(text: LessonText, texts: dict[str, LessonText]) -> bool:
    return any(text.is_outdated_by(other) for other in texts.values() if other.pk != text.pk)


def _standing(lesson: Lesson, texts: dict[str, LessonText], language: str, version: int) -> Standing:
    text = texts.get(language)
    address = reverse(LessonText.snippet_viewset.get_url_name("add"))
    anew = f"{address}?locale={language}&lesson={lesson.pk}&version={version}"
    if text is None:
        return Standing(language, "missing", anew)
    state = ("stale" if _is_stale(text, texts) else "told") if text.live else "draft"
    return Standing(language, state, _edit(text), anew if text.from_version < version else "")


def _edit(text: LessonText) -> str:
    return reverse(LessonText.snippet_viewset.get_url_name("edit"), args=[text.pk])
