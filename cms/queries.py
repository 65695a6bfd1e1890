from __future__ import annotations

from typing import Any

from wagtail.models import Page

from portfolio.projects.models import ProjectState
from portfolio.projects.models.project_state import ProjectStateQuerySet
from records.search_words import sought_words

MOST_PAGES = 20


def found_pages(words: str, language: str) -> list[Page]:
    """Published pages of that language, the best first."""
    if not sought_words(words):
        return []
    pages = Page.objects.live().public().filter(locale__language_code=language, depth__gt=1)
    return list(pages.search(words, operator="and")[:MOST_PAGES])


def found_projects(words: str, reader: Any) -> ProjectStateQuerySet:
    states = ProjectState.objects.on(None).visible_to(reader)
    if not sought_words(words):
        return states.none()
    return (
        states.filter(words__have=words)
        .select_related("stage", "lead_agency", "project")
        .order_by("-last_update_on", "-project")
    )
