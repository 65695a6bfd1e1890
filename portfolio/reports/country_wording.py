"""The country's quarter in a sentence and six figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

Figures = Mapping[str, int]


def sentence_of_country(figures: Figures) -> str:
    """What moved, what is off track, and of how many agencies this is known."""
    if not figures["included"]:
        return gettext("No report of the quarter is accepted yet.")
    moved, red, owed = figures["moved_forward"], figures["off_track"], figures["owed"]
    first = (
        ngettext("%(moved)s project moved forward", "%(moved)s projects moved forward", moved)
        if moved
        else gettext("No project moved forward")
    )
    second = ngettext("%(red)s is off track", "%(red)s are off track", red) if red else gettext("none is off track")
    third = ngettext(
        "%(included)s of %(owed)s agency has reported", "%(included)s of %(owed)s agencies have reported", owed
    )
    told = {"moved": moved, "red": red, "included": figures["included"], "owed": owed}
    return (gettext("%(first)s, %(second)s; %(third)s.") % {"first": first, "second": second, "third": third}) % told


def figures_of(figures: Figures, before: Figures | None, list_url: str) -> list[dict[str, Any]]:
    """Six, each with what it was in the other quarter and a link to what it counts."""
    told = [
        ("included", gettext("agencies reported"), f"{list_url}?state=accepted"),
        ("projects", gettext("projects"), "#agencies"),
        ("moved_forward", gettext("moved forward"), "#movement"),
        ("off_track", gettext("off track"), "#off-track"),
        ("reached", gettext("people reached"), "#agencies"),
        ("decisions", gettext("decisions asked for"), "#decisions"),
    ]
    return [
        {"label": label, "value": figures[name], "before": before[name] if before else None, "url": url}
        for name, label, url in told
    ]
