"""Four quarters of the British portfolios, drafted, signed, accepted and compared."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import Agency
from portfolio.projects.enums import Move
from portfolio.projects.models import StageTransition
from portfolio.reports.contents import frozen_of, material_of, needs_in
from portfolio.reports.country import Country, steps_between
from portfolio.reports.models import ReportingQuarter
from portfolio.reports.verifying import findings
from records.clock import Quarter
from tests.factories import accounts, reports
from tests.imports.test_uk import ABSENT, bring_in_all, rows_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(ABSENT), reason=f"the shared data is not here: {', '.join(ABSENT)}"),
]

# The four in which the source saw most moves.
QUARTERS = [Quarter(2015, 4), Quarter(2016, 1), Quarter(2016, 2), Quarter(2016, 3)]


@pytest.fixture
def told(hamad: Any, noora: Any, tmp_path: Path, settings: Any) -> list[ReportingQuarter]:
    settings.REPORT_KEYS = str(tmp_path / "keys")
    (tmp_path / "refused").mkdir()
    bring_in_all(tmp_path / "refused")
    agencies = list(Agency.objects.filter(led_projects__isnull=False).distinct().order_by("code"))
    officers = {
        agency.pk: accounts.person(hamad, f"officer-{agency.code.lower()}@gov.example", Role.INNOVATION_OFFICER, agency)
        for agency in agencies
    }
    leads = {
        agency.pk: accounts.person(hamad, f"lead-{agency.code.lower()}@gov.example", Role.AGENCY_LEAD, agency)
        for agency in agencies
    }
    opened = []
    for of in QUARTERS:
        quarter = reports.quarter(noora, *agencies, of=of)
        for agency in agencies:
            officer, held = officers[agency.pk], reports.report(quarter, agency)
            held = reports.draft(officer, held)
            entries = {entry.pk: entry for entry in held.entries.all()}
            for pk, missing in needs_in(held, material_of(held)).items():
                reports.write(officer, held, entries[pk], {need.part: "As its source tells." for need in missing})
            reports.submit(officer, held)
            reports.sign(leads[agency.pk], held)
            reports.accept(noora, held)
        opened.append(quarter)
    return opened


def moves_in(quarter: ReportingQuarter) -> Counter[tuple[str, str]]:
    """Reference and day of every move that the accepted reports of the quarter tell."""
    found: Counter[tuple[str, str]] = Counter()
    for report in quarter.reports.select_related("agency", "quarter"):
        frozen = frozen_of(report)
        assert frozen
        for project in frozen.content["projects"]:
            for line in project["facts"]["lines"]:
                if line["kind"] == "move" and line["move"] not in (Move.REGISTERED, Move.OBSERVED):
                    found[project["reference"], line["on"]] += 1
    return found


def test_each_move_is_told_in_the_quarter_in_which_it_was_seen(told: list[ReportingQuarter]) -> None:
    relabelled = Counter(
        str(Quarter.of(day))
        for day in StageTransition.objects.filter(move=Move.RELABELLED).values_list("happened_on", flat=True)
    )
    by_hand = Counter(
        str(Quarter.of(dt.date.fromisoformat(row["observed_on"])))
        for row in rows_of("transitions")
        if row["event"] == "phase_change"
    )
    for quarter in told:
        found = moves_in(quarter)
        assert found.total() == by_hand[quarter.code] - relabelled[quarter.code], quarter.code
        assert all(quarter.first_day.isoformat() <= day <= quarter.last_day.isoformat() for _project, day in found)
    assert sum(moves_in(quarter).total() for quarter in told) > 0, "there is something to tell"


def test_the_quarters_are_compared(told: list[ReportingQuarter]) -> None:
    first, last = Country(told[0]), Country(told[-1])
    assert len(last.included) == last.owed
    assert last.projects >= first.projects > 0
    steps = steps_between(last.stages, first.stages)
    assert sum(steps.values()) == last.projects - first.projects
    assert last.ratings["not_rated"] == last.projects, "the source rates nothing, and nothing is made of that"


def test_the_chain_of_four_quarters_holds(told: list[ReportingQuarter]) -> None:
    assert findings() == []
    content = json.loads(told[0].reports.first().snapshots.first().content)  # type: ignore[union-attr]
    assert content["quarter"]["code"] == told[0].code
