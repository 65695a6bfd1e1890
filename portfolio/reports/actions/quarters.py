"""The cycle: its terms, the quarters that the lab opens, and who owes a report of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.reports.enums import Step
from portfolio.reports.models import AgencyReport, Holiday, ReportingQuarter, ReportingTerms, ReportStep
from portfolio.reports.models.quarter import code_of, span_of
from portfolio.reports.models.terms import FORM_VERSION, THE_ONLY
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked


def terms() -> ReportingTerms:
    return ReportingTerms.objects.get_or_create(pk=THE_ONLY)[0]


def set_terms(
    *, by: Any, version: int, year_starts_in: int, due_after_days: int, variance_percent: Decimal
) -> ReportingTerms:
    """For the quarters that are opened from now on; those that are open keep theirs."""
    require(by, "reports.set_terms")
    with transaction.atomic():
        held = locked(ReportingTerms.objects, terms().pk, version)
        before = _values(held)
        held.year_starts_in, held.due_after_days = year_starts_in, due_after_days
        held.variance_percent = variance_percent
        held.version += 1
        held.full_clean()
        held.save()
        audit.record(by=by, action="reports.set_terms", target=held, before=before, after=_values(held))
    return held


def _values(held: ReportingTerms) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ("year_starts_in", "due_after_days", "variance_percent")}


def add_holiday(*, by: Any, day: dt.date, name_en: str, name_ar: str) -> Holiday:
    require(by, "reports.set_terms")
    with transaction.atomic():
        holiday, _new = Holiday.objects.update_or_create(day=day, defaults={"name_en": name_en, "name_ar": name_ar})
        audit.record(by=by, action="reports.add_holiday", target=holiday, after={"day": day})
    return holiday


def remove_holiday(*, by: Any, holiday: Holiday) -> None:
    require(by, "reports.set_terms")
    with transaction.atomic():
        audit.record(by=by, action="reports.remove_holiday", target=holiday, before={"day": holiday.day})
        holiday.delete()


def open_quarter(
    *,
    by: Any,
    year: int,
    number: int,
    agencies: Collection[Agency],
    due_on: dt.date | None = None,
    variance_percent: Decimal | None = None,
    at: dt.datetime | None = None,
) -> ReportingQuarter:
    """Opens it, and every agency that must report has its report at once."""
    require(by, "reports.open_quarter")
    with transaction.atomic():
        held = locked(ReportingTerms.objects, terms().pk)
        first_day, last_day = span_of(year, number, held.year_starts_in)
        due_on = due_on or last_day + dt.timedelta(days=held.due_after_days)
        _check(year, number, first_day, last_day, due_on, agencies)
        quarter = ReportingQuarter.objects.create(
            year=year,
            number=number,
            code=code_of(year, number),
            first_day=first_day,
            last_day=last_day,
            due_on=due_on,
            form_version=FORM_VERSION,
            variance_percent=held.variance_percent if variance_percent is None else variance_percent,
            opened_by=by,
            opened_at=at or timezone.now(),
        )
        made = expect_from(quarter, agencies)
        audit.record(
            by=by, action="reports.open_quarter", target=quarter, after={"code": quarter.code, "reports": made}
        )
    return quarter


def _check(
    year: int, number: int, first_day: dt.date, last_day: dt.date, due_on: dt.date, agencies: Collection[Agency]
) -> None:
    problems: dict[str, Any] = {}
    overlapping = ReportingQuarter.objects.filter(first_day__lte=last_day, last_day__gte=first_day)
    if ReportingQuarter.objects.filter(Q(year=year, number=number)).exists():
        problems["quarter"] = _("This quarter has been opened already.")
    elif found := overlapping.first():
        problems["quarter"] = ValidationError(
            _("These days overlap with %(code)s, which was opened under other terms."), params={"code": found.code}
        )
    elif first_day > today():
        problems["quarter"] = _("This quarter has not begun yet.")
    if due_on <= last_day:
        problems["due_on"] = _("Reports are due after the quarter has ended.")
    if not agencies:
        problems["agencies"] = _("Choose at least one agency that must report.")
    if problems:
        raise ValidationError(problems)


def expect_from(quarter: ReportingQuarter, agencies: Collection[Agency]) -> int:
    """Made once for each agency, however often it is run. Answers how many are new."""
    has_one = set(quarter.reports.values_list("agency", flat=True))
    new = [AgencyReport(quarter=quarter, agency=agency) for agency in agencies if agency.pk not in has_one]
    AgencyReport.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def bring_in_agencies(*, by: Any, quarter: ReportingQuarter, agencies: Collection[Agency]) -> int:
    """Agencies that came after the quarter was opened, or were left out then."""
    require(by, "reports.open_quarter", quarter)
    with transaction.atomic():
        locked(ReportingTerms.objects, terms().pk)
        made = expect_from(quarter, agencies)
        audit.record(by=by, action="reports.bring_in_agencies", target=quarter, after={"reports": made})
    return made


def agencies_for(quarter_last_day: dt.date) -> Any:
    """Who may owe a report: an agency that is open when the quarter ends."""
    return Agency.objects.open_on(min(quarter_last_day, today())).order_by("code")


def extend(*, by: Any, report: AgencyReport, until: dt.date, reason: str) -> AgencyReport:
    require(by, "reports.extend", report)
    with transaction.atomic():
        report = locked(AgencyReport.objects.select_related("quarter", "agency"), report.pk)
        require(by, "reports.extend", report)
        problems: dict[str, Any] = {}
        if until <= report.quarter.due_on or until < today():
            problems["until"] = _("Choose a day after the due date that has not passed.")
        if not reason.strip():
            problems["reason"] = _("Say why more time is given.")
        if problems:
            raise ValidationError(problems)
        before = report.extended_until
        report.extended_until, report.extended_because = until, reason
        report.save(update_fields=["extended_until", "extended_because"])
        ReportStep.objects.create(report=report, revision=report.revision, step=Step.EXTENDED, by=by, words=reason)
        audit.record(
            by=by,
            action="reports.extend",
            target=report,
            agency_id=report.agency_id,
            before={"until": before},
            after={"until": until},
        )
    return report


def excuse(*, by: Any, report: AgencyReport, reason: str) -> AgencyReport:
    """It owes nothing for this quarter, and is not counted among those that do."""
    require(by, "reports.excuse", report)
    with transaction.atomic():
        report = locked(AgencyReport.objects.select_related("quarter", "agency"), report.pk)
        require(by, "reports.excuse", report)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why it is excused.")})
        report.excused_because = reason
        report.save(update_fields=["excused_because"])
        ReportStep.objects.create(report=report, revision=report.revision, step=Step.EXCUSED, by=by, words=reason)
        audit.record(by=by, action="reports.excuse", target=report, agency_id=report.agency_id)
    return report
