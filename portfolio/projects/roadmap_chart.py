"""Projects along an axis of time: a bar for each, diamonds for its milestones, a line for how far each has slipped.

Every row is a drawing of its own in a table, so that a long roadmap breaks between two projects on paper and its axis
stands at the head of each sheet. Places are parts of a hundred, so that marks keep their shape at any width.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from portfolio.projects.enums import DatePrecision
from portfolio.projects.plans import Plan, Point

ROW, HALF, BAR = 44, 22, 12
# Marks nearer than this share one link, so that each can be hit with a finger.
NEAR = 4.5
MONTHS_BETWEEN_NAMES = {12: 3, 24: 6, 48: 12, 120: 24}
MONTHS_BETWEEN_LINES = {12: 1, 24: 3, 48: 6, 120: 12}


@dataclass(frozen=True)
class Axis:
    """So many months, half of them before the day and half after it."""

    day: dt.date
    months: int
    rtl: bool

    @cached_property
    def first(self) -> dt.date:
        return months_later(self.day, -self.months // 2)

    @cached_property
    def last(self) -> dt.date:
        return months_later(self.day, self.months // 2)

    @cached_property
    def days(self) -> int:
        return (self.last - self.first).days

    def shows(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def across(self, day: dt.date) -> float:
        """From 0 to 100 in reading direction; what lies outside is at the edge."""
        return min(100.0, max(0.0, 100 * (day - self.first).days / self.days))

    def x(self, day: dt.date) -> str:
        return place(self.across(day), self.rtl)

    def firsts_of(self, step: int) -> Iterator[dt.date]:
        month = self.first.year * 12 + self.first.month - 1
        month += -month % step
        while True:
            day = dt.date(month // 12, month % 12 + 1, 1)
            if day > self.last:
                return
            if day >= self.first:
                yield day
            month += step


def place(across: float, rtl: bool) -> str:
    return f"{100 - across if rtl else across:.2f}%"


def months_later(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 + months
    return dt.date(month // 12, month % 12 + 1, 1)


def head(axis: Axis) -> SafeString:
    """The names of months or years, and the day itself under them so that the two never touch."""
    way = f' direction="{"rtl" if axis.rtl else "ltr"}"'
    names = "".join(
        f'<text class="chart-note" x="{axis.x(day)}" y="16" text-anchor="middle"{way}>{_month(day, axis.months)}</text>'
        for day in axis.firsts_of(MONTHS_BETWEEN_NAMES[axis.months])
        if 5 < axis.across(day) < 95
    )
    lines = "".join(
        f'<line class="timeline-tick" x1="{axis.x(day)}" x2="{axis.x(day)}" y1="0" y2="100%"/>'
        for day in axis.firsts_of(MONTHS_BETWEEN_LINES[axis.months])
    )
    now = axis.x(axis.day)
    lines += f'<line class="timeline-now" x1="{now}" x2="{now}" y1="0" y2="100%"/>'
    today = escape(date_format(axis.day, "j M Y"))
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<svg class="roadmap-axis" width="100%" height="{ROW}" direction="ltr" aria-hidden="true">'
        f'<defs><g id="roadmap-lines">{lines}</g></defs>'
        f'{names}<text class="timeline-today" x="{now}" y="36" text-anchor="middle"{way}>{today}</text>'
        "</svg>"
    )


def _month(day: dt.date, months: int) -> str:
    return escape(date_format(day, "Y" if months > 24 else "M Y"))


def row(plan: Plan, axis: Axis, hue: str, address: str, words: Words) -> str:
    return (
        f'<svg class="roadmap-row" width="100%" height="{ROW}" direction="ltr" role="group"'
        f' aria-label="{escape(words.sentence(plan))}"><use href="#roadmap-lines"/>'
        f"{_bar(plan, axis, hue)}{_beyond(plan, axis)}{_marks(plan, axis, address, words)}</svg>"
    )


def _bar(plan: Plan, axis: Axis, hue: str) -> str:
    drawn = ""
    if plan.ends and plan.ends > plan.reached:
        drawn += _span(axis, plan.reached, plan.ends, f"roadmap-ahead {hue}")
    drawn += _span(axis, plan.starts, plan.reached, f"chart-disc {hue}")
    if plan.ends and plan.ends < plan.reached and axis.shows(plan.ends):
        end = axis.x(plan.ends)
        drawn += f'<line class="roadmap-overrun" x1="{end}" x2="{end}" y1="{HALF - 11}" y2="{HALF + 11}"/>'
    return drawn


def _span(axis: Axis, since: dt.date, until: dt.date, kind: str) -> str:
    start, end = axis.across(since), axis.across(until)
    if until < axis.first or since > axis.last:
        return ""
    width = max(end - start, 0.4)
    left = 100 - start - width if axis.rtl else start
    return (
        f'<rect class="{kind}" x="{left:.2f}%" y="{HALF - BAR // 2}" width="{width:.2f}%" height="{BAR}"'
        f' rx="{BAR // 2}"/>'
    )


def _beyond(plan: Plan, axis: Axis) -> str:
    """A tip at the edge where the project goes on outside of what is shown."""
    tips = ""
    if plan.starts < axis.first:
        tips += _tip(place(0, axis.rtl), points_right=axis.rtl)
    if plan.last > axis.last:
        tips += _tip(place(100, axis.rtl), points_right=not axis.rtl)
    return tips


def _tip(x: str, *, points_right: bool) -> str:
    path = "M-9-7l7 7-7 7" if points_right else "M9-7l-7 7 7 7"
    return f'<svg x="{x}" y="{HALF}" overflow="visible"><path class="roadmap-tip" d="{path}"/></svg>'


def _marks(plan: Plan, axis: Axis, address: str, words: Words) -> str:
    shown = [point for point in plan.points if axis.shows(point.when)]
    return "".join(_group(group, axis, address, words) for group in _groups(shown, axis))


def _groups(points: Sequence[Point], axis: Axis) -> list[list[Point]]:
    groups: list[list[Point]] = [points[:1]] if points else []  # type: ignore[list-item]
    for before, point in pairwise(points):
        if axis.across(point.when) - axis.across(before.when) < NEAR:
            groups[-1].append(point)
        else:
            groups.append([point])
    return [list(group) for group in groups]


def _group(points: Sequence[Point], axis: Axis, address: str, words: Words) -> str:
    told = escape("; ".join(words.of(point) for point in points))
    drawn = "".join(_mark(point, axis) for point in points)
    reach = axis.x(points[len(points) // 2].when)
    return (
        f'<a href="{address}" aria-label="{told}"><title>{told}</title>'
        f'<circle class="chart-reach" cx="{reach}" cy="{HALF}" r="15"/>{drawn}</a>'
    )


def _mark(point: Point, axis: Axis) -> str:
    drawn = ""
    if point.baseline and point.slip:
        first, x = axis.x(point.baseline), axis.x(point.when)
        kind = "roadmap-slip" if point.slip > 0 else "roadmap-early"
        drawn = f'<line class="{kind}" x1="{first}" x2="{x}" y1="{HALF}" y2="{HALF}"/>'
        if axis.shows(point.baseline):
            drawn += f'<line class="{kind}" x1="{first}" x2="{first}" y1="{HALF - 8}" y2="{HALF + 8}"/>'
    state = "" if point.actual else (" is-late" if point.is_late(axis.day) else " is-ahead")
    return (
        f'{drawn}<svg x="{axis.x(point.when)}" y="{HALF}" overflow="visible">'
        f'<path class="roadmap-mark{state}" d="M0-7l7 7-7 7-7-7z"/></svg>'
    )


class Words:
    """What is said of every bar and mark, put into the reader's language once."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.language = get_language()
        self.from_to = gettext("from %(start)s to %(end)s")
        self.since = gettext("from %(start)s, no end named")
        self.was = gettext("from %(start)s, ended %(end)s")
        self.reached = gettext("%(title)s: reached %(day)s")
        self.expected = gettext("%(title)s: expected %(day)s")
        self.overdue = gettext("%(title)s: was expected %(day)s")

    def sentence(self, plan: Plan) -> str:
        start = short(plan.starts, self.language)
        if plan.has_ended:
            return self.was % {"start": start, "end": short(plan.reached, self.language)}
        if plan.ends is None:
            return self.since % {"start": start}
        return self.from_to % {"start": start, "end": short(plan.ends, self.language)}

    def of(self, point: Point) -> str:
        words = self.reached if point.actual else (self.overdue if point.is_late(self.day) else self.expected)
        told = words % {"title": point.title, "day": self.day_of(point, point.when)}
        slip = slipped(point)
        return f"{told} ({slip})" if slip else told

    def day_of(self, point: Point, day: dt.date) -> str:
        if point.precision == DatePrecision.MONTH:
            return date_format(day, "YEAR_MONTH_FORMAT")
        if point.precision == DatePrecision.YEAR:
            return str(day.year)
        return short(day, self.language)


def slipped(point: Point) -> str:
    if not point.slip or point.precision != DatePrecision.DAY:
        return ""
    days = abs(point.slip)
    if point.slip > 0:
        return ngettext("%(days)s day later than planned", "%(days)s days later than planned", days) % {"days": days}
    return ngettext("%(days)s day earlier than planned", "%(days)s days earlier than planned", days) % {"days": days}


@lru_cache(maxsize=4096)
def short(day: dt.date, language: str | None) -> str:
    """Kept, because a page names the same few hundred days; `language` is the active one."""
    return date_format(day, "SHORT_DATE_FORMAT")
