from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404

from accounts.enums import Role
from accounts.models import Agency
from accounts.standing import standing_of
from portfolio.reports.closed import closed_quarters
from portfolio.reports.models import AgencyReport, Deputy, FrozenEntry, Holiday, ReportEntry, ReportingQuarter
from portfolio.reports.rules import lead_of

# In the address: everything that the person sees, where the page would else begin with her own agency.
ALL = "all"


def chosen_agency(person: Any, code: str) -> Agency | None:
    """The agency that the page is about: the one asked for, else the one that the person leads; None for all."""
    if code == ALL:
        return None
    if code:
        found = Agency.objects.filter(code=code).first()
        if found is None:
            raise Http404
        return found
    led = led_agencies(person)
    return Agency.objects.get(pk=next(iter(led))) if len(led) == 1 else None


def led_agencies(person: Any) -> frozenset[int]:
    standing = standing_of(person)
    return frozenset() if standing.sees_country else standing.agencies_as(Role.LEADER, Role.AGENCY_LEAD)


class QuarterConverter:
    """`2026-q3` in an address."""

    regex = r"[0-9]{4}-q[1-4]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class AgencyConverter:
    """An agency's code, in small letters as addresses are written."""

    regex = r"[a-z0-9][a-z0-9-]{1,19}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value).lower()


def quarter_of(code: str) -> ReportingQuarter:
    return _found(ReportingQuarter.objects.all(), code=code)


def closed_quarter_of(code: str) -> ReportingQuarter:
    return _found(closed_quarters(), code=code)


def report_of(person: Any, quarter: str, agency: str) -> AgencyReport:
    reports = AgencyReport.objects.visible_to(person).select_related("quarter", "agency")
    return _found(reports, quarter__code=quarter, agency__code=agency)


def entry_of(report: AgencyReport, project: int) -> ReportEntry:
    return _found(report.entries.all(), project=project)


def deputy_of(person: Any, pk: int) -> Deputy:
    return _found(Deputy.objects.filter(agency__in=lead_of(person)), pk=pk)


def holiday_of(pk: int) -> Holiday:
    return _found(Holiday.objects.all(), pk=pk)


def _found(queryset: QuerySet, **wanted: Any) -> Any:
    try:
        return queryset.get(**wanted)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error


def entry_of_quarter(quarter: ReportingQuarter, pk: int) -> FrozenEntry:
    """A project as it counts: of an accepted report's newest revision."""
    return _found(FrozenEntry.objects.filter(quarter=quarter, snapshot__report__accepted=F("snapshot")), pk=pk)
