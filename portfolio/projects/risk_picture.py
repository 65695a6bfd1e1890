"""Five by five: how likely and how bad the open risks are. Each cell says how many, and the table beside names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portfolio.projects.models import Risk

SIDE = 44
GAP = 4
# Room for the figures of the axes and the words along them.
MARGIN = 46
WIDE = MARGIN + 5 * (SIDE + GAP)
# From this product of the two on it is grave, from that on it wants watching.
GRAVE, WATCHED = 15, 8


def risk_picture(risks: Sequence[Risk], *, rtl: bool) -> SafeString:
    """Issues have happened: they stand in the column of the most likely."""
    counts = Counter((risk.likelihood or 5, risk.impact) for risk in risks)
    cells = format_html_join(
        "",
        "{}",
        (
            (_cell(likelihood, impact, counts[likelihood, impact], rtl),)
            for impact in range(5, 0, -1)
            for likelihood in range(1, 6)
        ),
    )
    return format_html(
        '<figure class="risk-picture"><svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" '
        'direction="ltr" aria-label="{label}">{cells}{axes}</svg></figure>',
        wide=WIDE,
        high=WIDE,
        label=_label(counts),
        cells=cells,
        axes=_axes(rtl),
    )


def _left(column: int, rtl: bool) -> int:
    """The columns run in the direction of reading."""
    place = 5 - column if rtl else column - 1
    return (0 if rtl else MARGIN) + place * (SIDE + GAP)


def _top(impact: int) -> int:
    return (5 - impact) * (SIDE + GAP)


def _cell(likelihood: int, impact: int, count: int, rtl: bool) -> SafeString:
    weight = likelihood * impact
    hue = "grave" if weight >= GRAVE else "watched" if weight >= WATCHED else "light"
    left, top = _left(likelihood, rtl), _top(impact)
    square = format_html(
        '<rect class="risk-{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>', hue, left, top, SIDE, SIDE
    )
    if not count:
        return square
    return format_html(
        '{}<text class="risk-count" x="{}" y="{}" text-anchor="middle">{}</text>',
        square,
        left + SIDE // 2,
        top + SIDE // 2 + 6,
        count,
    )


def _axes(rtl: bool) -> SafeString:
    side = 5 * (SIDE + GAP)
    scale = side + 12 if rtl else MARGIN - 12
    figures = format_html_join(
        "",
        '<text class="risk-axis" x="{}" y="{}" text-anchor="middle">{}</text>',
        [
            *((_left(n, rtl) + SIDE // 2, side + 14, n) for n in range(1, 6)),
            *((scale, _top(n) + SIDE // 2 + 5, n) for n in range(1, 6)),
        ],
    )
    middle = (0 if rtl else MARGIN) + (side - GAP) // 2
    edge = WIDE - 10 if rtl else 14
    return format_html(
        '{}<text class="risk-axis" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="risk-axis" x="{}" y="{}" text-anchor="middle" transform="rotate(-90 {} {})">{}</text>',
        figures,
        middle,
        side + 36,
        gettext("Likelihood"),
        edge,
        side // 2,
        edge,
        side // 2,
        gettext("Impact"),
    )


def _label(counts: Counter[tuple[int, int]]) -> str:
    grave = sum(count for (likelihood, impact), count in counts.items() if likelihood * impact >= GRAVE)
    total = sum(counts.values())
    said = ngettext("%(count)s open risk or issue", "%(count)s open risks and issues", total) % {"count": total}
    return gettext("%(risks)s by likelihood and impact, %(grave)s of them grave") % {"risks": said, "grave": grave}
