"""The few scripts, in a real browser on pages made of strings: sent once, asked before leaving, followed to the end."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).resolve().parents[2] / "static"
HOST = "http://masar.test"

pytestmark = pytest.mark.browser


class Served:
    """Answers the browser from the static files and from the pages that a story gives; keeps what was posted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: dict[str, Any] = {}
        self.posted: list[str | None] = []
        page.route("**/*", self._answer)

    def open(self, body: str) -> Page:
        script = '<script type="module" src="/static/js/masar.js"></script>'
        self.pages["/"] = f'<!doctype html><title>t</title><meta charset="utf-8">{body}{script}'
        self.page.goto(f"{HOST}/")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0]
        if route.request.method == "POST":
            self.posted.append(route.request.post_data)
            # The answer is slow in coming: nothing is sent back, the page stays.
            route.fulfill(status=204)
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "text/plain")
        else:
            answer = self.pages.get(path)
            answer = answer() if callable(answer) else answer
            if isinstance(answer, dict):
                route.fulfill(body=json.dumps(answer), content_type="application/json")
            else:
                route.fulfill(status=200 if answer else 404, body=answer or "", content_type="text/html")


@pytest.fixture
def served(browser: Browser) -> Iterator[Served]:
    context = browser.new_context()
    yield Served(context.new_page())
    context.close()


FORM = (
    '<form method="post" action="/save/"{}>'
    '<input name="word" value="a"><button name="go" value="yes">Go</button></form>'
)


def pressed_twice(served: Served, attributes: str = "") -> int:
    page = served.open(FORM.format(attributes))
    for _ in range(2):
        page.locator("button").dispatch_event("click")
        page.wait_for_timeout(150)
    return len(served.posted)


def test_a_form_is_sent_once_with_the_name_of_its_button(served):
    assert pressed_twice(served) == 1
    assert "go=yes" in (served.posted[0] or "")
    assert served.page.locator("button").get_attribute("aria-disabled") == "true"


def test_a_form_that_answers_with_a_file_can_be_sent_again(served):
    assert pressed_twice(served, " data-again") == 2


def test_a_form_with_a_field_called_method_is_guarded_too(served):
    page = served.open('<form method="post" action="/save/"><input name="method"><button>Go</button></form>')
    for _ in range(2):
        page.locator("button").dispatch_event("click")
        page.wait_for_timeout(150)
    assert len(served.posted) == 1


def leaves(served: Served, attributes: str, *, typing: bool) -> list[str]:
    page = served.open(FORM.format(attributes))
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    if typing:
        page.locator("input").click()
        page.keyboard.type("b")
    served.pages["/next/"] = "<p>next"
    page.goto(f"{HOST}/next/")
    return asked


def test_leaving_a_changed_form_asks_first(served):
    assert leaves(served, " data-guard", typing=True) == ["beforeunload"]


@pytest.mark.parametrize(("attributes", "typing"), [(" data-guard", False), ("", True)])
def test_nothing_is_asked_where_nothing_is_lost(served, attributes, typing):
    assert leaves(served, attributes, typing=typing) == []


def test_sending_a_changed_form_asks_nothing(served):
    page = served.open(FORM.format(" data-guard"))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("input").click()
    page.keyboard.type("b")
    page.locator("button").click()
    page.wait_for_timeout(150)
    assert asked == [] and len(served.posted) == 1


def test_a_bar_is_followed_to_the_end_and_past_a_lost_answer(served):
    answers: list[Any] = [
        None,
        {"value": 40, "max": 100, "words": "40 of 100", "finished": False},
        {"value": 100, "max": 100, "words": "done", "finished": True, "next": "/result/"},
    ]
    served.pages["/job/"] = lambda: answers.pop(0)
    served.pages["/result/"] = "<p id=done>result"
    page = served.open(
        '<div data-progress-url="/job/"><span data-progress-words></span>'
        '<progress value="0" max="100"></progress></div>'
    )
    page.wait_for_function("document.querySelector('progress')?.value === 40", timeout=8000)
    assert page.locator("[data-progress-words]").text_content() == "40 of 100"
    page.wait_for_selector("#done", state="attached", timeout=15000)
    assert answers == []


def test_after_a_refused_form_the_list_of_errors_has_the_focus(served):
    page = served.open('<div data-errors tabindex="-1"><a href="#x">Title: needed</a></div><input id="x">')
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
