"""What somebody promised to do by a day."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from portfolio.followups.models import FollowUp
from portfolio.followups.subjects import is_done_there
from portfolio.followups.views.rows import late_by, subject_address
from portfolio.workspace.waiting import Item, Kind, register
from records.clock import today
from records.templatetags.masar import bdi, day


def actions_owed(person: Any) -> QuerySet[FollowUp] | None:
    if not person.standing.is_government:
        return None
    return FollowUp.objects.open_now().owed_by(person).order_by("due_on", "pk")


def action_item(followup: FollowUp) -> Item:
    late = (today() - followup.due_on).days
    return Item(
        sentence=bdi(followup.title),
        url=subject_address(followup) if is_done_there(followup.kind) else reverse("followups:one", args=[followup.pk]),
        verb=gettext("Open"),
        note=late_by(late) if late > 0 else format_html(gettext("due {day}"), day=day(followup.due_on)),
    )


register(Kind("actions", gettext_lazy("Actions that are yours"), actions_owed, action_item))
