"""What a visitor finds in the menu: the pages under the home page that are marked for it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site

from cms.pages import HomePage
from portfolio.workspace.shell import PublicPlace, register_public_places

# With the home page seven at most: more than that is no menu any more.
MOST_PAGES = 6


def public_places(request: HttpRequest) -> Iterator[PublicPlace]:
    home = home_in(request, get_language() or "en")
    if home is None:
        return
    yield PublicPlace("home", gettext("Home"), home.get_url(request) or "/")
    children = Page.objects.child_of(home).live().in_menu()
    for page in children[:MOST_PAGES]:
        yield PublicPlace(f"page-{page.pk}", page.title, page.get_url(request) or "")


def home_in(request: HttpRequest, language: str) -> HomePage | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    homes = HomePage.objects.live().filter(translation_key=site.root_page.translation_key)
    return homes.filter(locale__language_code=language).first()


def register() -> None:
    register_public_places(public_places)
