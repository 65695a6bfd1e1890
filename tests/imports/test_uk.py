"""The four British publishers' files, whole, with the maps that stand in the docs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Min
from django.urls import reverse
from openpyxl import Workbook

from portfolio.projects.enums import Move
from portfolio.projects.models import Milestone, Project, ProjectState, SourceNote, StageTransition
from portfolio.projects.rules import missing_parts
from records.models import AuditEvent
from tests.imports.tables import SHARED

MAPS = Path(__file__).resolve().parents[2] / "docs" / "import-maps" / "uk"
SOURCE = "uk-government-portfolios"
FILES = {
    "projects": SHARED / "uk_portfolio_projects.csv",
    "transitions": SHARED / "uk_portfolio_stage_transitions.csv",
    "milestones": SHARED / "uk_portfolio_phase_events.csv",
}
ABSENT = [str(path) for path in FILES.values() if not path.exists()]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(ABSENT), reason=f"the shared data is not here: {', '.join(ABSENT)}"),
]


def said(*args: Any) -> str:
    out = io.StringIO()
    call_command("import_table", *[str(arg) for arg in args], stdout=out)
    return out.getvalue()


def bring_in_all(folder: Path, *more: str) -> dict[str, str]:
    told = {"agencies": said("agencies", MAPS / "agencies.csv", "--rejects", folder / "agencies.csv", *more)}
    for what, path in FILES.items():
        told[what] = said(what, path, "--map", MAPS / f"{what}.toml", "--rejects", folder / f"{what}.csv", *more)
    return told


def rows_of(what: str) -> list[dict[str, str]]:
    with FILES[what].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def brought_in(hamad: Any, tmp_path: Path) -> dict[str, str]:
    told = bring_in_all(tmp_path)
    assert not list(tmp_path.iterdir()), "something was refused"
    return told


def test_every_project_is_here_with_its_publisher_and_words(brought_in: dict[str, str]) -> None:
    assert "134 new · 0 here already · 0 refused" in brought_in["projects"]
    projects = {project.source_key: project for project in Project.objects.select_related("lead_agency")}
    assert len(projects) == 134
    publishers = {"DWP": "UK-DWP", "DEFRA": "UK-DEFRA", "LR": "UK-LR", "HO": "UK-HO"}
    for row in rows_of("projects"):
        project = projects[row["project_code"]]
        assert project.title_en == row["name"].strip()
        assert project.summary_en == row["description"].strip()
        assert project.lead_agency.code == publishers[row["org"]]


def test_the_moves_are_what_the_source_says_of_them(brought_in: dict[str, str]) -> None:
    found = Counter(StageTransition.objects.values_list("move", flat=True))

    assert found == {
        Move.REGISTERED: 91,
        Move.FORWARD: 35,
        Move.RETURNED: 12,
        Move.RELABELLED: 6,
        Move.SKIPPED: 4,
        # What the list of projects itself says, on the day that it was last changed.
        Move.OBSERVED: 134,
    }
    assert not StageTransition.objects.filter(is_observation=False).exists()
    first = StageTransition.objects.get(source_key__startswith="DWP-bereavement-allowance|2017-04-05|phase_change")
    assert str(first.happened_on) == "2017-04-05"
    assert first.recorded_at.date().isoformat() > "2026"


def test_a_removal_is_a_note_and_no_stage(brought_in: dict[str, str]) -> None:
    removed = [row for row in rows_of("transitions") if row["event"] == "removed"]

    assert SourceNote.objects.count() == len(removed) == 61
    gone = Project.objects.get(source_key="DEFRA-appointment booking")
    assert [note.fact for note in gone.source_notes.all()] == ["removed"]
    assert gone.stage.code == "prototype"


def test_the_removal_is_told_on_the_projects_history(brought_in: dict[str, str], noora: Any, client_of: Any) -> None:
    gone = Project.objects.get(source_key="DEFRA-appointment booking")
    address = reverse("projects:history", args=[gone.pk])

    page = client_of(noora).get(f"{address}?show=notes").content.decode()

    assert "The source took the project off its own list." in page
    assert "23 May 2016" in page


def test_the_latest_dated_fact_decides_where_the_files_disagree(brought_in: dict[str, str]) -> None:
    """Four projects moved after the day on which their row of the list was last changed."""
    where = dict(
        Project.objects.filter(
            source_key__in=[
                "DWP-bereavement-allowance",
                "DWP-fraud-error-service-work-management",
                "DEFRA-ia-rloi",
                "DEFRA-ia-fmp",
            ]
        ).values_list("source_key", "stage__code")
    )
    assert where == {
        "DWP-bereavement-allowance": "pilot",
        "DWP-fraud-error-service-work-management": "pilot",
        "DEFRA-ia-rloi": "scale",
        "DEFRA-ia-fmp": "pilot",
    }


def test_the_rest_stands_where_its_row_says(brought_in: dict[str, str]) -> None:
    """Written independently: the last dated fact of both files, read here by hand."""
    stages = {"backlog": "idea", "pipeline": "idea", "discovery": "discovery", "discover": "discovery"}
    stages |= {"alpha": "prototype", "beta": "pilot", "public": "pilot", "live": "scale"}
    stages |= {"private beta": "pilot", "public beta": "pilot"}
    facts: dict[str, list[tuple[str, int, str]]] = {}
    for row in rows_of("projects"):
        facts.setdefault(row["project_code"], []).append((row["last_updated"], 0, stages[row["phase"]]))
    for number, row in enumerate(rows_of("transitions"), start=1):
        if row["to_phase"]:
            facts[row["project_code"]].append((row["observed_on"], number, stages[row["to_phase"]]))

    expected = {key: max(told)[2] for key, told in facts.items()}

    assert dict(Project.objects.values_list("source_key", "stage__code")) == expected
    today = ProjectState.objects.filter(to_date=None).values_list("project__source_key", "stage__code")
    assert dict(today) == expected


def test_projects_without_a_created_event_are_still_there(brought_in: dict[str, str]) -> None:
    created = {row["project_code"] for row in rows_of("transitions") if row["event"] == "created"}
    without = Project.objects.exclude(source_key__in=created)

    assert without.count() == 44
    assert all(project.states.filter(to_date=None).count() == 1 for project in without)


def test_as_of_a_past_day_the_portfolio_stands_as_it_stood(brought_in: dict[str, str]) -> None:
    import datetime as dt

    moved = Project.objects.get(source_key="DWP-bereavement-allowance")
    stood = [
        ProjectState.objects.on(dt.date.fromisoformat(day)).get(project=moved).stage.code
        for day in ("2015-12-31", "2016-02-01", "2017-04-04", "2017-04-05")
    ]
    assert stood == ["idea", "discovery", "prototype", "pilot"]
    assert not ProjectState.objects.on(dt.date(2015, 12, 3)).filter(project=moved).exists()


def test_milestones_are_as_exact_as_their_source(brought_in: dict[str, str]) -> None:
    assert Milestone.objects.count() == 398
    dated = Milestone.objects.get(source_key="DWP-access-to-work|beta|3")
    assert (str(dated.actual_on), dated.precision, dated.date_as_written) == ("2016-08-01", "month", "August 2016")
    assert dated.stage is not None and dated.stage.code == "pilot"
    undated = Milestone.objects.filter(baseline_on=None, forecast_on=None, actual_on=None)
    assert undated.count() == 34
    assert undated.filter(date_as_written="Not currently planned").count() == 10


def test_what_the_source_lacks_stays_empty_and_stops_gate_and_publication(brought_in: dict[str, str]) -> None:
    assert not Project.objects.exclude(title_ar="", summary_ar="").exists()
    assert not Project.objects.filter(alignments__isnull=False).exists()
    assert not StageTransition.objects.exclude(reason="").exists()
    project = Project.objects.get(source_key="DWP-access-to-work")
    assert project.source_name == SOURCE
    assert missing_parts(project) == ["title_ar", "summary_ar", "objectives"]
    assert not Project.objects.exclude(visibility="agency").exists()


def counted() -> tuple[int, ...]:
    models = (Project, StageTransition, SourceNote, Milestone, ProjectState, AuditEvent)
    return tuple(model._default_manager.count() for model in models)


def test_run_twice_makes_nothing_twice(brought_in: dict[str, str], tmp_path: Path) -> None:
    before = counted()

    told = bring_in_all(tmp_path)

    assert counted() == before
    assert "0 new · 134 here already" in told["projects"]
    assert "0 new · 209 here already" in told["transitions"]
    assert "0 new · 398 here already" in told["milestones"]


def test_a_dry_run_changes_nothing(brought_in: dict[str, str], hamad: Any, tmp_path: Path) -> None:
    """On a country that has the agencies, so that there is something to judge."""
    before = counted()
    rows = rows_of("projects")
    rows[0]["project_code"] = "DWP-new-one"
    more = tmp_path / "more.csv"
    with more.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    told = said("projects", more, "--map", MAPS / "projects.toml", "--dry-run", "--rejects", tmp_path / "rejects.csv")

    assert "Dry run: nothing was changed." in told
    assert "1 new · 133 here already" in told
    assert counted() == before


def test_one_audit_event_a_batch(brought_in: dict[str, str], hamad: Any) -> None:
    events = AuditEvent.objects.filter(action="projects.record_history").order_by("pk")

    assert [(event.count, event.after["kind"]) for event in events] == [
        (134, "projects"),
        (146, "steps"),
        (54, "notes"),
        (2, "steps"),
        (7, "notes"),
        (200, "milestones"),
        (198, "milestones"),
    ]
    assert {event.actor_id for event in events} == {hamad.pk}
    assert {event.door for event in events} == {"command"}


def test_the_same_from_a_workbook(hamad: Any, tmp_path: Path) -> None:
    said("agencies", MAPS / "agencies.csv")
    book = Workbook(write_only=True)
    page = book.create_sheet("projects")
    rows = rows_of("projects")
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    book.save(tmp_path / "projects.xlsx")

    told = said("projects", tmp_path / "projects.xlsx", "--map", MAPS / "projects.toml")

    assert "134 rows read (xlsx) · 134 new · 0 here already · 0 refused" in told
    again = said("projects", FILES["projects"], "--map", MAPS / "projects.toml")
    assert "0 new · 134 here already" in again


@pytest.mark.parametrize("view", ["list", "board", "roadmap", "balance"])
def test_the_views_show_them_as_they_stood_in_june_2016(
    brought_in: dict[str, str], noora: Any, client_of: Any, view: str
) -> None:
    """Counted here by hand: whatever a dated fact of the files had brought in by that day."""
    day = dt.date(2016, 6, 1)
    first = dict(StageTransition.objects.values_list("project").annotate(first=Min("happened_on")))
    expected = sum(one <= day for one in first.values())
    assert 0 < expected < 134

    browser = client_of(noora)
    page = browser.get(f"{reverse(f'projects:{view}')}?as-of=2016-06-01").content.decode()

    assert f"<h1>{expected} projects in the portfolio" in page
    assert "<h1>134 projects in the portfolio" in browser.get(reverse(f"projects:{view}")).content.decode()
    if view == "roadmap":
        reached = Milestone.objects.filter(actual_on__lte=day, actual_on__gte="2015-06-01").exists()
        planned = Milestone.objects.filter(forecast_on__range=("2015-06-01", "2017-06-01")).exists()
        assert ('class="roadmap-mark' in page) is (reached or planned)
        assert "Jan 2016" in page and "Jan 2017" in page
    if view == "board":
        assert page.count('<li class="board-card">') > 10
