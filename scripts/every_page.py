"""Every page that a role reaches by its links, in both languages and three widths, in the browser with axe."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import services

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "en")
WIDTHS = (320, 768, 1280)
MOST_PAGES_A_ROLE = 60
# The editor's pages are Wagtail's own; files and signing out are no pages.
LEFT_OUT = re.compile(r"^/(editor|documents|media|static)/|/logout/|/accounts/2fa/|\.(xlsx|csv|pdf)$")
VISITOR = "visitor"


@dataclass
class Looked:
    pages: int = 0
    views: int = 0
    shapes: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


@contextmanager
def product() -> Iterator[tuple[str, list[list[str]], str]]:
    """The demo country, served privately: its address, the sign-ins and their password."""
    with tempfile.TemporaryDirectory(prefix="masar-soak-") as folder:
        for name in ("cache", "fonts", "logs", "mail", "media", "private", "queue", "queue-control", "static"):
            (Path(folder) / name).mkdir()
        port = services.free_port()
        env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        env |= {"MASAR_VAR": folder, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        told = subprocess.run(
            [sys.executable, ROOT / "scripts" / "prepare.py"],
            cwd=folder,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        sign_ins = json.loads(told.stdout.splitlines()[-1])
        command = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
        server = subprocess.Popen(
            [sys.executable, *command, "--worker-class", "gthread", "--no-control-socket"],
            cwd=ROOT,
            env=env | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}", sign_ins["people"], sign_ins["password"]
        finally:
            server.terminate()
            server.wait(20)


def look_at_all(roles: list[str]) -> Looked:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    began, found = time.monotonic(), Looked()
    with product() as (address, people, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        wait_for(address)
        for email, who in [(VISITOR, VISITOR), *people]:
            if roles and not any(role in who.lower() or role in email for role in roles):
                continue
            context = browser.new_context()
            page = context.new_page()
            if email != VISITOR:
                sign_in(page, address, email, password)
            paths, told = pages_of(page, address), len(found.faults)
            found.pages += len(paths)
            found.shapes[who] = len(paths)
            for path in paths:
                for language in LANGUAGES:
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 900})
                        answer = page.goto(address + re.sub(r"^/(ar|en)/", f"/{language}/", path))
                        found.views += 1
                        where = f"{who}, {page.url.removeprefix(address)}, {width} px"
                        if answer is None or answer.status >= 500:
                            found.faults.append(f"{where}: status {answer.status if answer else 'none'}")
                            continue
                        found.faults += [f"{where}: {fault}" for fault in faults_of(Axe(), page)]
            context.close()
            # At once: what is wrong can be mended while the others are looked at.
            print(
                "\n".join([f"{who}: {len(paths)} pages, {found.views} views so far", *found.faults[told:]]), flush=True
            )
        browser.close()
    found.seconds = time.monotonic() - began
    return found


def wait_for(address: str) -> None:
    import socket

    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", urlsplit(address).port or 80)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the product does not answer")


def sign_in(page: Any, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/en/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def pages_of(page: Any, address: str) -> list[str]:
    """One address for each shape: two projects' pages are one page."""
    seen: dict[str, str] = {}
    waiting = ["/en/"]
    while waiting and len(seen) < MOST_PAGES_A_ROLE:
        path = waiting.pop(0)
        if shape_of(path) in seen:
            continue
        answer = opened(page, address + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        seen[shape_of(path)] = path
        # A link of a drawing has an object for its address.
        read = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
        links = page.eval_on_selector_all("a[href]", read)
        for link in links:
            parts = urlsplit(link)
            if link.startswith(address + "/en/") and not LEFT_OUT.search(parts.path):
                waiting.append(parts.path)
    return list(seen.values())


def opened(page: Any, url: str) -> Any:
    """None where it is a file that the browser keeps instead of showing it."""
    from playwright.sync_api import Error

    try:
        return page.goto(url)
    except Error as refusal:
        if "Download is starting" in str(refusal):
            return None
        raise


def shape_of(path: str) -> str:
    return re.sub(r"\d+", "#", path)


def faults_of(axe: Any, page: Any) -> list[str]:
    found = [
        f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']][:2]}"
        for fault in axe.run(page).response["violations"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"scrolls sideways by {over} px"] if over > 0 else [])
