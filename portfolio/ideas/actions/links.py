"""Addresses that open something without an account: signed, of limited life, and kept nowhere."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core import signing

from portfolio.ideas.models import Contributor, HeldIdea

CONFIRM_WITHIN = dt.timedelta(days=3)
FOLLOW_FOR = dt.timedelta(days=30)
CONFIRM, FOLLOW = "ideas.confirm", "ideas.follow"


def link_to_confirm(held: HeldIdea) -> str:
    return signing.dumps(str(held.key), salt=CONFIRM)


def link_to_follow(contributor: Contributor) -> str:
    return signing.dumps(contributor.pk, salt=FOLLOW)


def held_key_behind(link: str) -> UUID | None:
    try:
        return UUID(signing.loads(link, salt=CONFIRM, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError):
        return None


def contributor_behind(link: str) -> Contributor | None:
    """None for an address that is forged or too old, or whose contributor asked to be forgotten."""
    try:
        number = signing.loads(link, salt=FOLLOW, max_age=FOLLOW_FOR)
    except signing.BadSignature:
        return None
    contributor = Contributor.objects.filter(pk=number).first()
    return contributor if contributor and contributor.is_reachable else None
