"""One bar cut by stage. Its legend is the table; compact, it is a bar for the cell of a table and says its figures."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.charts.marks import Mark, linked, shown, stage_hue


def stacked_bar(marks: Sequence[Mark], *, title: str, rtl: bool, compact: bool = False) -> SafeString:
    bar = bar_of([(mark, stage_hue(mark, index)) for index, mark in enumerate(marks)], title=title, rtl=rtl)
    if compact:
        return bar
    rows = [
        (format_html('<span class="dot {}"></span>', stage_hue(mark, index)), mark) for index, mark in enumerate(marks)
    ]
    return with_legend(bar, rows, title=title, kind="stacked")


def bar_of(cuts: Sequence[tuple[Mark, str]], *, title: str, rtl: bool) -> SafeString:
    parts = list(_parts(cuts))
    words = ", ".join(f"{mark.label} {shown(mark.value)}" for mark, _hue in cuts if mark.value)
    return format_html(
        '<svg class="bar" width="100%" height="14" direction="ltr" role="img" aria-label="{}">{}{}</svg>',
        f"{title}: {words}" if words else title,
        format_html_join(
            "",
            '<rect class="{}" x="{}%" y="0" width="{}%" height="100%"/>',
            ((hue, f"{(100 - end if rtl else start):.3f}", f"{end - start:.3f}") for hue, start, end in parts),
        ),
        format_html_join(
            "",
            '<rect class="bar-gap" x="{}%" y="0" width="2" height="100%"/>',
            ((f"{(100 - start if rtl else start):.3f}",) for _hue, start, _end in parts[1:]),
        ),
    )


def _parts(cuts: Sequence[tuple[Mark, str]]) -> Iterator[tuple[str, float, float]]:
    total = sum(mark.value for mark, _hue in cuts)
    start = 0.0
    for mark, hue in cuts:
        if mark.value:
            end = start + 100 * mark.value / total
            yield hue, start, end
            start = end


def with_legend(drawing: SafeString, rows: Sequence[tuple[SafeString, Mark]], *, title: str, kind: str) -> SafeString:
    table = format_html_join(
        "",
        '<tr><th scope="row">{}<bdi>{}</bdi></th><td>{}</td></tr>',
        ((sign, mark.label, linked(shown(mark.value), mark.href)) for sign, mark in rows),
    )
    return format_html(
        '<figure class="chart chart-{}">{}<table class="chart-table chart-legend">'
        '<caption class="visually-hidden">{}</caption><tbody>{}</tbody></table></figure>',
        kind,
        drawing,
        title,
        SafeString(table),
    )
