from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.reports.models import FrozenEntry, PickedStory, ReportingQuarter
from records.actions import audit
from records.policy import require

MOST_STORIES = 5


def pick(*, by: Any, quarter: ReportingQuarter, entry: FrozenEntry) -> PickedStory:
    """The curator tells the leadership about it. Picked again, it stays picked."""
    require(by, "reports.pick_story", quarter)
    with transaction.atomic():
        ReportingQuarter.objects.select_for_update().get(pk=quarter.pk)
        others = PickedStory.objects.filter(quarter=quarter).exclude(entry__project=entry.project_id)
        if others.count() >= MOST_STORIES:
            raise ValidationError(_("Five stories are told already; leave one out first."))
        PickedStory.objects.filter(quarter=quarter, entry__project=entry.project_id).delete()
        story = PickedStory.objects.create(quarter=quarter, entry=entry, picked_by=by)
        audit.record(
            by=by, action="reports.pick_story", target=story, agency_id=entry.agency_id, after={"entry": entry.pk}
        )
    return story


def leave_out(*, by: Any, quarter: ReportingQuarter, entry: FrozenEntry) -> None:
    require(by, "reports.pick_story", quarter)
    with transaction.atomic():
        PickedStory.objects.filter(quarter=quarter, entry__project=entry.project_id).delete()
        audit.record(
            by=by,
            action="reports.leave_story_out",
            target=quarter,
            agency_id=entry.agency_id,
            after={"entry": entry.pk},
        )
