from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import accounts
from tests.factories import projects as make

pytestmark = pytest.mark.django_db

PAGE = "/en/portfolio/progress/"


def text_of(response: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(bare).split())


def heading_of(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1].strip())


def test_the_leader_reads_the_news_and_what_is_behind_it(country: Any, sheikha: Any, client_of: Any) -> None:
    page = client_of(sheikha).get(PAGE)

    assert heading_of(page) == "2 projects moved forward this quarter; 2 stand still."
    told = text_of(page)
    assert "Second quarter 2026 · 2 agencies" in told
    assert "Off the path: On hold 1 Stopped 1" in told
    assert "Nobody owns the desk" in told
    assert "99 days in Idea" in told
    assert "Waits for the health data agreement" in told
    assert "The lab looks again on" in told
    assert "1 objective has no project Trust" in told


def test_the_same_page_in_arabic(country: Any, sheikha: Any, client_of: Any) -> None:
    page = client_of(sheikha).get("/ar/portfolio/progress/")

    assert heading_of(page) == "تقدّم مشروعان هذا الربع، ومشروعان بلا حركة."
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert "مشروع Shared desk" in text_of(page)
    assert "هدف واحد بلا مشروع" in text_of(page)


def test_as_of_a_past_day(country: Any, sheikha: Any, client_of: Any) -> None:
    page = client_of(sheikha).get(f"{PAGE}?as-of=2026-03-31")

    assert heading_of(page) == "2 projects moved forward that quarter; 2 stood still."
    assert "as it stood on 31 March 2026" in text_of(page)
    assert 'href="/en/portfolio/projects/?stage=prototype&amp;as-of=2026-03-31"' in page.content.decode()


def test_arabic_digits_name_the_same_day(country: Any, sheikha: Any, client_of: Any) -> None:
    browser = client_of(sheikha)

    assert heading_of(browser.get(f"{PAGE}?as-of=٢٠٢٦-٠٣-٣١")) == heading_of(browser.get(f"{PAGE}?as-of=2026-03-31"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-02-31", "There is no such date."),
        ("tomorrow", "There is no such date."),
        ("2027-01-01", "That day has not come yet."),
        ("\x00", "There is no such date."),
    ],
)
def test_what_is_no_day_is_told_in_place_and_today_is_shown(
    country: Any, sheikha: Any, client_of: Any, typed: str, told: str
) -> None:
    page = client_of(sheikha).get(PAGE, {"as-of": typed})

    assert page.status_code == 200
    assert told in text_of(page)
    assert heading_of(page) == "2 projects moved forward this quarter; 2 stand still."


def test_an_agency_that_is_not_there_is_not_found(country: Any, sheikha: Any, client_of: Any) -> None:
    browser = client_of(sheikha)

    assert browser.get(f"{PAGE}?agency=NOWHERE").status_code == 404
    assert heading_of(browser.get(f"{PAGE}?agency=MOPH")) == (
        "No project has moved forward this quarter; 1 stands still."
    )


def test_the_leader_of_an_agency_begins_with_her_own(country: Any, hamad: Any, moi: Any, client_of: Any) -> None:
    amna = accounts.person(hamad, "amna@moi.example", "leader", moi, name_en="Amna Al-Sulaiti")
    browser = client_of(amna)

    own = browser.get(PAGE)
    everything = browser.get(f"{PAGE}?agency=all")

    assert heading_of(own) == "2 projects moved forward this quarter; 1 stands still."
    assert [figure["count"] for figure in own.context["figures"]] == [4, 2, 1, 0, 2]
    assert [figure["count"] for figure in everything.context["figures"]] == [7, 2, 1, 1, 2]
    assert "Canary ward" not in text_of(everything)
    assert "Canary patrol" in text_of(own)


def test_the_busiest_agencies_come_first_and_all_are_one_click_away(hamad: Any, sheikha: Any, client_of: Any) -> None:
    for number in range(14):
        agency = accounts.agency(hamad, f"A{number:02}")
        officer = accounts.person(hamad, f"officer{number}@a.example", "innovation_officer", agency)
        for _ in range(2 if number == 13 else 1):
            make.project(officer, agency)
    browser = client_of(sheikha)

    first = browser.get(PAGE)
    every = browser.get(first.context["all_agencies_url"])

    assert "See all 14 agencies" in text_of(first)
    assert text_of(first).index("Agency A13") < text_of(first).index("Agency A00")
    assert "Agency A12" not in text_of(first)
    assert "Agency A12" in text_of(every)
    assert every.context["all_agencies_url"] == ""


def test_who_may_open_it(country: Any, sheikha: Any, maryam: Any, ali: Any, hamad: Any, client_of: Any) -> None:
    nobody = accounts.person(hamad, "guest@moph.example")

    assert client_of(None).get(PAGE).status_code == 302
    refused = client_of(nobody).get(PAGE)
    assert refused.status_code == 403
    assert "Only people inside government can do this." in text_of(refused)
    assert [client_of(person).get(PAGE).status_code for person in (sheikha, maryam, ali)] == [200, 200, 200]


def test_what_people_typed_is_kept_apart_from_the_page(
    country: Any, hamad: Any, maryam: Any, moph: Any, sheikha: Any, client_of: Any
) -> None:
    project = make.project(maryam, moph, title_en="<b>Bold</b> & 'sharp'", title_ar="عريض")
    make.update(maryam, project, confidence="red", confidence_note='"><script>alert(1)</script>')
    make.move(hamad, project, "discovery")

    page = client_of(sheikha).get(PAGE).content.decode()

    assert "<b>Bold</b>" not in page
    assert "<bdi>&lt;b&gt;Bold&lt;/b&gt; &amp; &#x27;sharp&#x27;</bdi>" in page
    assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow(
    hamad: Any, moph: Any, maryam: Any, sheikha: Any, on: Any, client_of: Any
) -> None:
    """Session, person, roles and unread notices; the counts, who moved; three named lists and their reasons;
    the agenda's objectives and their projects; what people have learned."""
    on(dt.date(2026, 1, 6))
    make.project(maryam, moph, complete=True)
    on(dt.date(2026, 4, 10))
    browser = client_of(sheikha)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as with_one:
        browser.get(PAGE)
    on(dt.date(2026, 1, 7))
    for number in range(50):
        agency = accounts.agency(hamad, f"A{number}")
        officer = accounts.person(hamad, f"officer{number}@a.example", "innovation_officer", agency)
        project = make.project(officer, agency, complete=True)
        make.update(officer, project, confidence="red")
        if number % 2:
            make.move(hamad, project, "discovery")
    on(dt.date(2026, 4, 10))
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as with_fifty:
        page = browser.get(PAGE)

    assert page.context["figures"][0]["count"] == 51
    assert (len(with_one), len(with_fifty)) == (13, 13), [query["sql"][:120] for query in with_fifty]
