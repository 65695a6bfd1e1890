"""A small line over time. Time runs in reading direction; the first and the last point are named."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.charts.marks import Mark, shown, with_table

WIDTH, HEIGHT = 320, 112
TOP, BOTTOM, EDGE = 28, 80, 14


def trend(marks: Sequence[Mark], *, title: str, rtl: bool, show_table: bool = True) -> SafeString:
    points = _points(marks, rtl)
    drawing = format_html(
        '<svg class="trend" viewBox="0 0 {} {}" direction="ltr" role="img" aria-label="{}">'
        '<path class="chart-ground" d="M{} {}H{}"/><polyline class="trend-line" points="{}"/>{}{}</svg>',
        WIDTH,
        HEIGHT,
        _sentence(marks, title),
        EDGE,
        BOTTOM,
        WIDTH - EDGE,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
            (
                ("trend-last", f"{x:.1f}", f"{y:.1f}", "5")
                if index == len(points) - 1
                else ("trend-point", f"{x:.1f}", f"{y:.1f}", "2.5")
                for index, (x, y) in enumerate(points)
            ),
        ),
        _words(marks, points, rtl),
    )
    return with_table(drawing, marks, title=title, kind="trend", show_table=show_table)


def _points(marks: Sequence[Mark], rtl: bool) -> list[tuple[float, float]]:
    largest = max((mark.value for mark in marks), default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(len(marks) - 1, 1)
    across = (EDGE + index * step for index in range(len(marks)))
    # The ground is zero: a line that starts elsewhere makes small changes look large.
    return [
        (WIDTH - x if rtl else x, BOTTOM - (BOTTOM - TOP) * mark.value / largest)
        for x, mark in zip(across, marks, strict=True)
    ]


def _sentence(marks: Sequence[Mark], title: str) -> str:
    if not marks:
        return title
    first, last = marks[0], marks[-1]
    return f"{title}: {first.label} {shown(first.value)}, {last.label} {shown(last.value)}"


def _words(marks: Sequence[Mark], points: Sequence[tuple[float, float]], rtl: bool) -> SafeString:
    if not marks:
        return SafeString("")
    near, far = ("end", "start") if rtl else ("start", "end")
    first_x, last_x = (WIDTH - 4, 4) if rtl else (4, WIDTH - 4)
    rows = [(last_x, points[-1][1] - 10, far, "chart-figure", shown(marks[-1].value))]
    rows.append((last_x, HEIGHT - 10, far, "chart-note", marks[-1].label))
    if len(marks) > 1:
        rows.append((first_x, HEIGHT - 10, near, "chart-note", marks[0].label))
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>',
        ((x, f"{y:.1f}", anchor, kind, words) for x, y, anchor, kind, words in rows),
    )
