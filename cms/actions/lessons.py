"""A lesson's text written from outside of the editor: by the demo country, or by whoever brings lessons in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale

from cms.lesson_texts import LessonText
from records.actions import audit
from records.policy import require
from training.models import Lesson


def write(
    *, by: Any, lesson: Lesson, language: str, body: Sequence[tuple[str, Any]], from_version: int = 1
) -> LessonText:
    """`body`: blocks by name, each with what it says. Published at once; a text that is there says this from now on."""
    require(by, "training.keep_courses")
    with transaction.atomic():
        locale, _is_new = Locale.objects.get_or_create(language_code=language)
        text = LessonText.objects.filter(lesson=lesson, locale=locale, from_version=from_version).first()
        if text is None:
            text = LessonText(lesson=lesson, locale=locale, from_version=from_version)
        blocks = text._meta.get_field("body").stream_block
        text.body = blocks.to_python(
            [{"type": name, "value": _raw(blocks.child_blocks[name], said)} for name, said in body]
        )
        try:
            text.body = blocks.clean(text.body)
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from refusal
        if text.pk is None:
            text.live = False
            text.save()
        text.save_revision(user=by).publish(user=by)
        text.refresh_from_db()
        audit.record(
            by=by,
            action="cms.write_lesson",
            target=text,
            after={"lesson": lesson.pk, "language": language, "from_version": from_version},
        )
    return text


def _raw(block: Any, said: Any) -> Any:
    return block.get_prep_value(block.to_python(said)) if isinstance(said, dict) else said
