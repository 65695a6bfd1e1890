"""The public site's pages, found by words: in the one search of the product."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy

from cms.queries import found_pages
from portfolio.workspace.searching import Hit, Hits, Searchable, register


def pages(person: Any, words: str) -> Hits:
    found = found_pages(words, get_language() or "en")
    return Hits(len(found), [Hit(page.title, page.url or "", page.search_description) for page in found])


register(Searchable("pages", gettext_lazy("Pages"), pages))
