"""The dense tables of the reports' pages, joined in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from portfolio.reports import signs
from portfolio.reports.contents import named
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, ReportingQuarter, ReportStep
from portfolio.reports.reading import direction
from portfolio.reports.standing import SOUGHT, marks_of
from portfolio.reports.told import quarter_words
from records.templatetags.masar import bdi, day

HEAVY = ("late", "returned")


def marks(codes: Sequence[str]) -> str:
    return " ".join(
        f'<span class="tag report-mark{" report-mark-heavy" if code in HEAVY else ""}">{escape(SOUGHT[code])}</span>'
        for code in codes
    )


def report_rows(rows: Sequence[tuple[AgencyReport, list[str]]], quarter: ReportingQuarter) -> SafeString:
    headings = [gettext("Agency"), gettext("State"), gettext("Due on"), gettext("Revision")]
    labels = [escape(words) for words in headings]
    base = reverse("reports:quarter", args=[quarter.code])
    lines = []
    # Most are due on the same day.
    days = {day: escape(date_format(day, "DATE_FORMAT")) for day in {report.due_on for report, _codes in rows}}
    told = {codes: marks(codes) for codes in {tuple(codes) for _report, codes in rows}}
    for report, codes in rows:
        lines.append(
            f'<tr><th scope="row"><a href="{base}{report.agency.code.lower()}/"><bdi>{escape(report.agency.name)}'
            f'</bdi></a></th><td data-label="{labels[1]}">{told[tuple(codes)]}</td>'
            f'<td data-label="{labels[2]}">{days[report.due_on]}</td>'
            f'<td data-label="{labels[3]}" class="is-number">{report.revision}</td></tr>'
        )
    return _table(headings, lines, numeric=(3,))


def rows_of_agency(reports: Sequence[AgencyReport]) -> SafeString:
    """An agency's own reports, the newest first; where somebody has several agencies, each with its name."""
    headings = [gettext("Quarter"), gettext("Agency"), gettext("State"), gettext("Due on")]
    labels = [escape(words) for words in headings]
    lines = []
    for report in reports:
        url = reverse("reports:report", args=[report.quarter.code, report.agency.code])
        name = escape(quarter_words(report.quarter.year, report.quarter.number))
        due = escape(date_format(report.due_on, "DATE_FORMAT"))
        lines.append(
            f'<tr><th scope="row"><a href="{url}">{name}</a></th>'
            f'<td data-label="{labels[1]}"><bdi>{escape(report.agency.name)}</bdi></td>'
            f'<td data-label="{labels[2]}">{marks(marks_of(report))}</td><td data-label="{labels[3]}">{due}</td></tr>'
        )
    return _table(headings, lines)


def project_rows(
    projects: Sequence[Mapping[str, Any]],
    *,
    needs: Mapping[int, int],
    lab: Mapping[int, Mapping[str, str]],
    base: str,
) -> SafeString:
    """The projects of a report: where each stands, how it is rated, and what its words still need."""
    headings = [gettext("Project"), gettext("Stage"), gettext("Confidence")]
    # The lab rates after the signature, and nothing is needed any more then.
    headings += [gettext("The lab's rating")] if lab else [gettext("Still needed")]
    labels = [escape(words) for words in headings]
    lines = []
    for told in projects:
        number, facts = told["project"], told["facts"]
        rating = told["texts"].get(Part.RATING, "")
        lab_rating = lab.get(number, {}).get(Part.LAB_RATING, "")
        missing = needs.get(number, 0)
        trend = signs.way_of_ratings(signs.earlier(facts), direction(facts, rating))
        lines.append(
            f'<tr><th scope="row"><a href="{base}{told["reference"]}/"><bdi>{escape(named(told))}</bdi></a></th>'
            f'<td data-label="{labels[1]}">{signs.stage(facts["stage"])}</td>'
            f'<td data-label="{labels[2]}">{signs.rating(rating)}{trend}</td>'
            f'<td data-label="{labels[3]}">{signs.rating(lab_rating) if lab else _missing(missing)}</td></tr>'
        )
    return _table(headings, lines)


def _missing(count: int) -> str:
    if not count:
        nothing = escape(gettext("nothing"))
        return f'<span class="quiet">{nothing}</span>'
    words = ngettext("%(count)s part", "%(count)s parts", count) % {"count": count}
    return f"<strong>{escape(words)}</strong>"


def way(steps: Sequence[ReportStep]) -> SafeString:
    """The report's way, as a timeline shows it."""
    return mark_safe(f'<ol class="timeline">{"".join(map(_moment, steps))}</ol>')  # noqa: S308 - each part was escaped


def _moment(step: ReportStep) -> str:
    words = f'<p dir="auto">{escape(step.words)}</p>' if step.words else ""
    if step.on_behalf_of:
        lead = gettext("for %(lead)s") % {"lead": bdi(step.on_behalf_of)}
        words = f'<p class="quiet">{lead}</p>{words}'
    return (
        f'<li class="moment"><span class="moment-mark moment-disc"></span>'
        f'<p class="moment-when">{day(step.at)} · <bdi>{escape(step.by)}</bdi></p>'
        f'<p class="moment-title">{signs.step(step.step)}</p>{words}</li>'
    )


def _table(headings: Sequence[str], lines: Sequence[str], numeric: Sequence[int] = ()) -> SafeString:
    head = "".join(
        f'<th scope="col"{" class=is-number" if at in numeric else ""}>{escape(words)}</th>'
        for at, words in enumerate(headings)
    )
    return mark_safe(f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>")  # noqa: S308 - parts were escaped
