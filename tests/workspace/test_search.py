from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import projects as make
from tests.workspace.conftest import heading_of, text_of

pytestmark = pytest.mark.django_db

SEARCH = "/en/work/search/"


def found(page: Any) -> dict[str, int]:
    return {one.key: one.hits.count for one in page.context["found"]}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("words", ["الأسرة", "اسره", "أُسرَة", "الاسره", "أســرة"])
def test_every_spelling_finds_the_arabic_title(
    maryam: Any, moph: Any, client_of: Any, words: str, language: str
) -> None:
    make.project(maryam, moph, title_en="Family desk", title_ar="مكتب الأسرة")
    make.project(maryam, moph, title_en="Road works", title_ar="أعمال الطرق")

    page = client_of(maryam).get(f"/{language}/work/search/", {"q": words})

    assert found(page) == {"projects": 1}
    assert ("Family desk" if language == "en" else "مكتب الأسرة") in text_of(page)


def test_what_one_may_not_see_is_neither_found_nor_counted(
    maryam: Any, khalid: Any, noora: Any, moph: Any, client_of: Any
) -> None:
    make.project(maryam, moph, title_en="Canary ward", visibility="agency")

    assert found(client_of(khalid).get(SEARCH, {"q": "canary"})) == {}
    assert heading_of(client_of(khalid).get(SEARCH, {"q": "canary"})) == "Nothing was found."
    assert found(client_of(maryam).get(SEARCH, {"q": "canary"})) == {"projects": 1}
    assert found(client_of(noora).get(SEARCH, {"q": "canary ward"})) == {"projects": 1}


def test_agencies_are_found_by_any_of_their_names(maryam: Any, cgb: Any, client_of: Any) -> None:
    browser = client_of(maryam)

    assert found(browser.get(SEARCH, {"q": "CSGDB"})) == {"agencies": 1}
    page = browser.get(SEARCH, {"q": "ديوان الخدمه"})
    assert found(page) == {"agencies": 1}
    assert 'href="/en/portfolio/projects/?agency=CGB"' in page.content.decode()


def test_only_the_lab_finds_people(maryam: Any, noora: Any, khalid: Any, client_of: Any) -> None:
    assert found(client_of(maryam).get(SEARCH, {"q": "Khalid"})) == {}
    page = client_of(noora).get(SEARCH, {"q": "Khalid"})
    assert found(page) == {"people": 1}
    assert f"/en/accounts/people/{khalid.pk}/" in page.content.decode()


@pytest.mark.parametrize(
    "words",
    ['"', "'", "\x00", "!!!", "؟؟", "q\x00z", "%", "_", "\\", "x" * 5000, "' OR 1=1 --", "*", "\u202e", "𝔔", "ـ", "ﷺ"],
)
def test_odd_signs_are_no_fault_of_anybody(noora: Any, maryam: Any, moph: Any, client_of: Any, words: str) -> None:
    make.project(maryam, moph)

    page = client_of(noora).get(SEARCH, {"q": words})

    assert page.status_code == 200
    assert found(page) == {}


def test_nothing_typed_asks_for_a_word(maryam: Any, moph: Any, client_of: Any) -> None:
    make.project(maryam, moph)

    assert heading_of(client_of(maryam).get(SEARCH)) == "Type a word to search for."
    assert heading_of(client_of(maryam).get(SEARCH, {"q": "..."})) == "Type a word to search for."


def test_what_was_typed_is_shown_as_typed_and_not_run(maryam: Any, client_of: Any) -> None:
    page = client_of(maryam).get(SEARCH, {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_long_list_is_counted_whole_and_leads_to_the_portfolio(maryam: Any, moph: Any, client_of: Any) -> None:
    """Session, person, roles and unread; the projects and the agencies, each counted and read; three for
    the pages of the site."""
    browser = client_of(maryam)
    make.project(maryam, moph, title_en="Desk 0")
    browser.get(SEARCH, {"q": "desk"})
    with CaptureQueriesContext(connection) as with_one:
        browser.get(SEARCH, {"q": "desk"})
    asked = len(with_one)
    for number in range(1, 50):
        make.project(maryam, moph, title_en=f"Desk {number}")
    with CaptureQueriesContext(connection) as with_fifty:
        page = browser.get(SEARCH, {"q": "desk"})

    assert (asked, len(with_fifty)) == (QUERIES, QUERIES), [query["sql"][:100] for query in with_fifty]
    assert found(page) == {"projects": 50}
    assert "See all 50" in text_of(page)
    assert browser.get(page.context["found"][0].hits.url).context["total"] == 50


QUERIES = 13
