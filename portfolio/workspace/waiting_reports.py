"""What the quarterly reports want of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from accounts.standing import standing_of
from portfolio.reports.enums import WRITABLE, ReportStatus
from portfolio.reports.models import AgencyReport, Deputy
from portfolio.reports.rules import lead_of, officer_of
from portfolio.reports.told import quarter_words
from portfolio.workspace.waiting import Item, Kind, register
from records.clock import today
from records.templatetags.masar import bdi, day


def _reports() -> QuerySet[AgencyReport]:
    due = Coalesce(F("extended_until"), F("quarter__due_on"))
    return (
        AgencyReport.objects.due_from()
        .annotate(due=due)
        .select_related("quarter", "agency")
        .defer("facts")
        .order_by("due", "pk")
    )


def reports_to_write(person: Any) -> QuerySet[AgencyReport] | None:
    own = officer_of(person)
    if not own:
        return None
    return _reports().filter(agency__in=own, status__in=WRITABLE, quarter__last_day__lt=today())


def write_item(report: AgencyReport) -> Item:
    returned = report.status == ReportStatus.RETURNED
    words = gettext("Answer the remarks on {quarter}") if returned else gettext("Write the report for the {quarter}")
    return Item(
        sentence=format_html(words, quarter=_quarter(report)),
        url=_address(report),
        verb=gettext("Answer") if returned else gettext("Write the report"),
        note=_due(report),
    )


def reports_to_sign(person: Any) -> QuerySet[AgencyReport] | None:
    own = lead_of(person)
    inside = standing_of(person).inside_agencies
    if not inside:
        return None
    stands_in = (
        Deputy.objects.valid_today().filter(person=person.pk, agency__in=inside).values_list("agency", flat=True)
    )
    agencies = {*own, *stands_in}
    if not agencies:
        return None
    return _reports().filter(agency__in=agencies, status=ReportStatus.SUBMITTED).exclude(submitted_by=person.pk)


def sign_item(report: AgencyReport) -> Item:
    return Item(
        sentence=format_html(
            gettext("Read and sign the report of {agency}, {quarter}"),
            agency=bdi(report.agency.name),
            quarter=_quarter(report),
        ),
        url=f"{_address(report)}sign/",
        verb=gettext("Read and sign"),
        note=_due(report),
    )


def reports_to_review(person: Any) -> QuerySet[AgencyReport] | None:
    if not standing_of(person).is_lab_staff:
        return None
    return _reports().filter(status=ReportStatus.SIGNED)


def review_item(report: AgencyReport) -> Item:
    return Item(
        sentence=format_html(
            gettext("Review the report of {agency}, {quarter}"),
            agency=bdi(report.agency.name),
            quarter=_quarter(report),
        ),
        url=_address(report),
        verb=gettext("Review"),
        note=_due(report),
    )


def _quarter(report: AgencyReport) -> str:
    return quarter_words(report.quarter.year, report.quarter.number)


def _address(report: AgencyReport) -> str:
    return reverse("reports:report", args=[report.quarter.code, report.agency.code])


def _due(report: AgencyReport) -> str:
    if report.is_late:
        return format_html(gettext("was due on {day}"), day=day(report.due_on))
    return format_html(gettext("due on {day}"), day=day(report.due_on))


register(Kind("reports_to_write", gettext_lazy("Reports to write"), reports_to_write, write_item))
register(Kind("reports_to_sign", gettext_lazy("Reports to sign"), reports_to_sign, sign_item))
register(Kind("reports_to_review", gettext_lazy("Reports to review"), reports_to_review, review_item))
