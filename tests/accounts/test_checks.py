"""A real country does not start with demo accounts in it, and says what to do."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.core.checks import run_checks

from accounts.actions import people
from accounts.checks import refuse_demo_accounts
from accounts.models import Person
from tests import processes
from tests.factories.accounts import PASSWORD


@pytest.fixture
def demo(hamad: Any) -> Person:
    return people.register(
        by=hamad, email="demo@moph.example", name_en="Demo", name_ar="عرض", password=PASSWORD, is_demo=True
    )


def start(module: str, **env: str) -> subprocess.CompletedProcess[str]:
    secrets = {
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "masar.example",
        "PUBLIC_ADDRESS": "https://masar.example",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=processes.ROOT,
        env=processes.environment(DJANGO_SETTINGS_MODULE="config.settings.production", **secrets, **env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_the_server_refuses_to_start_in_one_sentence(demo: Person) -> None:
    refused = start("config.wsgi")
    assert refused.returncode == 1
    assert refused.stderr.strip().splitlines()[-1].startswith("This database holds 1 demo accounts")
    assert "DATABASE_URL" in refused.stderr
    Person.objects.filter(pk=demo.pk).update(is_demo=False)
    assert start("config.wsgi").returncode == 0


def test_a_worker_refuses_too(demo: Person) -> None:
    with pytest.raises(SystemExit, match="demo accounts"):
        refuse_demo_accounts()
    Person.objects.filter(pk=demo.pk).update(is_demo=False)
    refuse_demo_accounts()


def test_the_demo_itself_starts(demo: Person, settings: Any) -> None:
    settings.DEMO = True
    refuse_demo_accounts()


def test_the_system_check_says_the_same(demo: Person, settings: Any) -> None:
    found = [message.id for message in run_checks(tags=["database"], databases=["default"])]
    assert "accounts.E001" in found
    settings.DEMO = True
    assert "accounts.E001" not in [message.id for message in run_checks(tags=["database"], databases=["default"])]
