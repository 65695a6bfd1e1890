"""Gate reviews of British services, the whole file, with the maps that stand in the docs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from portfolio.projects.enums import ReviewOutcome
from portfolio.projects.models import GateDecision, GateRequest, GateReview, PanelSeat, Project, SourceNote
from tests.imports.tables import SHARED

MAPS = Path(__file__).resolve().parents[2] / "docs" / "import-maps" / "govuk"
FILE = SHARED / "govuk_services_gate_timeline_sample.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason=f"the shared data is not here: {FILE}"),
]


def said(*args: Any) -> str:
    out = io.StringIO()
    call_command("import_table", *[str(arg) for arg in args], stdout=out)
    return out.getvalue()


def reviews_in(folder: Path) -> str:
    return said("gates", FILE, "--map", MAPS / "gates.toml", "--rejects", folder / "gates.csv")


@pytest.fixture
def brought_in(hamad: Any, tmp_path: Path) -> str:
    said("agencies", MAPS / "agencies.csv", "--rejects", tmp_path / "agencies.csv")
    said("projects", FILE, "--map", MAPS / "projects.toml", "--rejects", tmp_path / "projects.csv")
    return reviews_in(tmp_path)


def test_every_dated_event_is_a_review_or_a_note(brought_in: str, tmp_path: Path) -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        dated = [row for row in csv.DictReader(file) if row["event_date"]]

    assert not (tmp_path / "gates.csv").exists(), "something was refused"
    assert GateReview.objects.count() + SourceNote.objects.count() == len(dated) == 17
    assert Counter(GateReview.objects.values_list("outcome", flat=True)) == {
        ReviewOutcome.PASSED: 15,
        ReviewOutcome.NOT_PASSED: 1,
    }
    assert SourceNote.objects.get().fact == "New service launched"


def test_a_service_that_did_not_pass_is_reviewed_again(brought_in: str) -> None:
    first, second, third = GateReview.objects.filter(project__source_key="access-to-work")

    assert (first.outcome, first.gate.code, first.is_again) == (ReviewOutcome.NOT_PASSED, "G3", False)
    assert (second.outcome, second.gate.code, second.is_again) == (ReviewOutcome.PASSED, "G3", True)
    assert first.held_on == second.held_on
    assert (third.as_written, third.gate) == ("Passed beta assessment", None)


def test_events_out_of_order_keep_their_days_and_their_place(brought_in: str) -> None:
    told = GateReview.objects.filter(project__source_key="apprenticeship-levy").order_by("place_in_source")

    assert [(one.as_written, str(one.held_on)) for one in told] == [
        ("Passed beta assessment", "2016-12-15"),
        ("Passed alpha assessment", "2016-06-15"),
    ]


def test_no_panel_and_no_decision_is_made_up(brought_in: str) -> None:
    assert (GateRequest.objects.count(), GateDecision.objects.count(), PanelSeat.objects.count()) == (0, 0, 0)


def test_a_phase_that_the_source_does_not_know_is_refused(brought_in: str, tmp_path: Path) -> None:
    refused = (tmp_path / "projects.csv").read_text(encoding="utf-8-sig")

    assert "check-mot-history" in refused or "Unknown" in refused
    assert Project.objects.filter(source_name="govuk-services").count() == 14 - 2
    divorce = Project.objects.get(source_key="apply-divorce")
    assert divorce.lead_agency.code == "UK-HMCTS"
    assert [link.agency.code for link in divorce.partnerships.all()] == ["UK-MOJ"]


def test_a_second_run_brings_nothing(brought_in: str, tmp_path: Path) -> None:
    before = GateReview.objects.count()

    told = reviews_in(tmp_path)

    assert "0 new" in told
    assert GateReview.objects.count() == before


def test_the_place_of_gates_marks_them_as_of_record(brought_in: str, noora: Any, client_of: Any) -> None:
    project = Project.objects.get(source_key="access-to-work")

    page = client_of(noora).get(reverse("projects:gates", args=[project.pk])).content.decode()

    assert "The source names no panel, no ratings and no reasons." in page
    assert "Did not pass" in page
    assert "reviewed again" in page
    assert "govuk-services" in page


def test_what_a_row_lacks_is_told(hamad: Any, tmp_path: Path) -> None:
    table = tmp_path / "gates.csv"
    table.write_text("project,gate,outcome,held_on\np-0001,G9,,2999-01-01\n", encoding="utf-8")

    told = said("gates", table, "--rejects", tmp_path / "rejects.csv")

    refused = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert "1 refused" in told
    assert "There is no project" in refused
    assert "still to come" in refused
