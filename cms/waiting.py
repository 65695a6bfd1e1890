"""What the site wants of whom: a page that was submitted waits for a lab administrator."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from wagtail.models import TaskState

from cms.queries import pages_to_approve
from portfolio.workspace.waiting import Item, Kind, register
from records.templatetags.masar import bdi, day


def page_item(state: TaskState) -> Item:
    return Item(
        sentence=format_html(gettext("Approve the page {title}"), title=bdi(state.revision.object_str)),
        url=reverse("wagtailadmin_pages:edit", args=[state.revision.object_id]),
        verb=gettext("Review"),
        note=format_html(gettext("submitted on {day}"), day=day(state.started_at)),
    )


register(Kind("pages-to-approve", gettext_lazy("Pages to approve"), pages_to_approve, page_item))
