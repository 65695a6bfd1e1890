"""Sentences of the reports' pages, made from what they show."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from portfolio.reports.enums import ReportStatus
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.standing import Standing
from portfolio.reports.told import quarter_short, quarter_words


def name_of(quarter: ReportingQuarter) -> str:
    return quarter_words(quarter.year, quarter.number)


def days_of(quarter: ReportingQuarter) -> str:
    return gettext("%(first)s to %(last)s") % {
        "first": date_format(quarter.first_day, "DATE_FORMAT"),
        "last": date_format(quarter.last_day, "DATE_FORMAT"),
    }


def sentence_of_quarter(standing: Standing) -> str:
    """Who has delivered, of how many, and who is late."""
    owed, late = standing.owed, standing.count("late")
    delivered = standing.count(ReportStatus.SIGNED) + standing.count(ReportStatus.ACCEPTED)
    if not owed:
        return gettext("No agency owes a report for this quarter.")
    told = {"delivered": delivered, "owed": owed, "late": late}
    if delivered == owed:
        return (
            ngettext(
                "The one report of the quarter is signed.", "All %(owed)s reports of the quarter are signed.", owed
            )
            % told
        )
    first = ngettext("%(delivered)s of %(owed)s report is signed", "%(delivered)s of %(owed)s reports are signed", owed)
    second = gettext("none is late") if not late else ngettext("%(late)s is late", "%(late)s are late", late)
    return (gettext("%(first)s; %(second)s.") % {"first": first, "second": second}) % told


def sentence_of_report(report: AgencyReport, needs: int) -> str:
    told = {"quarter": quarter_short(report.quarter.code)}
    if not report.is_owed:
        return gettext("No report is owed for %(quarter)s.") % told
    if report.status in (ReportStatus.EXPECTED, ReportStatus.DRAFT) and not report.quarter.is_over:
        return gettext("The report for %(quarter)s is being written; the quarter is not over yet.") % told
    if report.status in (ReportStatus.DRAFT, ReportStatus.RETURNED) and needs:
        words = ngettext(
            "The report for %(quarter)s still needs %(needs)s part.",
            "The report for %(quarter)s still needs %(needs)s parts.",
            needs,
        )
        return words % {**told, "needs": needs}
    if report.status == ReportStatus.RETURNED and report.accepted_id:
        return gettext("The report for %(quarter)s is open for a correction.") % told
    return SENTENCES[ReportStatus(report.status)]() % told


SENTENCES: dict[ReportStatus, Any] = {
    ReportStatus.EXPECTED: lambda: gettext("The report for %(quarter)s has not been begun."),
    ReportStatus.DRAFT: lambda: gettext("The report for %(quarter)s is ready to be submitted."),
    ReportStatus.SUBMITTED: lambda: gettext("The report for %(quarter)s waits for the lead's signature."),
    ReportStatus.SIGNED: lambda: gettext("The report for %(quarter)s is signed and waits for the lab."),
    ReportStatus.RETURNED: lambda: gettext("The report for %(quarter)s came back with remarks."),
    ReportStatus.ACCEPTED: lambda: gettext("The report for %(quarter)s is accepted."),
}
