"""Noora writes a page, Hamad approves it, everybody reads it: in both languages, and every public page under axe."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.enums import Role
from accounts.models import Person
from cms.actions.site import found_site
from cms.pages import ContentPage, HomePage
from portfolio.agenda.actions.national_agenda import load_national_agenda
from tests.factories import accounts
from tests.factories import projects as make

WIDTHS = (320, 768, 1280)
PUBLIC = ("", "agenda/", "progress/", "find/?q=innovation", "find/?q=%22")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lab(transactional_db: None) -> dict[str, Person]:
    hamad = accounts.found_lab()
    moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
    cgb = hamad.memberships.get().agency
    noora = accounts.person(hamad, "noora@cgb.example", Role.LAB_CURATOR, cgb, name_en="Noora", name_ar="نورة")
    maryam = accounts.person(hamad, "maryam@moph.example", Role.INNOVATION_OFFICER, moph)
    load_national_agenda(by=hamad)
    found_site(by=hamad)
    make.project(maryam, moph, title_en="Birth in one visit", title_ar="المولود في زيارة", visibility="public")
    return {"hamad": hamad, "noora": noora}


def at_work(browser: Browser, address: str, person: Person, language: str) -> BrowserContext:
    Person.objects.filter(pk=person.pk).update(language=language)
    session = accounts.signed_in(Person.objects.get(pk=person.pk)).cookies["sessionid"].value
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context


def faults_of(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {[node['html'][:140] for node in fault['nodes']][:3]}" for fault in found]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_is_written_approved_and_read(language: str, lab: Any, browser: Browser, live_server: Any) -> None:
    home = HomePage.objects.get(locale__language_code=language)
    title = {"en": "What we learnt", "ar": "ما تعلّمناه"}[language]

    page = at_work(browser, live_server.url, lab["noora"], language).new_page()
    page.goto(f"{live_server.url}/editor/pages/add/cms/contentpage/{home.pk}/")
    expect(page.locator("html")).to_have_attribute("dir", {"en": "ltr", "ar": "rtl"}[language])
    page.fill("#id_title", title)
    page.fill("#id_lede", "Three projects, told.")
    page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
    page.locator("[name=action-submit]").first.click()
    page.wait_for_url(f"**/editor/pages/{home.pk}/")

    written = ContentPage.objects.get(title=title)
    assert not written.live
    page = at_work(browser, live_server.url, lab["hamad"], language).new_page()
    page.goto(f"{live_server.url}/editor/pages/{written.pk}/edit/")
    page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.wait_for_url(f"**/editor/pages/{home.pk}/")

    page = browser.new_page()
    page.goto(f"{live_server.url}{written.url}")
    expect(page.locator("h1")).to_have_text(title)
    assert faults_of(page) == []
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_are_for_everyone(width: int, language: str, lab: Any, browser: Browser, live_server: Any) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said, kept=refused: kept.append(said.text) if said.type == "error" else None)
        for path in PUBLIC:
            page.goto(f"{live_server.url}/{language}/{path}")
            assert faults_of(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            # axe's own script is let in by the driver; nothing of the page's may be refused by its policy.
            assert [words for words in refused if "Content Security Policy" in words] == [], path
        context.close()


def test_the_switch_keeps_the_page_by_keyboard(lab: Any, browser: Browser, live_server: Any) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/en/agenda/")
    page.locator(".languages a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/agenda/")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.close()
