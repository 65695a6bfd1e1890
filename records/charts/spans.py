"""How long each part took: a table whose last column draws the days on one line of time, today marked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until `end`; without an end it still goes on. `hue` is a class such as stage-3."""

    label: str
    start: dt.date
    end: dt.date | None = None
    href: str = ""
    hue: str = "stage-3"


def spans(rows: Sequence[Span], *, title: str, rtl: bool, today: dt.date) -> SafeString:
    first = min((row.start for row in rows), default=today)
    last = max([today, *(row.end or today for row in rows)])
    whole = max((last - first).days, 1)
    now = 100 * (today - first).days / whole
    return format_html(
        '<figure class="chart chart-spans"><table class="chart-table spans">'
        '<caption class="visually-hidden">{}</caption>'
        '<thead class="visually-hidden"><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr>'
        "</thead><tbody>{}</tbody></table></figure>",
        title,
        gettext("What"),
        gettext("When"),
        gettext("How long"),
        format_html_join("", "{}", ((_row(row, first, whole, today, now, rtl),) for row in rows)),
    )


def days_of(span: Span, today: dt.date) -> int:
    return ((span.end or today) - span.start).days


def _row(span: Span, first: dt.date, whole: int, today: dt.date, now: float, rtl: bool) -> SafeString:
    days = days_of(span, today)
    start, width = 100 * (span.start - first).days / whole, max(100 * days / whole, 0.8)
    label = format_html("<bdi>{}</bdi>", span.label)
    return format_html(
        '<tr><th scope="row"><span class="dot {}"></span> {}</th>'
        '<td class="spans-when">{}</td><td class="spans-days">{}</td>'
        '<td class="spans-line" aria-hidden="true"><svg width="100%" height="20" direction="ltr" focusable="false">'
        '<rect class="spans-ground" x="0" y="9.5" width="100%" height="1"/>'
        '<rect class="{}" x="{}%" y="4" width="{}%" height="12" rx="6"/>'
        '<rect class="spans-today" x="{}%" y="0" width="1.5" height="20"/></svg></td></tr>',
        span.hue,
        format_html('<a href="{}">{}</a>', span.href, label) if span.href else label,
        _when(span),
        ngettext("%(count)s day", "%(count)s days", days) % {"count": days},
        span.hue,
        f"{(100 - start - width if rtl else start):.2f}",
        f"{width:.2f}",
        f"{min(100 - now if rtl else now, 99.6):.2f}",
    )


def _when(span: Span) -> str:
    start = formats.date_format(span.start, "SHORT_DATE_FORMAT")
    if span.end is None:
        return gettext("since %(day)s") % {"day": start}
    return gettext("%(first)s to %(last)s") % {
        "first": start,
        "last": formats.date_format(span.end, "SHORT_DATE_FORMAT"),
    }
