from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import Person
from records.actions import audit
from records.policy import require


def rename(*, by: Person, passkey: Authenticator, name: str) -> Authenticator:
    require(by, "accounts.own_account", by)
    with transaction.atomic():
        wrapped: Any = passkey.wrap()
        wrapped.name = name
        passkey.save()
        audit.record(by=by, action="accounts.rename_passkey", target=by)
    return passkey
