"""A small line over time. Time runs in reading direction; the first and the last point are named.

Where a value is missing the line is broken: what nobody measured is not drawn, least of all as zero.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.charts.marks import Mark, with_table

WIDTH, HEIGHT = 320, 112
TOP, BOTTOM, EDGE = 28, 80, 14
# How wide a letter of the figure is drawn, about.
LETTER = 8


def trend(marks: Sequence[Mark], *, title: str, rtl: bool, show_table: bool = True) -> SafeString:
    points = _points(marks, rtl)
    known = _known(marks)
    drawing = format_html(
        '<svg class="trend" viewBox="0 0 {} {}" direction="ltr" role="img" aria-label="{}">'
        '<path class="chart-ground" d="M{} {}H{}"/>{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _sentence(marks, title),
        EDGE,
        f"{_ground(marks):.1f}",
        WIDTH - EDGE,
        format_html_join(
            "",
            '<polyline class="trend-line" points="{}"/>',
            ((" ".join(f"{x:.1f},{y:.1f}" for x, y in piece),) for piece in _pieces(marks, points)),
        ),
        format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
            (
                ("trend-last", f"{x:.1f}", f"{y:.1f}", "5")
                if mark is known[-1]
                else ("trend-point", f"{x:.1f}", f"{y:.1f}", "2.5")
                for mark, (x, y) in zip(marks, points, strict=True)
                if not mark.is_missing
            ),
        ),
        _words(marks, points, rtl),
    )
    return with_table(drawing, marks, title=title, kind="trend", show_table=show_table)


def _known(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if not mark.is_missing]


def _span(marks: Sequence[Mark]) -> tuple[float, float]:
    """From the least to the most, with zero between: a line that starts elsewhere makes small changes look large."""
    values = [mark.value for mark in _known(marks)]
    least, most = min(0, *values, 0), max(0, *values, 0)
    return least, most if most > least else least + 1


def _ground(marks: Sequence[Mark]) -> float:
    least, most = _span(marks)
    return BOTTOM + (BOTTOM - TOP) * least / (most - least)


def _points(marks: Sequence[Mark], rtl: bool) -> list[tuple[float, float]]:
    least, most = _span(marks)
    step = (WIDTH - 2 * EDGE) / max(len(marks) - 1, 1)
    across = (EDGE + index * step for index in range(len(marks)))
    return [
        (
            WIDTH - x if rtl else x,
            BOTTOM - (BOTTOM - TOP) * ((0 if mark.is_missing else mark.value) - least) / (most - least),
        )
        for x, mark in zip(across, marks, strict=True)
    ]


def _pieces(marks: Sequence[Mark], points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The runs of points without a gap between them."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for mark, point in zip(marks, points, strict=True):
        if mark.is_missing:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return [piece for piece in pieces if piece]


def _sentence(marks: Sequence[Mark], title: str) -> str:
    known = _known(marks)
    if not known:
        return title
    first, last = known[0], known[-1]
    return f"{title}: {first.label} {first.words}, {last.label} {last.words}"


def _words(marks: Sequence[Mark], points: Sequence[tuple[float, float]], rtl: bool) -> SafeString:
    known = _known(marks)
    if not known:
        return SafeString("")
    near, far = ("end", "start") if rtl else ("start", "end")
    first_x, last_x = (WIDTH - 4, 4) if rtl else (4, WIDTH - 4)
    place = max(index for index, mark in enumerate(marks) if not mark.is_missing)
    # The figure stands over its point; at the end of the line it keeps clear of the edge.
    at_edge = place == len(marks) - 1
    rows = [
        (
            last_x if at_edge else round(points[place][0], 1),
            _highest(marks, points, place, at_edge, len(known[-1].words)) - 10,
            far if at_edge else "middle",
            "chart-figure",
            known[-1].words,
        )
    ]
    rows.append((last_x, HEIGHT - 10, far, "chart-note", marks[-1].label))
    if len(marks) > 1:
        rows.append((first_x, HEIGHT - 10, near, "chart-note", marks[0].label))
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>',
        ((x, f"{y:.1f}", anchor, kind, words) for x, y, anchor, kind, words in rows),
    )


def _highest(
    marks: Sequence[Mark], points: Sequence[tuple[float, float]], place: int, at_edge: bool, letters: int
) -> float:
    """How high the line comes under the words over its last point, so that they stand clear of it."""
    x, y = points[place]
    reach = letters * LETTER / (1 if at_edge else 2)
    highest = y
    for index in range(place, 0, -1):
        (later_x, later_y), (earlier_x, earlier_y) = points[index], points[index - 1]
        if marks[index - 1].is_missing or marks[index].is_missing or abs(later_x - x) >= reach:
            break
        seen = min(1.0, (reach - abs(later_x - x)) / abs(earlier_x - later_x))
        highest = min(highest, later_y, later_y + seen * (earlier_y - later_y))
    return highest
