"""What every view of the portfolio has around it: heading, filters, those in force, and the way to the other views."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portfolio.projects.beside import BESIDE
from portfolio.projects.views.chosen_filters import FilterFields, filters_in_force
from portfolio.projects.views.sought import OF_VIEWS, Sought
from records.policy import URLS, may
from records.saved_places import menu_of, register


@dataclass(frozen=True)
class Way:
    """A way to see the same set."""

    view: str
    label: str | Promise
    # What it asks for itself, beside the filters.
    own: tuple[str, ...] = ()


WAYS = (
    Way("projects:list", _("Table"), ("sort",)),
    Way("projects:board", _("Board")),
    Way("projects:roadmap", _("Roadmap"), ("sort", "span")),
    Way("projects:matrix", _("Matrix"), ("across", "up")),
    Way("projects:balance", _("Balance")),
)
register({way.view: way.label for way in WAYS})
# Asked for by other means than a control of the filters.
UNSEEN = ("sort",)


def frame(sought: Sought, view: str, total: int) -> dict[str, Any]:
    """What all views have in common."""
    own = next(way.own for way in WAYS if way.view == view)
    return {
        "sought": sought,
        "fields": FilterFields(sought),
        "in_force": filters_in_force(sought, view),
        "problems": sought.problems,
        "total": total,
        "heading": _heading(sought, total),
        "action": reverse(view),
        "reset": reverse(view) + (f"?as-of={sought.as_of}" if sought.as_of else ""),
        "today_address": sought.address(view, without=("as-of",)),
        "may_register": may(sought.person, "projects.register"),
        "hidden": [
            (name, value)
            for name, value in sought.kept
            if (name in UNSEEN and name in own) or (name in OF_VIEWS and name not in own)
        ],
        "tabs": _tabs(sought, view),
        "view": view,
        "saved_views": menu_of(sought.person),
        "query": urlencode(sought.kept),
        "save_key": uuid.uuid4(),
        "may_export": may(sought.person, "projects.export"),
        "export_address": f"{reverse('projects:export')}?{urlencode(sought.kept)}",
    }


def _heading(sought: Sought, total: int) -> str:
    if sought.in_force_count:
        return ngettext("%(total)s project found", "%(total)s projects found", total) % {"total": f"{total:,}"}
    return ngettext("%(total)s project in the portfolio", "%(total)s projects in the portfolio", total) % {
        "total": f"{total:,}"
    }


def _tabs(sought: Sought, view: str) -> list[dict[str, Any]]:
    """To sort by what only insiders see narrows the set, so that only what is sorted takes the order along."""
    return [
        {
            "label": way.label,
            "url": sought.address(way.view, without=tuple(name for name in UNSEEN if name not in way.own)),
            "is_current": way.view == view,
        }
        for way in WAYS
        if may(sought.person, URLS[way.view])
    ] + [
        {"label": one.label, "url": reverse(one.url_name), "is_current": False}
        for one in BESIDE
        if may(sought.person, one.action)
    ]
