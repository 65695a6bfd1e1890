"""The search that everybody has: pages and public projects, by any spelling, whatever sign is typed."""

import pytest
from wagtail.models import Page

pytestmark = pytest.mark.django_db


def find(client, words, language="ar"):
    return client.get(f"/{language}/find/", {"q": words})


@pytest.mark.parametrize("words", ["الأجندة", "اجنده", "الاجندة", "أجْندة", "الأجنـدة"])
def test_an_arabic_page_is_found_by_any_spelling(site, client_of, words):
    said = find(client_of(None), words).content.decode()
    assert 'href="/ar/agenda/"' in said.partition("<main")[2]


@pytest.mark.parametrize(("words", "language"), [("اجن", "ar"), ("الأجن", "ar"), ("agen", "en"), ("Strateg", "en")])
def test_the_beginning_of_a_word_finds_it_in_title_and_text(site, client_of, words, language):
    said = find(client_of(None), words, language).content.decode()
    assert f'href="/{language}/agenda/"' in said.partition("<main")[2].partition("<footer")[0]


@pytest.mark.parametrize(("words", "language"), [("جنده", "ar"), ("genda", "en"), ("agendax", "en")])
def test_what_no_word_begins_with_finds_nothing(site, client_of, words, language):
    assert find(client_of(None), words, language).context["total"] == 0


def test_what_is_not_there_is_not_found(site, client_of):
    answer = find(client_of(None), "زرافة")
    assert answer.context["total"] == 0
    assert 'href="/ar/agenda/"' not in answer.content.decode().partition("<main")[2].partition("<footer")[0]


@pytest.mark.parametrize(
    "words", ['"', "''", '"agenda', "\x00", "agenda\x00", "* AND OR NOT", "(", "a" * 5000, "%", "\\", "٪", ":*"]
)
def test_no_sign_breaks_the_search(site, client_of, words):
    for language in ("en", "ar"):
        assert find(client_of(None), words, language).status_code == 200


@pytest.mark.parametrize("words", ['"', "\x00", "NOT", "agenda'"])
def test_nor_that_of_the_editor(site, noora, client_of, words):
    hers = client_of(noora)
    for path in ("/editor/pages/", "/editor/choose-page/search/", "/editor/images/"):
        assert hers.get(path, {"q": words}).status_code == 200


def test_public_projects_are_found_and_hidden_ones_are_not(site, projects, client_of, hamad):
    said = find(client_of(None), "زياره").content.decode()
    assert "تسجيل المولود في زيارة" in said
    assert "طائر" not in find(client_of(None), "طائر").content.decode().partition("<main")[2].partition("<section")[2]
    assert find(client_of(None), "طائر").context["total"] == 0
    assert find(client_of(hamad), "طائر").context["total"] == 2


def test_the_other_languages_pages_are_not_mixed_in(site, client_of):
    said = find(client_of(None), "agenda", "en").content.decode().partition("<main")[2]
    assert 'href="/en/agenda/"' in said
    assert 'href="/ar/agenda/"' not in said.partition("<section")[2]


def test_a_draft_is_not_found(site, client_of, hamad):
    page = Page.objects.get(locale__language_code="en", slug="agenda")
    assert find(client_of(None), "strategies", "en").context["total"] == 1
    page.specific.unpublish(user=hamad)
    assert find(client_of(None), "strategies", "en").context["total"] == 0
