"""What the suite walks a few times by chance, walked two thousand times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benefits.test_ledger_walk import keep_books
from tests.ideas.test_life_cycle import kept, live
from tests.projects.test_stage_rules import walk

pytestmark = pytest.mark.django_db
TIMES = 2000


def test_two_thousand_walks_along_the_path(request: Any) -> None:
    walk(request, times=TIMES)


def test_two_thousand_ledgers(request: Any) -> None:
    keep_books(request, times=TIMES)


def test_two_thousand_times_four_ideas() -> None:
    live(kept(), times=TIMES)
