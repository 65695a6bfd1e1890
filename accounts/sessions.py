"""The session engine: Django's own in the database, with the owner's id in a column."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from records.kept_query import KeptQuery


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import SignedInSession

        return SignedInSession

    def load(self) -> dict[str, Any]:
        found = KEPT.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        loaded: dict[str, Any] = self.decode(found[0][0])
        return loaded

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        owner = data.get(SESSION_KEY)
        session.person_id = int(owner) if owner else None
        return session


KEPT: KeptQuery[Any] = KeptQuery(
    lambda key, now: (
        SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
    ),
    key=str,
    now=dt.datetime,
)
