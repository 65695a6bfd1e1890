"""The facts of a quarter put into words, in the reader's language, from what was kept of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from portfolio.benefits.enums import Entry
from portfolio.followups.enums import FollowUpStatus
from portfolio.followups.subjects import label_of
from portfolio.projects.enums import Confidence, Move, RiskKind, RiskState, Ruling
from portfolio.reports.contents import named
from portfolio.reports.enums import FIGURES, RATINGS, Part

Line = Mapping[str, Any]


def day_words(text: str | None) -> str:
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT") if text else ""


def part_words(name: str, text: str) -> str:
    """What a part says, in a line: no codes, no figures as they are kept."""
    if not text:
        return ""
    if name in RATINGS:
        return str(Confidence(text).label)
    if name == Part.ENDS_ON:
        return day_words(text)
    return grouped(text) if name in FIGURES else text


def line_words(line: Line) -> str:
    """One sentence without its day."""
    tell = TELLERS.get(line["kind"])
    return tell(line) if tell else ""


def _move(line: Line) -> str:
    move, goal = Move(line["move"]), named(line["to"])
    if line["from"] and move not in (Move.REGISTERED, Move.OBSERVED):
        return gettext("%(move)s: from %(start)s to %(goal)s") % {
            "move": move.label,
            "start": named(line["from"]),
            "goal": goal,
        }
    return gettext("%(move)s: %(goal)s") % {"move": move.label, "goal": goal}


def _gate(line: Line) -> str:
    return gettext("Gate %(gate)s decided: %(ruling)s") % {"gate": line["gate"], "ruling": Ruling(line["ruling"]).label}


def _gate_waiting(line: Line) -> str:
    return gettext("Gate %(gate)s was asked for and waits for its decision") % {"gate": line["gate"]}


def _milestone_reached(line: Line) -> str:
    if line["baseline"] and line["on"] and line["on"] > line["baseline"]:
        return gettext("Milestone reached: %(title)s (planned for %(day)s)") % {
            "title": named(line),
            "day": day_words(line["baseline"]),
        }
    return gettext("Milestone reached: %(title)s") % {"title": named(line)}


def _milestone_slipped(line: Line) -> str:
    return gettext("Milestone later than planned: %(title)s (planned for %(day)s)") % {
        "title": named(line),
        "day": day_words(line["baseline"]),
    }


def _milestone_missed(line: Line) -> str:
    return gettext("Milestone not reached in time: %(title)s") % {"title": named(line)}


def _milestone_ahead(line: Line) -> str:
    return gettext("Milestone ahead: %(title)s") % {"title": named(line)}


def _handover(line: Line) -> str:
    return gettext("Taken over from %(agency)s") % {"agency": named(line["from"])}


def _given_away(line: Line) -> str:
    return gettext("“%(title)s” went over to %(agency)s") % {
        "title": named(line["title"]),
        "agency": named(line["to"]),
    }


def _benefit(line: Line) -> str:
    return gettext("%(entry)s: %(gain)s, %(value)s %(unit)s") % {
        "entry": Entry(line["entry"]).label,
        # A gain is told in a sentence of its own; here it goes on.
        "gain": named(line).rstrip(". "),
        "value": line["value"],
        "unit": named(line["unit"]),
    }


def _reading(line: Line) -> str:
    return gettext("%(indicator)s: %(value)s %(unit)s") % {
        "indicator": named(line),
        "value": line["value"],
        "unit": named(line["unit"]),
    }


def _training(line: Line) -> str:
    words = ngettext(
        "%(people)s person completed “%(course)s”", "%(people)s people completed “%(course)s”", line["people"]
    )
    return words % {"people": line["people"], "course": named(line)}


def _trained(line: Line) -> str:
    words = ngettext(
        "%(people)s person of the agency holds a training that is valid",
        "%(people)s people of the agency hold a training that is valid",
        line["people"],
    )
    return words % {"people": line["people"]}


def _given(line: Line) -> str:
    return gettext("%(entry)s until the end of the quarter: %(indicator)s, %(value)s %(unit)s") % {
        "entry": Entry(line["entry"]).label,
        "indicator": named(line),
        "value": line["value"],
        "unit": named(line["unit"]),
    }


def _money(line: Line) -> str:
    told = [
        words % {"amount": grouped(line[name])}
        for name, words in (
            ("budget", gettext("budget QAR %(amount)s")),
            ("forecast", gettext("forecast QAR %(amount)s")),
            ("spent", gettext("spent QAR %(amount)s")),
        )
        if line[name] != "0"
    ]
    if line["off_by"] is not None and line["off_by"] != "0":
        told.append(gettext("%(percent)s%% off the budget") % {"percent": line["off_by"]})
    for name, words in (
        ("budget", gettext("the budget was QAR %(amount)s before")),
        ("forecast", gettext("the forecast was QAR %(amount)s before")),
    ):
        before = line[f"{name}_before"]
        if before not in ("", "0", line[name]):
            told.append(words % {"amount": grouped(before)})
    return pgettext("between parts of a list", ", ").join(told)


def _risk(line: Line) -> str:
    state = (
        pgettext("risk", "New")
        if line["is_new"] and line["state"] == RiskState.OPEN
        else RiskState(line["state"]).label
    )
    told = {"what": RiskKind(line["what"]).label, "state": state, "title": line["title"], "impact": line["impact"]}
    if line["likelihood"] is None:
        return gettext("%(what)s (%(state)s): %(title)s; impact %(impact)s of 5") % told
    return gettext("%(what)s (%(state)s): %(title)s; likelihood %(likelihood)s, impact %(impact)s of 5") % {
        **told,
        "likelihood": line["likelihood"],
    }


def _action(line: Line) -> str:
    state = pgettext("state", "Late") if line["state"] == "late" else FollowUpStatus(line["state"]).label
    return gettext("%(kind)s (%(state)s): %(title)s") % {
        "kind": label_of(line["of"]),
        "state": state,
        "title": line["title"],
    }


def grouped(text: str) -> str:
    """A figure as it was written, with its thousands apart."""
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "") if whole.isdigit() else text


TELLERS: dict[str, Callable[[Line], str]] = {
    "move": _move,
    "gate": _gate,
    "gate_waiting": _gate_waiting,
    "milestone_reached": _milestone_reached,
    "milestone_slipped": _milestone_slipped,
    "milestone_missed": _milestone_missed,
    "milestone_ahead": _milestone_ahead,
    "handover": _handover,
    "given_away": _given_away,
    "benefit": _benefit,
    "reading": _reading,
    "training": _training,
    "trained": _trained,
    "given": _given,
    "money": _money,
    "risk": _risk,
    "action": _action,
}


def quarter_words(year: int, number: int) -> str:
    names = (
        pgettext("quarter", "First quarter %(year)s"),
        pgettext("quarter", "Second quarter %(year)s"),
        pgettext("quarter", "Third quarter %(year)s"),
        pgettext("quarter", "Fourth quarter %(year)s"),
    )
    return names[number - 1] % {"year": year}


def quarter_short(code: str) -> str:
    """`2026-q3` as a column is called."""
    year, number = code.split("-q")
    return gettext("Q%(number)s %(year)s") % {"number": number, "year": year}
