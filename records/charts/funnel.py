"""Each path with a disc for each stage, its area by the number; upright where it is narrow."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from math import sqrt
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.charts.marks import Mark, shown, stage_hue, with_table

WIDTH, LINE_AT = 800, 52
LARGEST, LARGEST_UPRIGHT = 42, 34
TALL_WIDTH, ROW = 320, 92
# About what a letter of a label takes, and the height of its line.
LETTER, LABEL_LINE = 7.5, 18


def funnel(marks: Sequence[Mark], *, title: str, rtl: bool, show_table: bool = True) -> SafeString:
    most = max((mark.value for mark in marks), default=0)
    paths = [(path, list(group)) for path, group in groupby(marks, lambda mark: mark.path)] or [("", [])]
    drawings = format_html_join(
        "",
        "{}{}{}",
        (
            (
                format_html('<p class="chart-caption">{}</p>', path) if path else "",
                _lying(group, path or title, rtl, most),
                _upright(group, path or title, rtl, most),
            )
            for path, group in paths
        ),
    )
    return with_table(drawings, marks, title=title, kind="funnel", show_table=show_table)


def radius_of(value: float, most: float, largest: float = LARGEST) -> float:
    """By area, so that twice the projects look like twice; a stage without any keeps a dot."""
    return max(5.0, largest * sqrt(value / most)) if most > 0 and value > 0 else 5.0


def _lying(marks: Sequence[Mark], title: str, rtl: bool, most: float) -> SafeString:
    step = (WIDTH - 2 * LARGEST - 16) / max(len(marks) - 1, 1)
    places = [LARGEST + 8 + index * step for index in range(len(marks))]
    if rtl:
        places = [WIDTH - place for place in places]
    # However many stages there are, two discs leave the gate between them its place, and their words do not meet.
    largest = min(LARGEST, step / 2 - 10)
    labels = [_in_lines(mark.label, step) for mark in marks]
    gates = [((a + b) / 2, LINE_AT) for a, b in pairwise(places)]
    discs = (
        _disc(
            mark,
            index,
            (place, LINE_AT),
            radius_of(mark.value, most, largest),
            label_at=(place, LINE_AT + LARGEST + 26),
            anchor="middle",
            lines=lines,
        )
        for index, (mark, place, lines) in enumerate(zip(marks, places, labels, strict=True))
    )
    line = (places[0], LINE_AT, places[-1], LINE_AT) if places else (0, 0, 0, 0)
    height = LINE_AT + LARGEST + 24 + LABEL_LINE * max(map(len, labels), default=1)
    return _drawing("funnel-lying", WIDTH, height, title, line, gates, discs)


def _in_lines(label: str, room: float) -> list[str]:
    """The label's words in as many lines as they need where that much room is."""
    return wrap(label, max(int(room / LETTER), 1), break_long_words=False, break_on_hyphens=False) or [label]


def _upright(marks: Sequence[Mark], title: str, rtl: bool, most: float) -> SafeString:
    across, words_at = (TALL_WIDTH - 56, TALL_WIDTH - 120) if rtl else (56, 120)
    places = [LARGEST_UPRIGHT + 6 + index * ROW for index in range(len(marks))]
    gates = [(across, (a + b) / 2) for a, b in pairwise(places)]
    discs = (
        _disc(
            mark,
            index,
            (across, place),
            radius_of(mark.value, most, LARGEST_UPRIGHT),
            label_at=(words_at, place + 5),
            anchor="end" if rtl else "start",
            lines=[mark.label],
        )
        for index, (mark, place) in enumerate(zip(marks, places, strict=True))
    )
    line = (across, places[0], across, places[-1]) if places else (0, 0, 0, 0)
    height = (len(marks) - 1) * ROW + 2 * LARGEST_UPRIGHT + 12
    return _drawing("funnel-upright", TALL_WIDTH, max(height, 0), title, line, gates, discs)


def _drawing(
    kind: str,
    width: int,
    height: int,
    title: str,
    line: tuple[float, float, float, float],
    gates: Sequence[tuple[float, float]],
    discs: Iterable[SafeString],
) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" direction="ltr" role="group" aria-label="{}">'
        '<path class="chart-path" d="M{} {}L{} {}"/>{}{}</svg>',
        kind,
        width,
        height,
        title,
        *(f"{at:g}" for at in line),
        format_html_join(
            "",
            '<path class="chart-gate" d="M{} {}l6 6-6 6-6-6z"/>',
            ((f"{x:g}", f"{y - 6:g}") for x, y in gates),
        ),
        format_html_join("", "{}", ((disc,) for disc in discs)),
    )


def _disc(
    mark: Mark,
    index: int,
    at: tuple[float, float],
    radius: float,
    *,
    label_at: tuple[float, float],
    anchor: str,
    lines: Sequence[str],
) -> SafeString:
    x, y = at
    figure = shown(mark.value)
    fits = radius >= 5 + 4.6 * len(figure)
    hue = stage_hue(mark, index)
    parts = format_html(
        '<circle class="chart-reach" cx="{x}" cy="{y}" r="{reach}"/>'
        '<circle class="chart-disc {hue}" cx="{x}" cy="{y}" r="{r}"/>'
        '<text class="chart-figure {inside}" x="{x}" y="{figure_y}" text-anchor="middle">{figure}</text>'
        '<text class="chart-label" x="{label_x}" y="{label_y}" text-anchor="{anchor}">{words}</text>',
        x=f"{x:g}",
        y=f"{y:g}",
        reach=f"{max(radius, 24):.1f}",
        r=f"{radius:.1f}",
        hue=hue,
        inside=f"on-{hue}" if fits else "",
        figure_y=f"{(y + 6 if fits else y - radius - 8):.1f}",
        figure=figure,
        label_x=f"{label_at[0]:g}",
        label_y=f"{label_at[1]:g}",
        anchor=anchor,
        words=_words(lines, label_at[0]),
    )
    name = f"{mark.label}: {figure}"
    if mark.href:
        return format_html('<a href="{}" aria-label="{}">{}</a>', mark.href, name, parts)
    return format_html('<g role="img" aria-label="{}">{}</g>', name, parts)


def _words(lines: Sequence[str], x: float) -> SafeString:
    if len(lines) == 1:
        return format_html("{}", lines[0])
    return format_html_join(
        " ",
        '<tspan x="{}" dy="{}">{}</tspan>',
        ((f"{x:g}", LABEL_LINE if index else 0, line) for index, line in enumerate(lines)),
    )
