"""Who has reported and who has not: each report of a quarter with what is told of it, and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from portfolio.reports.enums import ReportStatus
from portfolio.reports.models import AgencyReport, CountryReport, ReportingQuarter, ReportStep
from records.kept_query import KeptQuery

# What can be looked for, in this order: the states of the way, then what is told beside a state.
SOUGHT: dict[str, str | Promise] = {
    **dict(ReportStatus.choices),
    "nil": pgettext_lazy("reports", "Nothing to report"),
    "extended": pgettext_lazy("reports", "Extended"),
    "late": pgettext_lazy("reports", "Late"),
    "excused": pgettext_lazy("reports", "Excused"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    code: str
    label: str | Promise
    count: int


def marks_of(report: AgencyReport) -> list[str]:
    """All that a report is counted under. One that is not owed is excused and nothing else."""
    if not report.is_owed:
        return ["excused"]
    marks = [str(report.status)]
    marks += ["nil"] if report.nil_because else []
    marks += ["extended"] if report.is_extended else []
    marks += ["late"] if report.is_late else []
    return marks


@dataclass(frozen=True)
class Standing:
    quarter: ReportingQuarter
    rows: list[tuple[AgencyReport, list[str]]]

    @property
    def owed(self) -> int:
        """The denominator."""
        return sum("excused" not in marks for _report, marks in self.rows)

    def count(self, code: str) -> int:
        return sum(code in marks for _report, marks in self.rows)

    @property
    def counts(self) -> list[Counted]:
        return [Counted(code, label, self.count(code)) for code, label in SOUGHT.items()]

    def having(self, code: str) -> Sequence[tuple[AgencyReport, list[str]]]:
        return [row for row in self.rows if not code or code in row[1]]


# A hundred agencies are a hundred rows: no more of them is read than is told.
TOLD_OF_A_ROW = (
    *("quarter", "status", "revision", "accepted", "nil_because", "excused_because", "extended_until"),
    *("agency__code", "agency__name_en", "agency__name_ar", "agency__closed_on"),
)


def standing_of_quarter(quarter: ReportingQuarter, person: Any) -> Standing:
    """One query: a report holds all that its state is told from."""
    reports = (
        AgencyReport.objects.visible_to(person)
        .filter(quarter=quarter)
        .select_related("agency")
        .only(*TOLD_OF_A_ROW)
        .order_by("agency__code")
    )
    return Standing(quarter, [_row(report, quarter) for report in reports])


def _row(report: AgencyReport, quarter: ReportingQuarter) -> tuple[AgencyReport, list[str]]:
    report.quarter = quarter
    return report, marks_of(report)


KEPT_STEPS: KeptQuery[ReportStep] = KeptQuery(
    lambda report: (
        ReportStep.objects.filter(report=report)
        .select_related("by", "on_behalf_of")
        .only("step", "at", "words", "by__name_en", "by__name_ar", "on_behalf_of__name_en", "on_behalf_of__name_ar")
        .order_by("-pk")
    ),
    report=int,
)


def steps_of(report: AgencyReport) -> list[ReportStep]:
    """Its way until now, the last step first."""
    return KEPT_STEPS.objects(report=report.pk)


def quarters_seen_by(person: Any) -> QuerySet[ReportingQuarter]:
    """Each with how many reports are owed of it and how many are accepted, of those that the person sees; and which
    revision of the country's report is published of it."""
    newest = CountryReport.objects.filter(quarter=OuterRef("pk")).order_by("-revision").values("revision")[:1]
    seen = AgencyReport.objects.visible_to(person).due_from().values("pk")
    return (
        ReportingQuarter.objects.annotate(
            owed=Count("reports", filter=Q(reports__in=seen)),
            accepted=Count("reports", filter=Q(reports__in=seen, reports__status=ReportStatus.ACCEPTED)),
            published=Subquery(newest),
        )
        .filter(owed__gt=0)
        .order_by("-first_day")
    )


def reports_of(person: Any, agencies: Iterable[int]) -> QuerySet[AgencyReport]:
    return (
        AgencyReport.objects.visible_to(person)
        .filter(agency__in=agencies)
        .select_related("quarter", "agency")
        .defer("facts")
        .order_by("-quarter__first_day", "agency__code")
    )
