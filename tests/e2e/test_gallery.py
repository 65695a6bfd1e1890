"""Every component in a real browser: nothing for axe to find, nothing scrolls sideways, the menu needs no script."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).resolve().parents[2] / "static"
HOST = "http://masar.test"

pytestmark = pytest.mark.browser


@pytest.fixture
def gallery(db: None, settings: object) -> str:
    settings.DEMO = True  # type: ignore[attr-defined]
    answer = Client().get("/gallery/")
    assert answer.status_code == 200
    return answer.content.decode()


def shown(browser: Browser, html: str, *, width: int, **context: object) -> Page:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if not path.startswith("/static/"):
            route.fulfill(body=html, content_type="text/html")
            return
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file)[0] or "text/plain"
        route.fulfill(body=file.read_bytes(), content_type=kind) if file.exists() else route.fulfill(status=404)

    page = browser.new_context(viewport={"width": width, "height": 800}, **context).new_page()  # type: ignore[arg-type]
    page.route("**/*", answer)
    page.goto(f"{HOST}/")
    return page


def faults_of(page: Page) -> list[str]:
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:140]}" for fault in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, gallery, width, theme):
    page = shown(browser, gallery, width=width, color_scheme=theme)
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_a_seeded_fault(browser, gallery):
    broken = gallery.replace("<main", '<img src="/static/img/mark.svg"><main', 1)
    assert any(fault.startswith("image-alt") for fault in faults_of(shown(browser, broken, width=1280)))


def test_nothing_is_too_small_to_touch(browser, gallery):
    page = shown(browser, gallery, width=320)
    # Links in running text and inputs inside a label of full size are exempt.
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, .button, .tabs a, .pager a, .menu a, .choice")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert small == []


def test_the_menu_opens_and_closes_without_any_script(browser, gallery):
    page = shown(browser, gallery, width=390, java_script_enabled=False)
    sign_in = page.locator("#menu a").last
    assert not sign_in.is_visible()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    assert sign_in.is_visible()
    page.keyboard.press("Escape")
    assert not sign_in.is_visible()


@pytest.mark.parametrize(("direction", "first_is_right"), [("ltr", False), ("rtl", True)])
def test_the_path_runs_in_reading_direction(browser, gallery, direction, first_is_right):
    page = shown(browser, gallery, width=1100)
    steps = page.locator(f'.gallery-side[dir="{direction}"] .path-disc')
    first, last = steps.first.bounding_box(), steps.last.bounding_box()
    assert first and last
    assert (first["x"] > last["x"]) is first_is_right
    assert first["y"] == pytest.approx(last["y"], abs=1)


def test_the_path_stands_upright_on_a_phone(browser, gallery):
    steps = shown(browser, gallery, width=320).locator('.gallery-side[dir="rtl"] .path-disc')
    first, last = steps.first.bounding_box(), steps.last.bounding_box()
    assert first and last
    assert first["x"] == pytest.approx(last["x"], abs=1)
    assert last["y"] > first["y"] + 100
