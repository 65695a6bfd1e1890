from typing import Any

from django.db import transaction

from portfolio.workspace.queries import notices_of
from records.actions import audit, notices
from records.models import Notification
from records.policy import require


def mark_read(*, by: Any, notification: Notification) -> None:
    require(by, "workspace.read_notices")
    with transaction.atomic():
        notices.mark_read(by=by, notifications=[notification])
        audit.record(by=by, action="workspace.read_notice", target=notification)


def mark_all_read(*, by: Any) -> None:
    require(by, "workspace.read_notices")
    with transaction.atomic():
        unread = list(notices_of(by).filter(read_at=None).only("pk"))
        notices.mark_read(by=by, notifications=unread)
        audit.record(by=by, action="workspace.read_all_notices", count=len(unread))
