"""Two ratings as axes and a bubble for each project, or for each place of the grid where there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CELL_X, CELL_Y, STEPS = 132, 96, 5
START, TOP, FOOT, END = 44, 12, 58, 12
WIDTH, HEIGHT = START + STEPS * CELL_X + END, TOP + STEPS * CELL_Y + FOOT
LARGEST, SMALLEST = 34.0, 7.0
LETTER = 7.4


@dataclass(frozen=True, slots=True)
class Disc:
    """What is drawn: where, how large by what it weighs, what it says, and where it leads."""

    across: int
    up: int
    weight: float | None
    hue: str
    label: str
    figure: str
    href: str


def drawing(discs: Sequence[Disc], *, across: str, up: str, title: str, rtl: bool) -> SafeString:
    by_place: dict[tuple[int, int], list[Disc]] = {}
    for disc in discs:
        by_place.setdefault((disc.across, disc.up), []).append(disc)
    radius = _radii(by_place)
    way = "rtl" if rtl else "ltr"
    middle = _mirrored(START + STEPS * CELL_X / 2, rtl)
    side = _mirrored(14, rtl)
    turn = 90 if rtl else -90
    return mark_safe(  # noqa: S308 - each part was escaped
        f'<svg class="matrix-drawing" viewBox="0 0 {WIDTH} {HEIGHT}" direction="ltr" role="group"'
        f' aria-label="{escape(title)}">{_grid(rtl)}'
        f'<text class="chart-label" x="{middle:g}" y="{HEIGHT - 10}" text-anchor="middle" direction="{way}">'
        f"{escape(across)}</text>"
        f'<text class="chart-label" text-anchor="middle" direction="{way}"'
        f' transform="translate({side:g} {TOP + STEPS * CELL_Y / 2:g}) rotate({turn})">{escape(up)}</text>'
        + "".join(_place(place, there, radius, rtl) for place, there in sorted(by_place.items()))
        + "</svg>"
    )


def _mirrored(x: float, rtl: bool) -> float:
    return WIDTH - x if rtl else x


def _grid(rtl: bool) -> str:
    drawn = ""
    first, last = sorted((_mirrored(START, rtl), _mirrored(START + STEPS * CELL_X, rtl)))
    for step in range(STEPS + 1):
        x, line = _mirrored(START + step * CELL_X, rtl), TOP + step * CELL_Y
        drawn += f'<path class="timeline-tick" d="M{x:g} {TOP}V{TOP + STEPS * CELL_Y}M{first:g} {line}H{last:g}"/>'
    for value in range(1, STEPS + 1):
        x, y = centre(value, value, rtl)
        drawn += _note(x, TOP + STEPS * CELL_Y + 20, str(value)) + _note(_mirrored(START - 12, rtl), y + 5, str(value))
    return drawn


def _note(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text class="chart-note{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'


def centre(across: int, up: int, rtl: bool) -> tuple[float, float]:
    return _mirrored(START + (across - 0.5) * CELL_X, rtl), TOP + (STEPS - up + 0.5) * CELL_Y


def _radii(by_place: Mapping[tuple[int, int], Sequence[Disc]]) -> dict[int, float]:
    """By area, one measure for all, and none larger than the room that it has among its neighbours."""
    weights = [disc.weight for there in by_place.values() for disc in there if disc.weight]
    most = max(weights, default=0.0)
    room = min((_spacing(len(there)) / 2 - 1 for there in by_place.values()), default=LARGEST)
    largest = min(LARGEST, room)
    usual = min(13.0, largest)
    return {
        id(disc): max(SMALLEST, largest * sqrt(disc.weight / most)) if disc.weight and most else usual
        for there in by_place.values()
        for disc in there
    }


def _layout(count: int) -> tuple[int, int]:
    columns = ceil(sqrt(count * CELL_X / CELL_Y))
    return columns, ceil(count / columns)


def _spacing(count: int) -> float:
    columns, rows = _layout(count)
    return min((CELL_X - 6) / columns, (CELL_Y - 6) / rows)


def _place(place: tuple[int, int], discs: Sequence[Disc], radius: Mapping[int, float], rtl: bool) -> str:
    x0, y0 = centre(*place, rtl)
    columns, rows = _layout(len(discs))
    step_x, step_y = (CELL_X - 6) / columns, (CELL_Y - 6) / rows
    drawn = ""
    for number, disc in enumerate(discs):
        across = (number % columns - (columns - 1) / 2) * step_x
        x = x0 + (-across if rtl else across)
        y = y0 + (number // columns - (rows - 1) / 2) * step_y
        drawn += _disc(disc, x, y, radius[id(disc)])
    return drawn


def _disc(disc: Disc, x: float, y: float, r: float) -> str:
    figure = ""
    if disc.figure:
        fits = r >= 5 + len(disc.figure) * LETTER / 2
        figure = _note(x, y + 5 if fits else y - r - 4, disc.figure, f" on-{disc.hue}" if fits else "")
    label = escape(disc.label)
    unweighed = " is-unweighed" if disc.weight is None else ""
    return (
        f'<a href="{escape(disc.href)}" aria-label="{label}"><title>{label}</title>'
        f'<circle class="chart-reach" cx="{x:.1f}" cy="{y:.1f}" r="{max(r, 12):.1f}"/>'
        f'<circle class="chart-disc matrix-disc {disc.hue}{unweighed}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
        f"{figure}</a>"
    )
