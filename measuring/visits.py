"""Visits to a server on this machine, one after the other over one connection."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from measuring.query_log import TOLD_IN

COUNTING = {"X-Bench-Queries": "1"}


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    body: bytes
    # Milliseconds and SQL of each query, where the visit asked for them.
    queries: list[tuple[float, str]] = field(default_factory=list)


class Visitor:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, *, counting: bool = False) -> Answer:
        return self._ask("GET", path, None, counting)

    def post(self, path: str, fields: dict[str, str], *, counting: bool = False) -> Answer:
        return self._ask("POST", path, urlencode(fields), counting)

    def _ask(self, method: str, path: str, body: str | None, counting: bool) -> Answer:
        headers = dict(COUNTING) if counting else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            response = self._send(method, path, body, headers)
            content = response.read()
        except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
            self.connection.close()
            began = time.perf_counter()
            response = self._send(method, path, body, headers)
            content = response.read()
        taken = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        told = response.headers.get(TOLD_IN)
        queries = [(ms, sql) for ms, sql in json.loads(told)] if told else []
        return Answer(response.status, taken, content, queries)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()


@dataclass(frozen=True)
class Form:
    """A form of the product as it stands on its page: sent again with a new submission key each time."""

    action: str
    hidden: dict[str, str]
    key_field: str

    def filled(self, **fields: str) -> dict[str, str]:
        again = {self.key_field: str(uuid.uuid4())} if self.key_field else {}
        return {**self.hidden, **again, **fields}


INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def form_on(page: bytes, path: str, is_it: Callable[[str], bool]) -> Form:
    """The one form on the page whose markup satisfies `is_it`."""
    for markup in re.findall(r"<form\b.*?</form>", page.decode(), flags=re.DOTALL):
        if not is_it(markup):
            continue
        head = dict(ATTRIBUTE.findall(markup[: markup.index(">")]))
        inputs = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(markup)]
        hidden = {i["name"]: i.get("value", "") for i in inputs if i.get("type") == "hidden" and "name" in i}
        key = next((name for name, value in hidden.items() if UUID.fullmatch(value)), "")
        return Form(head.get("action") or path, hidden, key)
    raise LookupError(f"no such form on {path}")
