"""A plan pasted from a spreadsheet: one milestone a line, its cells parted by tabs, semicolons or bars."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from portfolio.projects.actions.milestones import Planned, check
from records.typed_text import clean_text, western_digits

MOST_ROWS = 200
PARTS = re.compile(r"\t|;|\u061b|\|")
ARABIC = re.compile(r"[\u0600-\u06ff]")
# What begins like a day is meant as one, so that one that cannot be is told and never taken for a title.
LIKE_A_DAY = re.compile(r"\d{1,4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}")
SHAPES = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"), (3, 2, 1)),
)
DATES = ("baseline_on", "forecast_on", "actual_on")


@dataclass
class Pasted:
    planned: list[Planned] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(text: str) -> Pasted:
    """Every row, or what is wrong with each. Titles are told apart by their script; days are baseline, forecast, actual
    in this order."""
    found = Pasted()
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_ROWS:
        found.problems.append(
            gettext("These are %(count)s rows; at most %(most)s are taken at once. Paste them in parts.")
            % {"count": len(lines), "most": MOST_ROWS}
        )
        return found
    for number, line in lines:
        try:
            one = _planned(line)
            check(one)
        except ValidationError as refusal:
            found.problems += [
                gettext("Row %(number)s: %(problem)s") % {"number": number, "problem": words}
                for words in refusal.messages
            ]
        else:
            found.planned.append(one)
    if not lines:
        found.problems.append(gettext("Paste one milestone a line, each with a title and a date."))
    return found


def _planned(line: str) -> Planned:
    titles: dict[str, str] = {}
    days: list[dt.date] = []
    for cell in (cell.strip() for cell in PARTS.split(line)):
        written = western_digits(cell)
        if not cell:
            continue
        if LIKE_A_DAY.fullmatch(written):
            days.append(_day(written))
            continue
        name = "title_ar" if ARABIC.search(cell) else "title_en"
        if name in titles:
            raise ValidationError(gettext("it has two titles in one language: “%(title)s”.") % {"title": cell[:60]})
        titles[name] = clean_text(cell)
    if len(days) > len(DATES):
        raise ValidationError(gettext("it has more than three dates."))
    told: dict[str, Any] = {**titles, **dict(zip(DATES, days, strict=False))}
    return Planned(**told)


def _day(written: str) -> dt.date:
    plain = re.sub(r"\s", "", written)
    for shape, order in SHAPES:
        if match := shape.fullmatch(plain):
            try:
                return dt.date(*(int(match[place]) for place in order))
            except ValueError:
                break
    raise ValidationError(
        gettext("there is no such date: %(date)s. Write it as year-month-day, for example 2026-03-31.")
        % {"date": written}
    )
