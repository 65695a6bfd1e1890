from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Locale, Page, TaskState

from records.policy import may
from records.search_words import sought_words

MOST_PAGES = 20


def found_pages(words: str, language: str) -> list[Page]:
    """Published pages of that language, the best first."""
    # A country that has not founded its site in that language has no pages in it.
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None or not sought_words(words):
        return []
    pages = Page.objects.live().public().filter(locale=locale, depth__gt=1)
    return list(pages.autocomplete(words, operator="and")[:MOST_PAGES])


def pages_to_approve(person: Any) -> QuerySet[TaskState] | None:
    if not may(person, "cms.approve_page"):
        return None
    return (
        TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__labapprovaltask__isnull=False)
        .select_related("revision", "workflow_state")
        .order_by("started_at")
    )
