"""The link of a follow-up's letter: it names the follow-up and is signed, so that nobody can make one up."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.urls import reverse

SALT = "training.follow-up"
LASTS = dt.timedelta(days=180)


def address_of(follow_up: int) -> str:
    return reverse("training_used:answer", args=[signing.dumps(follow_up, salt=SALT)])


def follow_up_in(token: str) -> int | None:
    """None where the link was not made here, or is too old."""
    try:
        found = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
