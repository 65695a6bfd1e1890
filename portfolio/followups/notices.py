"""How the notices of actions are put into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolio.followups.models import FollowUp
from records.models import Notification
from records.notices import Wording, register


def look_up(notifications: list[Notification]) -> None:
    followups = FollowUp.objects.in_bulk({n.facts["followup"] for n in notifications})
    for notification in notifications:
        followup = followups.get(notification.facts["followup"])
        notification.facts["title"] = followup.title if followup else ""
        notification.facts["day"] = date_format(followup.due_on) if followup else ""


def _assigned(facts: Mapping[str, Any]) -> str:
    return _("An action is yours: “%(title)s”, due %(day)s") % {"title": facts["title"], "day": facts["day"]}


def _due(facts: Mapping[str, Any]) -> str:
    return _("Your action “%(title)s” is due %(day)s") % {"title": facts["title"], "day": facts["day"]}


register("followups.assigned", Wording(subject=_assigned, look_up=look_up))
register("followups.due", Wording(subject=_due, look_up=look_up))
