"""A real country never runs with demo accounts: their password is public."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from accounts.models import Person


def demo_accounts_left() -> int:
    if settings.DEMO:
        return 0
    try:
        return Person.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        # Not migrated yet, or away: then nobody can sign in either, and demo accounts are refused there again.
        return 0


def sentence(left: int) -> str:
    return (
        f"This database holds {left} demo accounts, whose password is public. "
        "Point DATABASE_URL to a database without the demo country, then start again."
    )


def refuse_demo_accounts(**kwargs: Any) -> None:
    """Called where a server or worker starts. A system check is not enough: gunicorn runs none."""
    left = demo_accounts_left()
    if left:
        raise SystemExit(sentence(left))


@checks.register(checks.Tags.database)
def no_demo_accounts(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    left = demo_accounts_left() if databases else 0
    return [checks.Error(sentence(left), id="accounts.E001")] if left else []
