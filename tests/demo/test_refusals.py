"""Where the demo country is not loaded."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person

pytestmark = pytest.mark.django_db


def test_the_demo_is_for_demo_settings_alone(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("load_demo")
    assert not Person.objects.exists()


def test_the_demo_is_not_mixed_into_a_real_country(hamad: Any, settings: Any) -> None:
    settings.DEMO, settings.DEMO_PASSWORD = True, "follow the path"
    with pytest.raises(CommandError, match="real country"):
        call_command("load_demo")
    assert Person.objects.count() == 1
