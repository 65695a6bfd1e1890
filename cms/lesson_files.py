"""Which documents are of lessons: those of a kind that only lessons show, and those that nothing but lessons hold."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from cms.lesson_texts import LessonText

SHOWN_HERE = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}


def belongs_to_lessons(document: Any) -> bool:
    if document.file_extension.lower() in SHOWN_HERE:
        return True
    holders = set(ReferenceIndex.get_references_to(document).values_list("content_type", flat=True))
    return holders == {ContentType.objects.get_for_model(LessonText).pk}
