"""Sheikha signs in, reads the news, follows a figure to what it counts, and looks back: in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from records.clock import Quarter, today
from tests.e2e.conftest import Desk
from tests.factories import accounts
from tests.factories import projects as make

WIDTHS = (320, 768, 1280)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def country(transactional_db: None) -> Any:
    """Half a year of two agencies, dated before today; ends on today."""
    end_of_last_quarter = Quarter.of(today()).previous.last_day
    with time_machine.travel(dt.datetime.combine(end_of_last_quarter - dt.timedelta(days=200), dt.time(6))) as clock:
        hamad = accounts.found_lab()
        moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
        moi = accounts.agency(hamad, "MOI", name_en="Ministry of Interior", name_ar="وزارة الداخلية")
        maryam = accounts.person(hamad, "maryam@moph.example", "innovation_officer", moph)
        khalid = accounts.person(hamad, "khalid@moi.example", "innovation_officer", moi)
        sheikha = accounts.person(hamad, "sheikha@gov.example", "leader")
        make.objective("without-any")
        stuck = [make.project(maryam, moph, title_en=f"Clinic {n}", complete=True) for n in range(3)]
        make.update(maryam, stuck[0], confidence="red", confidence_note="Waits for a data-sharing agreement")
        moving = [make.project(khalid, moi, title_en=f"Licence {n}", complete=True) for n in range(4)]
        clock.move_to(dt.datetime.combine(end_of_last_quarter - dt.timedelta(days=5), dt.time(6)))
        make.move(hamad, moving[0], "discovery")
        make.move(
            hamad,
            stuck[2],
            "on-hold",
            reason="Waits for the new building",
            look_again_on=today() + dt.timedelta(days=9),
        )
    for project in moving[1:]:
        make.move(hamad, project, "discovery")
    return sheikha


def sign_in(desk: Desk, person: Any, language: str) -> Page:
    type(person).objects.filter(pk=person.pk).update(language=language)
    page = desk.window()
    page.goto(f"{desk.address}/{language}/accounts/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(accounts.PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/{language}/portfolio/progress/")
    return page


def total_of_list(page: Page) -> int:
    found = re.search(r"[\d,]+", page.locator("h1").inner_text())
    assert found
    return int(found[0].replace(",", ""))


SAID = {
    "en": {
        "news": "3 projects moved forward this quarter; 2 stand still.",
        "past": "1 project moved forward that quarter; 5 stood still.",
        "forward": "moved forward",
        "still": "stand still",
        "show": "Show that day",
        "why": "Waits for a data-sharing agreement",
        "hold": "Waits for the new building",
        "without": "1 objective has no project",
    },
    "ar": {
        "news": "تقدّمت 3 مشاريع هذا الربع، ومشروعان بلا حركة.",
        "past": "تقدّم مشروع واحد في ذلك الربع، وكانت 5 مشاريع بلا حركة.",
        "forward": "تقدّمت",
        "still": "بلا حركة",
        "show": "عرض ذلك اليوم",
        "why": "Waits for a data-sharing agreement",
        "hold": "Waits for the new building",
        "without": "هدف واحد بلا مشروع",
    },
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_leader_reads_the_news_and_what_is_behind_it(country: Any, desk: Desk, language: str) -> None:
    said = SAID[language]
    page = sign_in(desk, country, language)

    expect(page.locator("h1")).to_have_text(said["news"])
    for words in (said["why"], said["hold"], said["without"]):
        expect(page.locator("main")).to_contain_text(words)
    figure = page.locator(".progress-figures a", has_text=said["forward"])
    shown = int(figure.locator(".figure-value").inner_text())
    assert shown == 3
    figure.click()
    page.wait_for_url("**/portfolio/projects/?moved=forward**")
    assert total_of_list(page) == shown
    expect(page.locator("tbody tr")).to_have_count(shown)

    page.go_back()
    last_quarter = Quarter.of(today()).previous.last_day
    page.locator("input[name=as-of]").fill(last_quarter.isoformat())
    page.get_by_role("button", name=said["show"]).click()
    expect(page.locator("h1")).to_have_text(said["past"])
    page.locator(".progress-figures a", has_text=said["still"]).click()
    expect(page.locator("tbody tr")).to_have_count(5)
    assert f"as-of={last_quarter.isoformat()}" in page.url
    assert desk.complaints == []


PAGES = (
    "portfolio/progress/",
    "portfolio/progress/?as-of=tomorrow",
    "work/",
    "work/notices/",
    "work/search/?q=clinic",
    "nowhere/",
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_she_reads_holds_for_everybody(
    country: Any, desk: Desk, faults_of: Callable[[Page], list[str]], language: str
) -> None:
    """Axe with all its rules, at the three widths; no page scrolls sideways."""
    page = sign_in(desk, country, language)
    faults = []
    for path in PAGES:
        answer = page.goto(f"{desk.address}/{language}/{path}")
        assert answer is not None
        assert answer.status == (404 if path == "nowhere/" else 200), path
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
            faults += [f"{path} at {width}: {fault}" for fault in faults_of(page)]

    assert faults == []
    assert desk.complaints == []


def test_a_seeded_fault_is_found(country: Any, desk: Desk, faults_of: Callable[[Page], list[str]]) -> None:
    page = sign_in(desk, country, "en")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/img/mark.svg\">')"
    )

    assert any(fault.startswith("image-alt") for fault in faults_of(page))
