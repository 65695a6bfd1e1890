"""How the notices of pages are put into words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from records.models import Notification
from records.notices import Wording, register


def look_up(notifications: list[Notification]) -> None:
    pages = Page.objects.in_bulk({notification.facts["page"] for notification in notifications})
    for notification in notifications:
        page = pages.get(notification.facts["page"])
        notification.facts["title"] = page.get_admin_display_title() if page else ""


def of_page(subject: Callable[[Mapping[str, Any]], str]) -> Wording:
    return Wording(subject=subject, look_up=look_up)


def _submitted(facts: Mapping[str, Any]) -> str:
    return _("The page “%(title)s” waits for your approval") % {"title": facts["title"]}


def _approved(facts: Mapping[str, Any]) -> str:
    return _("The page “%(title)s” is approved and published") % {"title": facts["title"]}


def _returned(facts: Mapping[str, Any]) -> str:
    return _("Changes are asked for on the page “%(title)s”") % {"title": facts["title"]}


register("cms.page_submitted", of_page(_submitted))
register("cms.page_approved", of_page(_approved))
register("cms.page_returned", of_page(_returned))
