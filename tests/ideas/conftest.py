from __future__ import annotations

from typing import Any

import pytest

from portfolio.ideas.enums import Audience
from tests.factories import ideas


@pytest.fixture
def call(noora: Any) -> Any:
    """Open to all government staff."""
    return ideas.call(noora)


@pytest.fixture
def public_call(noora: Any) -> Any:
    return ideas.call(noora, Audience.PUBLIC)


@pytest.fixture
def idea(maryam: Any, call: Any) -> Any:
    return ideas.idea(maryam, call)
