from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from tests.workspace.conftest import BEGINNING, at


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Before anybody is brought in, so that their roles hold on every day of the story."""
    with time_machine.travel(at(BEGINNING), tick=False) as traveller:
        yield traveller


@pytest.fixture
def on(clock: Any) -> Callable[[dt.date], None]:
    return lambda day: clock.move_to(at(day, 10))
