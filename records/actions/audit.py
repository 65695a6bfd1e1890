from typing import Any

from django.db import models

from records import trail
from records.models import AuditEvent


def record(
    *,
    by: Any,
    action: str,
    target: models.Model | None = None,
    before: Any = None,
    after: Any = None,
    agency_id: int | None = None,
    count: int = 1,
) -> AuditEvent:
    """Write the one audit event of a write, in its transaction. `before` and `after` hold ids and codes only."""
    present = trail.present()
    present.events += 1
    return AuditEvent.objects.create(
        actor=by if by is not None and by.pk else None,
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        agency_id=agency_id,
        door=present.door,
        request=present.number,
        count=count,
        before=before,
        after=after,
    )
