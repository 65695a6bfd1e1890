"""A real browser at the product, and what every story asks of a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import Person
from tests.factories import accounts

# The browser's driver runs a loop of its own; Django need not be told of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("the browser stories did not run: there is no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The one browser of a run: a second driver beside it would refuse to start."""
    return chromium


@dataclass
class Desk:
    """Opens windows at the running product and looks after what its pages complain of."""

    browser: Browser
    address: str

    def __post_init__(self) -> None:
        self.complaints: list[str] = []
        self._contexts: list[Any] = []

    def window(self, who: Person | None = None, *, width: int = 1280, dark: bool = False) -> Page:
        """A window of that person, signed in already; a visitor's for None."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        self._contexts.append(context)
        if who is not None:
            session = accounts.signed_in(Person.objects.get(pk=who.pk)).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, kind: str, words: str) -> None:
        # The fonts are built by `make run`; a page that answers "refused" is told of here too.
        if kind == "error" and not words.startswith("Failed to load resource"):
            self.complaints.append(words)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Desk]:
    opened = Desk(chromium, live_server.url)
    yield opened
    opened.close()


@pytest.fixture
def faults_of() -> Callable[[Page], list[str]]:
    """What axe finds, with no rule turned off, and whether the page can be scrolled sideways."""

    def look(page: Page) -> list[str]:
        found = [
            f"{fault['id']}: {[node['html'][:160] for node in fault['nodes']][:3]}"
            for fault in Axe().run(page).response["violations"]
        ]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"scrolls sideways by {over} px at {page.viewport_size}")
        return found

    return look


def tab_to(page: Page, what: str) -> None:
    """Go there by the Tab key alone."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"the Tab key does not reach {what}")
