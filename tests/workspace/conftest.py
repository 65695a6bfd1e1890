from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

DOHA = ZoneInfo("Asia/Qatar")
BEGINNING = dt.date(2026, 1, 5)


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=DOHA)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Before anybody is brought in, so that their roles hold on every day of the story."""
    with time_machine.travel(at(BEGINNING), tick=False) as traveller:
        yield traveller


@pytest.fixture
def on(clock: Any) -> Callable[..., None]:
    return lambda day, hour=9: clock.move_to(at(day, hour))


def text_of(response: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(bare).split())


def heading_of(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1]).strip())
