"""The Wagtail admin's own writes, brought under the rule of one event for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from records import trail
from records.actions import audit

READING = ("GET", "HEAD", "OPTIONS", "TRACE")
WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?([a-z0-9_]+)', re.IGNORECASE)
# Sessions, presence ("somebody else is editing"), what a preview is drawn from (for a day) and the search index say
# nothing that a person did to a record.
PASSING_TABLES = re.compile(
    r"^(accounts_signedinsession|django_session|wagtailadmin_editingsession|wagtailadmin_formstate|wagtailsearch_.*)$"
)
# A log entry's label may be a person's name: of these apps the trail keeps the id alone.
NAMELESS_APPS = ("accounts", "wagtailusers", "account", "mfa")
MOST_ENTRIES = 50


@dataclass
class Writes:
    tables: set[str] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)


_seen: ContextVar[Writes | None] = ContextVar("writes", default=None)


def in_the_trail(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """One transaction around what an address of the editor writes; one event for it unless an action left its own."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in READING or _seen.get() is not None:
            return view(request, *args, **kwargs)
        with transaction.atomic(), watched() as writes:
            events_before = trail.present().events
            response = view(request, *args, **kwargs)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif writes.tables and trail.present().events == events_before:
                write_event(request, writes)
        return response

    return wrapped


def write_event(request: HttpRequest, writes: Writes) -> None:
    match = request.resolver_match
    first = writes.entries[0] if writes.entries else {}
    audit.record(
        by=request.user if request.user.is_authenticated else None,
        action=f"editor.{match.view_name if match else 'unknown'}"[:80],
        target=first.get("object"),
        count=max(1, len(writes.entries)),
        after={
            "address": request.path[:300],
            "entries": [
                {name: entry[name] for name in ("action", "type", "id", "label")}
                for entry in writes.entries[:MOST_ENTRIES]
            ],
        },
    )


@contextmanager
def watched() -> Iterator[Writes]:
    writes = Writes()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITE.match(sql)
        if found and not PASSING_TABLES.match(found[1]):
            writes.tables.add(found[1])
        return execute(sql, params, many, context)

    token = _seen.set(writes)
    try:
        with connection.execute_wrapper(watch):
            yield writes
    finally:
        _seen.reset(token)


def note_entry(sender: type[models.Model], instance: Any, created: bool, **kwargs: Any) -> None:
    """Called for each line that Wagtail writes into its own log."""
    writes = _seen.get()
    if writes is None or not created:
        return
    kind = instance.content_type
    object_id = getattr(instance, "page_id", None) or instance.object_id
    writes.entries.append(
        {
            "action": instance.action,
            "type": f"{kind.app_label}.{kind.model}" if kind else "",
            "id": str(object_id),
            "label": "" if kind and kind.app_label in NAMELESS_APPS else instance.label,
            "object": kind.model_class()(pk=object_id) if kind and kind.model_class() else None,
        }
    )


def connect() -> None:
    from wagtail.models import ModelLogEntry, PageLogEntry

    for model in (PageLogEntry, ModelLogEntry):
        models.signals.post_save.connect(note_entry, sender=model, dispatch_uid=f"trail-{model.__name__}")
