"""What the ledger, the indicators and the training say of a quarter."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, F

from accounts.models import Agency
from portfolio.benefits.enums import Entry
from portfolio.benefits.models import LedgerEntry
from portfolio.benefits.rollups import roll_up
from portfolio.measures.models import Indicator, Reading
from portfolio.projects.models import ProjectState
from portfolio.reports.facts import Line, Lines, Span
from training.models import Completion
from training.queries import people_with_any


def benefits(ids: list[int], span: Span) -> Lines:
    """Entries of the ledger that were told in the quarter: what was promised, claimed and verified."""
    found: Lines = defaultdict(list)
    rows = LedgerEntry.objects.filter(
        benefit__project__in=ids, happened_on__gte=span.first_day, happened_on__lte=span.at
    ).select_related("benefit__indicator")
    for row in rows:
        indicator = row.benefit.indicator
        found[row.benefit.project_id].append(
            {
                "key": f"benefit-{row.pk}",
                "kind": "benefit",
                "on": row.happened_on.isoformat(),
                "entry": row.kind,
                "value": f"{row.value.normalize():f}",
                "en": row.benefit.gain_en,
                "ar": row.benefit.gain_ar,
                "unit": {"en": indicator.unit_en, "ar": indicator.unit_ar},
            }
        )
    return found


def readings(ids: list[int], span: Span) -> Lines:
    """What the indicators of the projects' benefits read in the quarter; of a corrected reading, the correction."""
    found: Lines = defaultdict(list)
    rows = (
        Reading.objects.filter(
            indicator__benefits__project__in=ids,
            read_on__gte=span.first_day,
            read_on__lte=span.at,
            corrected_by=None,
        )
        .select_related("indicator")
        .annotate(of_project=F("indicator__benefits__project"))
        .distinct()
    )
    for row in rows:
        found[row.of_project].append(
            {
                "key": f"reading-{row.pk}",
                "kind": "reading",
                "on": row.read_on.isoformat(),
                "value": f"{row.value.normalize():f}",
                "en": row.indicator.title_en,
                "ar": row.indicator.title_ar,
                "unit": {"en": row.indicator.unit_en, "ar": row.indicator.unit_ar},
            }
        )
    return found


def training(agency: int, span: Span) -> list[Line]:
    """How many of the agency's people completed which course in the quarter."""
    rows = (
        Completion.objects.current()
        .filter(agency=agency, completed_on__gte=span.first_day, completed_on__lte=span.at)
        .values("course", "course__title_en", "course__title_ar")
        .annotate(people=Count("person", distinct=True))
        .order_by("course")
    )
    return [
        {
            "key": f"course-{row['course']}",
            "kind": "training",
            "on": None,
            "people": row["people"],
            "en": row["course__title_en"],
            "ar": row["course__title_ar"],
        }
        for row in rows
    ]


def trained(agency: int, span: Span) -> list[Line]:
    """How many of those who worked for the agency on the last day held something valid: of today the same number as
    the progress page tells."""
    people = people_with_any(Agency.objects.get(pk=agency), span.at)
    return [{"key": "trained", "kind": "trained", "on": None, "people": people}] if people else []


def given(agency: int, span: Span) -> list[Line]:
    """What the projects that it leads had given by then, indicator by indicator: the country adds these up, and a
    project has one lead agency, so that nothing is counted twice."""
    led = ProjectState.objects.on(span.at).filter(lead_agency=agency)
    rolled = roll_up(led, "country", day=span.at, kinds=(Entry.CLAIMED, Entry.VERIFIED))
    indicators = Indicator.objects.in_bulk({row.indicator for row in rolled}) if rolled else {}
    return [
        {
            "key": f"given-{indicators[row.indicator].code}-{row.kind}",
            "kind": "given",
            "on": None,
            "entry": str(row.kind),
            "indicator": indicators[row.indicator].code,
            "aggregation": indicators[row.indicator].aggregation,
            "value": f"{row.value.normalize():f}",
            "benefits": row.benefits,
            "en": indicators[row.indicator].title_en,
            "ar": indicators[row.indicator].title_ar,
            "unit": {"en": indicators[row.indicator].unit_en, "ar": indicators[row.indicator].unit_ar},
        }
        for row in rolled
    ]
