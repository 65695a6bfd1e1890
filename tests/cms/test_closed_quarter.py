"""A progress page that is set to a closed quarter: what accepted reports say of what its reader may see, no more."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.enums import Role
from cms.pages import ProgressPage
from portfolio.projects.actions import states
from portfolio.projects.models import Project, ProjectState
from portfolio.reports.closed import ClosedProgress
from portfolio.reports.enums import Part
from portfolio.reports.models import FrozenEntry
from records import append_only
from tests.factories import accounts, projects, reports

pytestmark = pytest.mark.django_db

DOHA = ZoneInfo("Asia/Qatar")
EVERY_BLOCK = [
    {
        "type": "figures",
        "value": {"heading": "", "figures": ["projects", "agencies", "moved_forward", "standing_still", "in_use"]},
    },
    {"type": "funnel", "value": {"heading": ""}},
    {"type": "confidence", "value": {"heading": ""}},
    {"type": "agencies", "value": {"heading": "", "most": 10}},
    {"type": "agenda_coverage", "value": {"heading": ""}},
]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(dt.datetime(2026, 1, 5, 12, tzinfo=DOHA), tick=False) as traveller:
        yield traveller


@pytest.fixture
def on(clock: Any) -> Any:
    return lambda year, month, day: clock.move_to(dt.datetime(year, month, day, 12, tzinfo=DOHA))


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.REPORT_KEYS = str(tmp_path / "keys")


@pytest.fixture
def told(hamad: Any, noora: Any, maryam: Any, khalid: Any, fatima: Any, moph: Any, moi: Any, on: Any) -> dict[str, Any]:
    """Of two agencies, projects of each visibility, all told by accepted reports of the first quarter."""
    nasser = accounts.person(hamad, "nasser@moi.example", Role.AGENCY_LEAD, moi)
    made = {}
    for name, by, agency, visibility in (
        ("door", maryam, moph, "public"),
        ("desk", khalid, moi, "public"),
        ("opened later", khalid, moi, "government"),
        ("hidden later", maryam, moph, "public"),
        ("of government", khalid, moi, "government"),
        ("canary", khalid, moi, "agency"),
    ):
        made[name] = projects.project(by, agency, title_en=f"The {name}", complete=True, visibility=visibility)
    on(2026, 2, 10)
    for name in ("door", "canary", "of government"):
        projects.move(noora, made[name], "discovery")
        made[name].refresh_from_db()
    projects.update(khalid, made["canary"], confidence="red", confidence_note="Canary.")
    on(2026, 4, 9)
    made["quarter"] = reports.quarter(noora, moph, moi)
    for agency, officer, lead in ((moph, maryam, fatima), (moi, khalid, nasser)):
        held = reports.draft(officer, reports.report(made["quarter"], agency))
        said = {Part.RECOVERY: "Canary.", Part.RATING_REASON: "Canary.", Part.REACHED: "97"}
        for entry in held.entries.all():
            reports.write(officer, held, entry, said)
        reports.submit(officer, held)
        reports.sign(lead, held)
        reports.accept(noora, held)
    on(2026, 5, 2)
    see(made["opened later"], "public")
    see(made["hidden later"], "agency")
    return made


def see(project: Project, visibility: str) -> None:
    Project.objects.filter(pk=project.pk).update(visibility=visibility)
    states.draw_today(Project.objects.get(pk=project.pk))


@pytest.fixture
def set_page(site: Any, told: dict[str, Any]) -> ProgressPage:
    found = ProgressPage.objects.get(locale__language_code="en")
    found.body = json.dumps(EVERY_BLOCK)
    found.closed_quarter = told["quarter"]
    found.save_revision().publish()
    return found


def test_a_visitor_reads_of_what_was_public_then_and_still_is(told: dict[str, Any]) -> None:
    with translation.override("en"):
        found = ClosedProgress(None, told["quarter"])
        assert {entry.project_id for entry in found.entries} == {told["door"].pk, told["desk"].pk}
        assert found.sentence == (
            "First quarter 2026: the accepted reports tell of 2 projects; 1 of them moved forward."
        )
    assert found.confidence_counts == []


def test_who_sees_more_counts_more(told: dict[str, Any], sheikha: Any, khalid: Any, ali: Any) -> None:
    counted = {
        person.email.split("@")[0]: ClosedProgress(person, told["quarter"]).projects_count
        for person in (sheikha, khalid, ali)
    }
    assert counted == {"sheikha": 6, "khalid": 5, "ali": 4}


def test_it_says_what_was_accepted_and_not_what_is_recorded_since(told: dict[str, Any], noora: Any, on: Any) -> None:
    before = counts(ClosedProgress(None, told["quarter"]))
    on(2026, 5, 20)
    projects.move(noora, Project.objects.get(pk=told["desk"].pk), "prototype")
    ProjectState.objects.filter(project=told["door"]).update(stage=projects.stage("scale"))
    assert counts(ClosedProgress(None, told["quarter"])) == before


def counts(found: ClosedProgress) -> list[Any]:
    return [
        [(entry.stage.code, entry.count) for entry in found.funnel],
        [(row.agency.code, row.projects.count, row.moved.count) for row in found.agencies_side_by_side],
        [(figure.code, figure.count) for figure in found.figures],
    ]


def test_no_subtraction_gives_away_the_rest(set_page: ProgressPage, told: dict[str, Any], client_of: Any) -> None:
    """The page with the hidden projects and without them is the same to the last letter, so that nothing on it
    depends on them; and its totals are the sums of its rows."""
    shown = read(client_of)
    assert "the accepted reports tell of 2 projects" in shown
    for secret in ("canary", "Canary", "of government", "opened later", "hidden later", "97"):
        assert secret not in shown
    found = ClosedProgress(None, told["quarter"])
    rows = found.agencies_side_by_side
    assert found.projects_count == sum(row.projects.count for row in rows) == sum(entry.count for entry in found.funnel)
    assert found.headline.moved == sum(row.moved.count for row in rows)

    hidden = [told[name].pk for name in ("opened later", "hidden later", "of government", "canary")]
    append_only.remove()
    try:
        FrozenEntry._base_manager.filter(project__in=hidden)._raw_delete("default")
    finally:
        append_only.install()

    assert read(client_of) == shown
    # The control: a project that is shown does change it.
    append_only.remove()
    try:
        FrozenEntry._base_manager.filter(project=told["desk"].pk)._raw_delete("default")
    finally:
        append_only.install()
    assert read(client_of) != shown


def read(client_of: Any) -> str:
    answer = client_of(None).get("/en/progress/")
    assert answer.status_code == 200
    # What is new with each answer, whatever it shows.
    return re.sub(r'nonce="[^"]+"|value="[^"]{20,}"', "", answer.content.decode())


def test_what_stood_still_is_told_of_the_quarters_end(
    told: dict[str, Any], noora: Any, sheikha: Any, client_of: Any, on: Any
) -> None:
    """By the snapshots: what moved since had stood still all the same, and what was moved in the quarter had not."""
    on(2026, 5, 20)
    projects.move(noora, Project.objects.get(pk=told["desk"].pk), "discovery")
    everybody, visitor = ClosedProgress(sheikha, told["quarter"]), ClosedProgress(None, told["quarter"])
    assert {one.title_en for one in everybody.longest_still} == {"The desk", "The opened later", "The hidden later"}
    assert {one.days for one in everybody.longest_still} == {(dt.date(2026, 3, 31) - dt.date(2026, 1, 5)).days}
    assert everybody.still_count == 3
    assert [one.title_en for one in visitor.longest_still] == ["The desk"]
    assert visitor.still_count == sum(row.still.count for row in visitor.agencies_side_by_side) == 1
    page = client_of(sheikha).get(f"{reverse('reports:progress')}?quarter={told['quarter'].code}").content.decode()
    assert 'href="#still"' in page and "The desk" in page and "The door" not in page


def test_a_title_that_was_taken_back_is_not_told_again(
    set_page: ProgressPage, told: dict[str, Any], maryam: Any, client_of: Any
) -> None:
    block = {"type": "chosen_projects", "value": {"heading": "", "projects": [told["door"].pk]}}
    set_page.body = json.dumps([block])
    Project.objects.filter(pk=told["door"].pk).update(title_en="The new name")
    set_page.save_revision().publish()
    shown = read(client_of)
    assert "The door" not in shown


def test_only_a_quarter_that_is_over_and_counts_can_be_chosen(
    set_page: ProgressPage, noora: Any, moph: Any, on: Any
) -> None:
    set_page.full_clean()
    on(2026, 5, 3)
    running = reports.quarter(noora, moph, of=reports.last_quarter().next)
    set_page.closed_quarter = running
    with pytest.raises(ValidationError, match="that is over"):
        set_page.full_clean()


def test_the_leadership_reads_it_among_the_earlier_days(
    told: dict[str, Any], client_of: Any, sheikha: Any, maryam: Any
) -> None:
    address = f"{reverse('reports:progress')}?quarter={told['quarter'].code}"
    newest = f"{reverse('reports:progress')}?quarter=newest"
    assert newest in client_of(sheikha).get(reverse("reports:progress")).content.decode()
    assert address in client_of(sheikha).get(newest).content.decode()
    shown = client_of(sheikha).get(address)
    assert "the accepted reports tell of 6 projects; 3 of them moved forward" in shown.content.decode()
    assert "tell of 5 projects" in client_of(maryam).get(address).content.decode()
    assert client_of(sheikha).get(f"{reverse('reports:progress')}?quarter=1999-q1").status_code == 404


def test_before_anything_is_accepted_there_is_none(client_of: Any, sheikha: Any) -> None:
    answer = client_of(sheikha).get(f"{reverse('reports:progress')}?quarter=newest", follow=True)
    assert "has been accepted yet" in answer.content.decode()
