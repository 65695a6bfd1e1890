"""The life of a project as a drawing: a bar for each stage that it was in, a diamond for each milestone, and today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portfolio.projects.dossier import Dossier
from portfolio.projects.enums import ENDED, DatePrecision, Move
from portfolio.projects.models import Milestone
from portfolio.projects.registers import Registers
from records.clock import today

ROW = 38
TOP = 8
FOOT = 30
BAR = 12
# How wide a letter of a label is, at most: enough to know on which side of its mark the label fits.
LETTER = 7.2


@dataclass(frozen=True)
class Span:
    label: str
    since: dt.date
    until: dt.date
    hue: str
    is_milestone: bool = False
    is_reached: bool = True
    words: str = ""


@dataclass(frozen=True)
class Frame:
    width: int
    first: dt.date
    last: dt.date
    rtl: bool

    def x(self, day: dt.date) -> float:
        across = 8 + (self.width - 16) * (day - self.first).days / max((self.last - self.first).days, 1)
        return self.width - across if self.rtl else across


def timeline(told: Dossier, known: Registers, *, rtl: bool) -> SafeString:
    spans = [*_stages(told, known), *_milestones(told)]
    if not spans:
        return SafeString("")
    first = min(span.since for span in spans)
    last = max([today(), *(span.until for span in spans), *([told.project.ends_on] if told.project.ends_on else [])])
    last += max((last - first) / 20, dt.timedelta(days=10))
    title = gettext("Timeline")
    return format_html(
        '<figure class="chart chart-timeline">{}{}{}</figure>',
        _drawing(spans, Frame(720, first, last, rtl), title, "timeline-wide"),
        _drawing(spans, Frame(330, first, last, rtl), title, "timeline-narrow"),
        _table(spans, title),
    )


def _stages(told: Dossier, known: Registers) -> Iterator[Span]:
    """One bar for each unbroken stay; what was only relabelled goes on."""
    stays: list[tuple[int, dt.date]] = []
    for step in told.transitions:
        if step.to_stage_id not in known.stages or (
            stays and (step.move == Move.RELABELLED or stays[-1][0] == step.to_stage_id)
        ):
            continue
        stays.append((step.to_stage_id, step.happened_on))
    for number, (stage_id, since) in enumerate(stays):
        stage = known.stages[stage_id]
        is_last = number == len(stays) - 1
        until = (since if stage.kind in ENDED else max(today(), since)) if is_last else stays[number + 1][1]
        yield Span(str(stage.title), since, until, f"stage-{known.places[stage_id] or 'off'}")


def _milestones(told: Dossier) -> Iterator[Span]:
    for milestone in told.milestones:
        day = milestone.actual_on or milestone.forecast_on or milestone.baseline_on
        if day is not None:
            reached = milestone.actual_on is not None
            yield Span(
                str(milestone.title),
                day,
                day,
                "milestone",
                is_milestone=True,
                is_reached=reached,
                words=_day_of(milestone, day),
            )


def _day_of(milestone: Milestone, day: dt.date) -> str:
    if milestone.precision == DatePrecision.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    if milestone.precision == DatePrecision.YEAR:
        return str(day.year)
    return date_format(day, "SHORT_DATE_FORMAT")


def _drawing(spans: Sequence[Span], frame: Frame, title: str, kind: str) -> SafeString:
    height = TOP + len(spans) * ROW + FOOT
    ground = height - FOOT + 4
    now = frame.x(today())
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" direction="ltr" role="img" aria-label="{}">{}'
        '<path class="timeline-now" d="M{} {}V{}"/>{}{}</svg>',
        kind,
        frame.width,
        height,
        _sentence(spans, title),
        format_html_join("", "{}", ((tick,) for tick in _ticks(frame, ground))),
        f"{now:.1f}",
        TOP - 6,
        ground,
        format_html_join("", "{}", ((_row(span, number, frame),) for number, span in enumerate(spans))),
        _words(gettext("today"), now, height - 8, frame, "timeline-today"),
    )


def _sentence(spans: Sequence[Span], title: str) -> str:
    said = (f"{span.label} {span.words or date_format(span.since, 'SHORT_DATE_FORMAT')}" for span in spans)
    return f"{title}: {'; '.join(said)}"


def _row(span: Span, number: int, frame: Frame) -> SafeString:
    y = TOP + number * ROW + 26
    start, end = frame.x(span.since), frame.x(span.until)
    if span.is_milestone:
        mark = format_html(
            '<path class="timeline-milestone{}" d="M{} {}l6.5 6.5-6.5 6.5-6.5-6.5z"/>',
            "" if span.is_reached else " is-ahead",
            f"{start:.1f}",
            f"{y - 6.5:.1f}",
        )
        return format_html("{}{}", mark, _beside(span.label, start, y + 5, frame))
    left, width = min(start, end), max(abs(end - start), 6)
    if frame.rtl and abs(end - start) < 6:
        left = start - 6
    bar = format_html(
        '<rect class="chart-disc {}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        span.hue,
        f"{left:.1f}",
        y - BAR / 2 + 4,
        f"{width:.1f}",
        BAR,
        BAR / 2,
    )
    return format_html("{}{}", bar, _words(span.label, start, y - 8, frame, "chart-label"))


def _beside(label: str, x: float, y: float, frame: Frame) -> SafeString:
    """After the diamond in reading direction, or before it where the label would run out of the drawing."""
    room = x if frame.rtl else frame.width - x
    before = room < len(label) * LETTER + 14
    goes_right = frame.rtl == before
    shown = _cut(label, (frame.width - room if before else room) - 14)
    return format_html(
        '<text class="chart-label" x="{}" y="{}" text-anchor="{}">{}</text>',
        f"{x + 12 if goes_right else x - 12:.1f}",
        y,
        "start" if goes_right else "end",
        shown,
    )


def _words(label: str, x: float, y: float, frame: Frame, kind: str) -> SafeString:
    """Beginning at `x` in reading direction, or ending there where it would run out of the drawing."""
    room = x if frame.rtl else frame.width - x
    turned = room < len(label) * LETTER
    anchor = "start" if frame.rtl == turned else "end"
    if not frame.rtl:
        anchor = "end" if turned else "start"
    return format_html('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', kind, f"{x:.1f}", y, anchor, label)


def _cut(label: str, room: float) -> str:
    fits = max(int(room / LETTER), 4)
    return label if len(label) <= fits else label[: fits - 1].rstrip() + "…"


def _ticks(frame: Frame, ground: float) -> Iterator[SafeString]:
    """Firsts of years, or of quarters and months in a short life: never so many that their names touch."""
    days = (frame.last - frame.first).days
    most = 6 if frame.width > 500 else 3
    months = next((step for step in (1, 3, 6, 12, 24, 60) if days / 30.4 / step <= most), 120)
    place = frame.first.year * 12 + frame.first.month
    place += -place % months
    while True:
        day = dt.date(place // 12, place % 12 + 1, 1)
        if day > frame.last:
            return
        if day >= frame.first:
            x = frame.x(day)
            named = date_format(day, "Y" if months >= 12 else "M Y")
            yield format_html('<path class="timeline-tick" d="M{} {}V{}"/>', f"{x:.1f}", TOP - 6, ground)
            if abs(x - frame.x(today())) > 74 and 24 < x < frame.width - 24:
                yield format_html(
                    '<text class="chart-note" x="{}" y="{}" text-anchor="middle">{}</text>',
                    f"{x:.1f}",
                    ground + 18,
                    named,
                )
        place += months


def _table(spans: Sequence[Span], title: str) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row"><bdi>{}</bdi></th><td>{}</td><td>{}</td></tr>',
        (
            (
                span.label,
                span.words or date_format(span.since, "SHORT_DATE_FORMAT"),
                (gettext("reached") if span.is_reached else gettext("ahead"))
                if span.is_milestone
                else date_format(span.until, "SHORT_DATE_FORMAT"),
            )
            for span in spans
        ),
    )
    return format_html(
        '<details class="chart-details"><summary>{}</summary><table class="chart-table">'
        '<caption class="visually-hidden">{}</caption><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></details>',
        gettext("Show as a table"),
        title,
        gettext("Stage or milestone"),
        gettext("From"),
        gettext("To"),
        rows,
    )
