"""The walks of the stage machine that the suite takes fifteen times, taken two thousand times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projects.test_stage_rules import walk


@pytest.mark.django_db
def test_two_thousand_walks_along_the_path(request: Any) -> None:
    walk(request, times=2000)
