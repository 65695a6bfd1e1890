"""How the notices of benefits are put into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portfolio.benefits.models import Benefit
from records.models import Notification
from records.notices import Wording, register


def look_up(notifications: list[Notification]) -> None:
    benefits = Benefit.objects.select_related("project").in_bulk({n.facts["benefit"] for n in notifications})
    for notification in notifications:
        benefit = benefits.get(notification.facts["benefit"])
        notification.facts["title"] = benefit.project.title if benefit else ""


def _claimed(facts: Mapping[str, Any]) -> str:
    return _("A benefit of “%(title)s” is claimed and waits to be verified") % {"title": facts["title"]}


def _verified(facts: Mapping[str, Any]) -> str:
    return _("The lab has looked at the benefit that you claimed: “%(title)s”") % {"title": facts["title"]}


register("benefits.claimed", Wording(subject=_claimed, look_up=look_up))
register("benefits.verified", Wording(subject=_verified, look_up=look_up))
