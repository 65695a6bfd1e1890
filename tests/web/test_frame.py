"""The frame around every page: its language and direction, its menu, and the pages of errors."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from portfolio.workspace import shell as frame
from portfolio.workspace.shell import PublicPlace, Shell
from portfolio.workspace.views import errors
from records.models import Notification


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_page_says_its_language_and_direction_and_lets_the_menu_be_skipped(db, language, direction):
    page = soup(Client().get(f"/{language}/no-such-page/"))
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    skip = page.find("a")
    assert page.find(id=skip["href"].removeprefix("#")).name == "main"
    assert len(page.select("h1")) == 1


def test_what_is_not_there_is_told_in_the_readers_language(db):
    answer = Client().get("/ar/no-such-page/")
    assert answer.status_code == 404
    assert "هذه الصفحة غير موجودة هنا" in soup(answer).h1.get_text()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_breakdown_is_told_in_both_languages_without_asking_the_database(language):
    # No `db` here: a query would fail the test.
    with translation.override(language):
        answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    text = soup(answer).get_text()
    assert "Something broke on our side" in text and "حدث خلل من جانبنا" in text


def test_a_garbled_request_is_told_in_both_languages():
    answer = errors.bad_request(RequestFactory().get("/"))
    assert answer.status_code == 400
    assert soup(answer).select_one("[lang=ar][dir=rtl] h2")


def test_the_gallery_is_for_those_who_build(db, settings):
    settings.DEMO, settings.DEBUG = False, False
    assert Client().get("/gallery/", follow=True).status_code == 404
    settings.DEMO = True
    page = soup(Client().get("/gallery/"))
    assert [(side["lang"], side["dir"]) for side in page.select(".gallery-side")] == [("en", "ltr"), ("ar", "rtl")]


def test_every_component_is_in_the_gallery(settings):
    from pathlib import Path

    root = Path(settings.ROOT)
    shown = (root / "templates/records/gallery_side.html").read_text()
    components = [p.stem.replace("_", "-") for p in (root / "templates/components").glob("*.html")]
    missing = [name for name in components if f"<c-{name}" not in shown]
    # Drawn by the components around them.
    assert missing == ["form-errors"]


def test_the_menu_of_a_person_marks_where_she_is(maryam):
    request = RequestFactory().get("/en/portfolio/projects/p-0001/")
    request.user = maryam
    places = {place.key: place.is_current for place in Shell(request).places}
    assert places["portfolio"] is True
    assert sum(places.values()) == 1


def test_a_visitor_sees_the_public_places_alone(monkeypatch):
    from django.contrib.auth.models import AnonymousUser

    monkeypatch.setattr(frame, "_public_places", [lambda request: [PublicPlace("home", "Home", "/en/")]])
    request = RequestFactory().get("/en/agenda/")
    request.user = AnonymousUser()
    shell = Shell(request)
    assert [(place.key, place.url) for place in shell.places] == [("home", "/en/")]
    assert shell.lab_places == [] and shell.unread == 0


def test_the_bell_counts_her_own_unread_notices_in_one_query(maryam, khalid, django_assert_num_queries):
    Notification.objects.update(read_at=timezone.now())
    for person, number in ((maryam, 3), (khalid, 5)):
        Notification.objects.bulk_create(Notification(person=person, kind="any") for _ in range(number))
    request = RequestFactory().get("/en/")
    request.user = maryam
    shell = Shell(request)
    with django_assert_num_queries(1):
        assert (shell.unread, shell.unread) == (3, 3)


def test_the_labs_own_places_are_offered_to_those_who_may_enter_them(maryam, noora, hamad):
    def offered(person: Any) -> list[str]:
        request = RequestFactory().get("/en/accounts/agencies/")
        request.user = person
        return [place.key for place in Shell(request).lab_places]

    assert offered(maryam) == []
    assert offered(noora) == ["people", "agencies", "tags", "ai", "imports", "site"]
    assert offered(hamad) == ["people", "agencies", "tags", "ai", "imports", "trail", "site"]
