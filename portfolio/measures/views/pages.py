from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.measures.filters import IndicatorFilter
from portfolio.measures.models import Indicator, Reading
from portfolio.measures.periods import words_of_period
from portfolio.measures.queries import Shown, is_due, readings_on, shown_readings, with_latest
from portfolio.measures.views.access import indicator_of
from records.charts.marks import Mark
from records.charts.trend import trend
from records.clock import day_of, today
from records.policy import may

A_PAGE = 50
# As many periods as a small line can show; the table below it goes on.
MOST_DRAWN = 36


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    indicators = with_latest(Indicator.objects.visible_to(request.user).select_related("owner_agency"))
    chosen = IndicatorFilter(request.GET, indicators)
    page = Paginator(chosen.qs.order_by("code"), A_PAGE).get_page(request.GET.get("page"))
    due = 0 if chosen.form.cleaned_data.get("show") else sum(_is_due(one) for one in page)
    return render(
        request,
        "measures/list.html",
        {
            "heading": ngettext("%(count)s indicator", "%(count)s indicators", page.paginator.count)
            % {"count": f"{page.paginator.count:,}"},
            "due": due,
            "due_url": f"{reverse('measures:list')}?{urlencode({'show': 'due'})}",
            "filter": chosen,
            "is_narrowed": any(chosen.form.cleaned_data.values()),
            "page": page,
            "rows": format_html_join("", "{}", ((_row(one),) for one in page)),
            "may_define": may(request.user, "measures.define"),
        },
    )


def _is_due(indicator: Any) -> bool:
    return is_due(indicator, indicator.latest_period, today())


def with_unit(indicator: Indicator, value: Any) -> SafeString:
    return format_html('<span class="number">{}</span> <bdi>{}</bdi>', indicator.shown(value), indicator.unit)


def _row(one: Any) -> SafeString:
    if one.latest_period is None:
        latest = format_html('<span class="quiet">{}</span>', gettext("no reading yet"))
    else:
        latest = format_html(
            '{}<span class="row-note">{}</span>',
            with_unit(one, one.latest_value),
            words_of_period(one.latest_period, one.frequency),
        )
    if one.retired_on and one.retired_on <= today():
        state = format_html('<span class="tag">{}</span>', gettext("Retired"))
    elif _is_due(one):
        state = format_html('<span class="tag">{}</span>', gettext("Reading is missing"))
    else:
        state = SafeString("")
    return format_html(
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a>'
        '<span class="row-note">{}</span></th><td data-label="{}"><bdi>{}</bdi></td>'
        '<td data-label="{}"><div>{} {}</div></td><td data-label="{}"><div>{}</div></td></tr>',
        reverse("measures:page", args=[one.code]),
        one.title,
        one.get_direction_display(),
        gettext("Owner agency"),
        one.owner_agency.name,
        gettext("Newest reading"),
        latest,
        state,
        gettext("Target"),
        with_unit(one, one.target) if one.target is not None else format_html('<span class="quiet">{}</span>', "—"),
    )


@require_safe
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    indicator = indicator_of(request.user, code)
    found = readings_on(indicator)
    shown = shown_readings(indicator, found)
    history = list(
        indicator.readings.select_related("recorded_by", "wording", "file").order_by("-period_on", "-pk")[:200]
    )
    counting = {reading.pk for reading in found}
    corrected = {reading.corrects_id for reading in history}
    return render(
        request,
        "measures/page.html",
        {
            "indicator": indicator,
            "sentence": _sentence(indicator, shown),
            "chart": chart_of(indicator, shown[-MOST_DRAWN:]) if found else "",
            "gaps": sum(one.reading is None for one in shown),
            "rows": format_html_join(
                "", "{}", ((_reading_row(request, indicator, one, counting, corrected),) for one in history)
            ),
            "facts": _facts(indicator),
            "wordings": list(indicator.wordings.select_related("said_by")),
            "may_read": may(request.user, "measures.read", indicator),
            "may_define": may(request.user, "measures.define", indicator),
            "trail": [
                {"label": gettext("Indicators"), "url": reverse("measures:list")},
                {"label": str(indicator.title), "url": ""},
            ],
        },
    )


def _sentence(indicator: Indicator, shown: list[Shown]) -> str:
    known = [one for one in shown if one.reading]
    if not known:
        return gettext("%(title)s: nobody has read it yet") % {"title": indicator.title}
    last = known[-1]
    return gettext("%(title)s: %(value)s %(unit)s in %(period)s") % {
        "title": indicator.title,
        "value": indicator.shown(last.value),
        "unit": indicator.unit,
        "period": words_of_period(last.period_on, indicator.frequency),
    }


def chart_of(indicator: Indicator, shown: list[Shown]) -> SafeString:
    marks = [
        Mark(
            words_of_period(one.period_on, indicator.frequency),
            float(one.value or 0),
            text=indicator.shown(one.value),
            is_missing=one.reading is None,
        )
        for one in shown
    ]
    return trend(marks, title=f"{indicator.title} ({indicator.unit})", rtl=get_language_bidi())


def _facts(indicator: Indicator) -> list[tuple[str, Any]]:
    none = format_html('<span class="tag">{}</span>', gettext("Not given yet"))
    by = f" ({date_format(indicator.target_on, 'DATE_FORMAT')})" if indicator.target_on else ""
    return [
        (gettext("Owner agency"), format_html("<bdi>{}</bdi>", indicator.owner_agency.name)),
        (gettext("Unit"), format_html("<bdi>{}</bdi>", indicator.unit)),
        (gettext("Direction"), indicator.get_direction_display()),
        (gettext("How values become one"), indicator.get_aggregation_display()),
        (gettext("How often it is read"), indicator.get_frequency_display()),
        (gettext("Baseline"), with_unit(indicator, indicator.baseline) if indicator.baseline is not None else none),
        (
            gettext("Target"),
            format_html("{}{}", with_unit(indicator, indicator.target), by) if indicator.target is not None else none,
        ),
        (gettext("Source"), format_html("<bdi>{}</bdi>", indicator.source)),
        (gettext("Method"), format_html("<bdi>{}</bdi>", indicator.method) if indicator.method else none),
        (gettext("Code"), format_html('<span class="number">{}</span>', indicator.code)),
    ]


def evidence_links(row: Any) -> SafeString:
    """The link and the file that stand behind a value, where there are any."""
    links = []
    if row.link:
        links.append(
            format_html('<a href="{}" rel="noopener nofollow noreferrer">{}</a>', row.link, gettext("Evidence"))
        )
    if row.file_id:
        links.append(
            format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("records:file", args=[row.file_id]), row.file)
        )
    return format_html_join(" · ", "{}", ((link,) for link in links))


def told_and_recorded(told: dt.date, recorded: dt.date) -> str:
    """The day on which it was told and, where that is another, the day on which it was written down here."""
    shown = date_format(told, "SHORT_DATE_FORMAT")
    if told == recorded:
        return shown
    return f"{shown} · " + gettext("recorded %(day)s") % {"day": date_format(recorded, "SHORT_DATE_FORMAT")}


def _reading_row(
    request: HttpRequest, indicator: Indicator, one: Reading, counting: set[int], corrected: set[int | None]
) -> SafeString:
    notes = [words for words in (one.method, one.reason) if words]
    if one.pk in corrected:
        state = format_html('<span class="tag">{}</span>', gettext("Corrected since"))
    elif one.pk in counting and may(request.user, "measures.correct", one):
        state = format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>',
            reverse("measures:correct", args=[indicator.code, one.pk]),
            gettext("Correct"),
            words_of_period(one.period_on, indicator.frequency),
        )
    else:
        state = SafeString("")
    who = one.recorded_by or one.source_name
    return format_html(
        '<tr><th scope="row">{}</th><td data-label="{}" class="is-number"><div>{}</div></td>'
        '<td data-label="{}"><div>{}<span class="row-note"><bdi>{}</bdi></span></div></td>'
        '<td data-label="{}"><div>{}{}</div></td><td>{}</td></tr>',
        words_of_period(one.period_on, indicator.frequency),
        gettext("Value"),
        with_unit(indicator, one.value),
        gettext("Read on"),
        told_and_recorded(one.read_on, day_of(one.recorded_at)),
        who or "",
        gettext("How it is known"),
        format_html_join("", '<span class="row-note" dir="auto">{}</span>', ((words,) for words in notes)),
        evidence_links(one),
        state,
    )
