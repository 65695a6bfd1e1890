"""Adding links to the chain. Part of the actions that sign and accept: they hold the report and record the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from portfolio.reports.chain import (
    canonical,
    committed_contents,
    hash_of,
    link_hash,
    name_of,
    signing_key,
)
from portfolio.reports.enums import SnapshotKind
from portfolio.reports.models import AgencyReport, Chain, Snapshot

THE_CHAIN = 1


def add_link(
    *,
    kind: SnapshotKind,
    report: AgencyReport | None,
    revision: int,
    content: str,
    by: Any,
    at: dt.datetime,
    of: Snapshot | None = None,
) -> Snapshot:
    """One link after the other: who adds one holds the chain's end until the transaction is over."""
    Chain.objects.get_or_create(pk=THE_CHAIN)
    end = Chain.objects.select_for_update().get(pk=THE_CHAIN)
    key = signing_key(may_be_made=end.length == 0)
    link = Snapshot(
        number=end.length + 1,
        kind=kind,
        report=report,
        revision=revision,
        of=of,
        content=content,
        content_hash=hash_of(content),
        previous_hash=end.head,
        key=name_of(key),
        by=by,
        at=at,
    )
    link.hash = link_hash(link)
    link.signature = key.sign(link.hash.encode()).hex()
    link.save()
    end.length, end.head = link.number, link.hash
    end.save(update_fields=["length", "head"])
    return link


@contextmanager
def names_leave_the_chain_whole() -> Iterator[None]:
    """Around the removal of a person's values: a text that held a name reads differently afterwards, and a signed link
    says so. What had been tampered with before stays found: only what was whole is vouched for."""
    if not Snapshot.objects.exists():
        yield
        return
    links = list(Snapshot.objects.order_by("number"))
    committed = committed_contents(links)
    whole = {link.pk for link in links if hash_of(link.content) == committed[link.pk]}
    yield
    changed = {
        link.pk: hash_of(link.content)
        for link in Snapshot.objects.order_by("number")
        if link.pk in whole and hash_of(link.content) != committed[link.pk]
    }
    if not changed:
        return
    first = Snapshot.objects.select_related("report").get(pk=min(changed))
    add_link(
        kind=SnapshotKind.REMOVAL,
        report=first.report,
        revision=first.revision,
        of=first,
        content=canonical({"contents": {str(pk): told for pk, told in changed.items()}}),
        by=None,
        at=timezone.now(),
    )
