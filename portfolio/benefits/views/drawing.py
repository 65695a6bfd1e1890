"""The tables of a benefit, joined as strings from escaped parts. What nobody told is a gap, never zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from portfolio.benefits.enums import Entry
from portfolio.benefits.models import LedgerEntry
from portfolio.benefits.queries import Account, PeriodRow
from portfolio.measures.models import Indicator
from portfolio.measures.periods import words_of_period
from portfolio.measures.views.pages import evidence_links, told_and_recorded, with_unit
from records.charts.marks import Mark
from records.charts.trend import trend
from records.clock import day_of
from records.policy import may


def gap() -> SafeString:
    return format_html('<span class="quiet">{}</span>', gettext("no value"))


def words_of_account(account: Account) -> SafeString:
    """What it gives, in one sentence: the verified value first."""
    indicator = account.benefit.indicator
    found = {kind: with_unit(indicator, row.value) for kind, row in account.totals.items()}
    if Entry.VERIFIED in found:
        first = format_html(gettext("{value} verified by the lab"), value=found[Entry.VERIFIED])
    elif Entry.CLAIMED in found:
        first = SafeString(gettext("Nothing verified yet"))
    else:
        first = SafeString(gettext("Nothing claimed yet"))
    rest = []
    if Entry.CLAIMED in found:
        rest.append(format_html(gettext("{value} claimed"), value=found[Entry.CLAIMED]))
    if Entry.FORECAST in found:
        rest.append(format_html(gettext("{value} forecast"), value=found[Entry.FORECAST]))
    return format_html_join(" · ", "{}", ((words,) for words in (first, *rest)))


def period_table(account: Account, person: Any) -> SafeString:
    indicator = account.benefit.indicator
    return format_html_join(
        "", "{}", ((_period_row(account, row, indicator, person),) for row in reversed(account.rows))
    )


def _period_row(account: Account, row: PeriodRow, indicator: Indicator, person: Any) -> SafeString:
    cells = format_html_join(
        "",
        '<td class="is-number" data-label="{}">{}</td>',
        ((kind.label, _value(indicator, row.values.get(kind))) for kind in Entry),
    )
    waits = row.waits
    if waits and may(person, "benefits.verify", waits):
        state = format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>',
            reverse("benefits:verify", args=[account.benefit.pk, waits.pk]),
            gettext("Verify"),
            words_of_period(row.period_on, indicator.frequency),
        )
    elif waits:
        state = format_html('<span class="tag">{}</span>', gettext("Waits for the lab"))
    else:
        state = SafeString("")
    return format_html(
        '<tr><th scope="row">{}</th>{}<td>{}</td></tr>',
        words_of_period(row.period_on, indicator.frequency),
        cells,
        state,
    )


def _value(indicator: Indicator, entry: LedgerEntry | None) -> SafeString:
    if entry is None:
        return gap()
    return format_html('<span class="number">{}</span>', indicator.shown(entry.value))


def shares_in_words(account: Account, lead: Any) -> SafeString:
    if not account.shares:
        return format_html(gettext("All of it belongs to {agency}."), agency=format_html("<bdi>{}</bdi>", lead.name))
    return format_html_join(
        " · ",
        '<bdi>{}</bdi> <span class="number">{}</span>',
        ((share.agency.name, percent(share.hundredths)) for share in account.shares),
    )


def percent(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:.2f}".rstrip("0").rstrip(".") + "%"


def chart(account: Account) -> SafeString:
    """What was claimed over time; verified values stand in the table beside it."""
    indicator = account.benefit.indicator
    told = [row for row in account.rows if Entry.CLAIMED in row.values]
    if len(told) < 2:
        return SafeString("")
    span = [row for row in account.rows if told[0].period_on <= row.period_on <= told[-1].period_on]
    marks = []
    for row in span:
        entry = row.values.get(Entry.VERIFIED) or row.values.get(Entry.CLAIMED)
        marks.append(
            Mark(
                words_of_period(row.period_on, indicator.frequency),
                float(entry.value if entry else 0),
                text=indicator.shown(entry.value) if entry else "",
                note=Entry(entry.kind).label if entry else "",
                is_missing=entry is None,
            )
        )
    title = gettext("Verified where the lab has looked, else as claimed (%(unit)s)") % {"unit": indicator.unit}
    return trend(marks, title=title, rtl=get_language_bidi())


def ledger_rows(account: Account, entries: list[LedgerEntry]) -> SafeString:
    return format_html_join("", "{}", ((_ledger_row(account.benefit.indicator, entry),) for entry in entries))


def _ledger_row(indicator: Indicator, entry: LedgerEntry) -> SafeString:
    told = told_and_recorded(entry.happened_on, day_of(entry.recorded_at))
    return format_html(
        '<tr><th scope="row">{}<span class="row-note">{}</span></th><td class="is-number" data-label="{}">{}</td>'
        '<td data-label="{}"><div dir="auto">{} {}</div></td><td data-label="{}"><div>{}<span class="row-note">'
        "<bdi>{}</bdi></span></div></td></tr>",
        words_of_period(entry.period_on, indicator.frequency),
        entry.get_kind_display(),
        gettext("Value"),
        _value(indicator, entry),
        gettext("How it is known"),
        entry.reason,
        evidence_links(entry),
        gettext("Told on"),
        told,
        entry.recorded_by or "",
    )
