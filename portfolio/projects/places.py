"""The places of a project's page: its first page tells where it stands, the others what belongs to one side of it.

Each app registers its own at start-up, so that a new capability is a new place and the first page stays short.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.models import Project


@dataclass(frozen=True, slots=True)
class Place:
    """`url_name` takes the project's number. `order` is the place in the row. What `is_for` refuses is not shown; it
    asks nothing of the database."""

    url_name: str
    label: str | Promise
    order: int
    is_for: Callable[[Any, Project], bool] = lambda person, project: True
    # It can be asked for a past day.
    is_dated: bool = False


PLACES: dict[str, Place] = {}


def register(place: Place) -> None:
    PLACES[place.url_name] = place


register(Place("projects:page", _("Overview"), 10, is_dated=True))
register(Place("projects:gates", _("Gates"), 30))
register(Place("projects:ratings", _("Ratings"), 70))
register(Place("projects:history", _("History"), 90))


def row_of_places(person: Any, project: Project, path: str, day: dt.date | None = None) -> SafeString:
    """The row under the heading, for who sees the whole project; `path` is the address of the page that shows it, and
    `day` the past day that it tells of."""
    here = resolve(path).view_name
    items = format_html_join(
        "",
        '<li><a href="{}"{}>{}</a></li>',
        (
            (
                reverse(place.url_name, args=[project.pk]) + (f"?as-of={day}" if day and place.is_dated else ""),
                SafeString(' aria-current="page"') if place.url_name == here else "",
                place.label,
            )
            for place in sorted(PLACES.values(), key=lambda place: place.order)
            if place.is_for(person, project)
        ),
    )
    return format_html(
        '<nav class="places no-print" aria-label="{}"><ul class="tabs">{}</ul></nav>',
        gettext("Places of this project"),
        items,
    )
