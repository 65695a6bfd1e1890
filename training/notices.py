"""How the notices of training are put into words."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from records.models import Notification
from records.notices import Wording, register
from training.follow_up_links import address_of
from training.models import Course

Facts = Mapping[str, Any]


def look_up(notifications: list[Notification]) -> None:
    courses = Course.objects.in_bulk({n.facts["course"] for n in notifications})
    for notification in notifications:
        course = courses.get(notification.facts["course"])
        notification.facts["title"] = course.title if course else ""
    people = Person.objects.in_bulk({n.facts["person"] for n in notifications if "person" in n.facts})
    for notification in notifications:
        notification.facts["name"] = str(people.get(notification.facts.get("person", 0), ""))


def of_course(text: Callable[[Facts], str]) -> Wording:
    return Wording(subject=text, look_up=look_up)


def _nominated(facts: Facts) -> str:
    return ngettext(
        "%(count)s person is nominated for “%(title)s”",
        "%(count)s people are nominated for “%(title)s”",
        facts["count"],
    ) % {"count": facts["count"], "title": facts["title"]}


def _accepted(facts: Facts) -> str:
    return _("You are enrolled in “%(title)s”") % {"title": facts["title"]}


def _waits(facts: Facts) -> str:
    return _("You are on the waiting list of “%(title)s”") % {"title": facts["title"]}


def _moved_up(facts: Facts) -> str:
    return _("A seat has come free: you are enrolled in “%(title)s”") % {"title": facts["title"]}


def _declined(facts: Facts) -> str:
    return _("You were not accepted for “%(title)s”") % {"title": facts["title"]}


def _withdrawn(facts: Facts) -> str:
    return _("You take no part in “%(title)s” any more") % {"title": facts["title"]}


def _sent_accepted(facts: Facts) -> str:
    if facts["count"] == 1:
        return _("%(name)s is enrolled in “%(title)s”") % facts
    return (
        ngettext(
            "%(count)s of those whom you nominated is enrolled in “%(title)s”",
            "%(count)s of those whom you nominated are enrolled in “%(title)s”",
            facts["count"],
        )
        % facts
    )


def _sent_waits(facts: Facts) -> str:
    if facts["count"] == 1:
        return _("%(name)s is on the waiting list of “%(title)s”") % facts
    return (
        ngettext(
            "%(count)s of those whom you nominated is on the waiting list of “%(title)s”",
            "%(count)s of those whom you nominated are on the waiting list of “%(title)s”",
            facts["count"],
        )
        % facts
    )


def _sent_declined(facts: Facts) -> str:
    return _("%(name)s was not accepted for “%(title)s”") % facts


def _why(facts: Facts) -> str:
    return _("The reason stands with the course.")


def _no_seat(facts: Facts) -> str:
    return _("The session of “%(title)s” is over, and no seat came free for you") % {"title": facts["title"]}


def _session_cancelled(facts: Facts) -> str:
    return _("The session of “%(title)s” is cancelled") % {"title": facts["title"]}


def _session_elsewhere(facts: Facts) -> str:
    return _("The session of “%(title)s” is held elsewhere") % {"title": facts["title"]}


def _revoked(facts: Facts) -> str:
    return _("Your certificate of “%(title)s” was revoked") % {"title": facts["title"]}


def _completed(facts: Facts) -> str:
    return _("You have completed “%(title)s”") % {"title": facts["title"]}


def _failed(facts: Facts) -> str:
    return _("“%(title)s” was not passed this time") % {"title": facts["title"]}


def _follow_up(facts: Facts) -> str:
    return _("Three months on: what of “%(title)s” have you used?") % {"title": facts["title"]}


def _three_questions(facts: Facts) -> str:
    return _("Three short questions, answered by this link without signing in.")


def _link(facts: Facts) -> str:
    return address_of(facts["follow_up"])


def _ends(facts: Facts) -> str:
    return _("Your certificate of “%(title)s” is valid until %(day)s") % {"title": facts["title"], "day": _day(facts)}


def _ends_for(facts: Facts) -> str:
    return _("The certificate of %(name)s for “%(title)s” is valid until %(day)s") % {
        "name": facts["name"],
        "title": facts["title"],
        "day": _day(facts),
    }


def _once_more(facts: Facts) -> str:
    return _("Whoever completes the course again by then holds it without a gap.")


def _day(facts: Facts) -> str:
    return date_format(dt.date.fromisoformat(facts["until"]), "DATE_FORMAT")


register("training.follow_up", Wording(subject=_follow_up, body=_three_questions, look_up=look_up, path=_link))
register("training.ends", Wording(subject=_ends, body=_once_more, look_up=look_up))
register("training.ends_for", Wording(subject=_ends_for, body=_once_more, look_up=look_up))
register("training.nominated", of_course(_nominated))
register("training.accepted", of_course(_accepted))
register("training.waits", of_course(_waits))
register("training.moved_up", of_course(_moved_up))
register("training.declined", of_course(_declined))
register("training.withdrawn", of_course(_withdrawn))
register("training.sent_accepted", of_course(_sent_accepted))
register("training.sent_waits", of_course(_sent_waits))
register("training.sent_declined", Wording(subject=_sent_declined, body=_why, look_up=look_up))
register("training.no_seat", of_course(_no_seat))
register("training.session_cancelled", of_course(_session_cancelled))
register("training.session_elsewhere", of_course(_session_elsewhere))
register("training.revoked", of_course(_revoked))
register("training.completed", of_course(_completed))
register("training.failed", of_course(_failed))
