"""The country's quarter in a sentence and six figures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext

from portfolio.projects.enums import Confidence
from portfolio.reports.country import Country


def sentence_of_country(found: Country) -> str:
    """What moved, what is off track, and of how many agencies this is known."""
    if not found.included:
        return gettext("No report of the quarter is accepted yet.")
    moved = found.moved_forward
    red = found.ratings[Confidence.RED]
    first = (
        ngettext("%(moved)s project moved forward", "%(moved)s projects moved forward", moved)
        if moved
        else gettext("No project moved forward")
    )
    second = ngettext("%(red)s is off track", "%(red)s are off track", red) if red else gettext("none is off track")
    third = ngettext(
        "%(included)s of %(owed)s agency has reported", "%(included)s of %(owed)s agencies have reported", found.owed
    )
    told = {"moved": moved, "red": red, "included": len(found.included), "owed": found.owed}
    return (gettext("%(first)s, %(second)s; %(third)s.") % {"first": first, "second": second, "third": third}) % told


def figures_of(found: Country, before: Country | None, list_url: str) -> list[dict[str, Any]]:
    """Six, each with what it was in the other quarter and a link to what it counts."""
    told = [
        (gettext("agencies reported"), lambda one: len(one.included), f"{list_url}?state=accepted"),
        (gettext("projects"), lambda one: one.projects, "#agencies"),
        (gettext("moved forward"), lambda one: one.moved_forward, "#stages"),
        (gettext("off track"), lambda one: one.ratings[Confidence.RED], "#off-track"),
        (gettext("people reached"), lambda one: one.reached, "#agencies"),
        (gettext("decisions asked for"), lambda one: len(one.decisions), "#decisions"),
    ]
    return [
        {
            "label": label,
            "value": count(found),
            "before": count(before) if before else None,
            "url": url,
        }
        for label, count, url in told
    ]
