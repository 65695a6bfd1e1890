"""The closed quarters of a seeded country are ones that the actions could have made: the chain holds, totals agree."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, Person
from portfolio.reports.actions import quarters, writing
from portfolio.reports.country import Country
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportEntry, ReportingQuarter, ReportPart
from portfolio.reports.seeding import QUARTERS
from portfolio.reports.verifying import findings
from records.clock import Quarter, today


def test_there_are_twelve_closed_quarters_and_their_chain_holds(country: None) -> None:
    agencies = Agency.objects.filter(code__startswith="S0").count()
    assert ReportingQuarter.objects.count() == QUARTERS
    assert AgencyReport.objects.filter(accepted__isnull=False).count() == QUARTERS * agencies
    assert findings() == []


def test_what_is_written_is_what_was_frozen(country: None) -> None:
    report = AgencyReport.objects.order_by("?").first()
    assert report is not None
    frozen = json.loads(report.snapshots.get(kind="agency").content)["projects"]
    assert len(frozen) == report.entries.count() > 0
    kept = {
        (entry.project_id, part.name): part.text
        for entry in ReportEntry.objects.filter(report=report)
        for part in ReportPart.objects.filter(entry=entry)
    }
    assert kept == {(one["project"], name): text for one in frozen for name, text in one["texts"].items()}


def test_the_country_counts_them_and_moves_are_in_their_quarter(country: None) -> None:
    newest = ReportingQuarter.objects.latest("first_day")
    found = Country(newest)
    assert len(found.included) == found.owed == Agency.objects.filter(code__startswith="S0").count()
    moved = FrozenEntry.objects.filter(moved_forward=True)
    assert moved.exists()
    days = moved.filter(
        project__transitions__happened_on__gte=F("quarter__first_day"),
        project__transitions__happened_on__lte=F("quarter__last_day"),
    )
    assert days.values("pk").distinct().count() == moved.count()


def test_the_next_quarter_is_drafted_on_them(country: None) -> None:
    """An officer of a seeded country opens her report and finds the trend of the quarters before."""
    agency = Agency.objects.get(code="S001")
    by: Any = Person.objects.filter(memberships__role="lab_curator").order_by("pk").first()
    running = Quarter.of(today())
    quarter = quarters.open_quarter(by=by, year=running.year, number=running.number, agencies=[agency])
    officer = Person.objects.filter(memberships__agency=agency, memberships__role="innovation_officer").first()
    with CaptureQueriesContext(connection) as queries:
        report = writing.draft(by=officer, report=quarter.reports.select_related("quarter", "agency").get())
    assert len(queries) <= 40
    trends = [len((entry.facts["last"] or {"trend": []})["trend"]) for entry in report.entries.all()]
    assert max(trends) == 4


def test_opening_a_quarter_is_as_many_queries_for_all_agencies_as_for_one(country: None) -> None:
    by: Any = Person.objects.filter(memberships__role="lab_curator").order_by("pk").first()
    agencies = list(Agency.objects.filter(code__startswith="S0"))
    running = Quarter.of(today())
    counted = []
    for chosen in (agencies[:1], agencies):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            opened = quarters.open_quarter(by=by, year=running.year, number=running.number, agencies=chosen)
            assert opened.reports.count() == len(chosen)
            transaction.set_rollback(True)
        counted.append(len(queries))
    assert counted[1] <= counted[0] <= 20
