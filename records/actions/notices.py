from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from records.bell import ring_quietly
from records.models import Notification
from records.notices import KINDS


def tell(
    people: Iterable[Any], *, kind: str, path: str = "", facts: dict[str, Any] | None = None, once: str | None = None
) -> None:
    """Record a notice for each person, in the transaction of what it tells; mail leaves after commit, once.

    `once` names the occasion: for one person the same occasion is told a single time.
    """
    now = timezone.now()
    by_mail = KINDS[kind].by_mail
    notices = [
        Notification(
            person=person,
            kind=kind,
            path=path,
            facts=facts or {},
            at=now,
            once=f"{once}:{person.pk}" if once else None,
            mail_due_at=now if by_mail and person.wants_mail else None,
        )
        for person in {person.pk: person for person in people}.values()
        if person.is_active
    ]
    Notification.objects.bulk_create(notices, ignore_conflicts=once is not None)
    if any(notice.mail_due_at for notice in notices):
        transaction.on_commit(partial(ring_quietly, "records.tasks.send_outbox"))


def write_letter(*, kind: str, facts: dict[str, Any], once: str) -> None:
    """A mail to somebody who is not a person here yet, from the same outbox; the kind knows its reader."""
    now = timezone.now()
    Notification.objects.bulk_create(
        [Notification(person=None, kind=kind, facts=facts, at=now, once=once, mail_due_at=now)], ignore_conflicts=True
    )
    transaction.on_commit(partial(ring_quietly, "records.tasks.send_outbox"))


def mark_read(*, by: Any, notifications: Iterable[Notification]) -> None:
    Notification.objects.filter(person=by, pk__in=[n.pk for n in notifications], read_at=None).update(
        read_at=timezone.now()
    )
