from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Seeding takes some seconds, so that the tests of a module share it; each undoes what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_scale", agencies=12, projects=650, updates=9_000, seed=4, stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def country(seeded: None, db: None) -> None:
    """A whole country on paper."""
