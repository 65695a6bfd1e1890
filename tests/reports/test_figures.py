"""Every figure equals SQL written by hand, and the exact total of the list that it opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.reports.queries import Figure, Progress
from tests.factories import projects
from tests.reports.by_hand import Count, eyes_of
from tests.reports.conftest import NOW

pytestmark = pytest.mark.django_db

READERS = ("sheikha", "noora", "maryam", "khalid", "fatima", "ali", "visitor")
# Today; the last and the first day of a quarter, a day with moves, the first day, and the day before it.
DAYS = (None, dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2026, 5, 2), dt.date(2026, 1, 6), dt.date(2026, 1, 5))


@pytest.fixture
def reader(country: Any, request: pytest.FixtureRequest) -> Callable[[str], Any]:
    return lambda name: None if name == "visitor" else request.getfixturevalue(name)


def counted(person: Any, day: dt.date | None) -> tuple[Progress, Count]:
    at = day or NOW
    first_of_quarter = at.replace(month=3 * ((at.month - 1) // 3) + 1, day=1)
    return Progress(person, day), Count(eyes_of(person), at, first_of_quarter)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: str(day or "today"))
@pytest.mark.parametrize("name", READERS)
def test_every_figure_equals_sql_written_by_hand(reader: Any, name: str, day: dt.date | None) -> None:
    shown, by_hand = counted(reader(name), day)

    assert shown.headline.projects == by_hand.of()
    assert shown.headline.moved == by_hand.forward()
    assert shown.headline.still == by_hand.still()
    assert shown.moved_and_still.back.count == by_hand.back()
    for stage in [*shown.funnel, *shown.off_path]:
        assert stage.count == by_hand.in_stage(stage.stage.code), stage.stage.code
    for confidence in shown.confidence_counts:
        assert confidence.count == by_hand.rated(confidence.confidence.value), confidence.confidence
    for row in shown.agencies_side_by_side:
        code = row.agency.code
        assert row.projects.count == by_hand.led_by(code)
        assert row.moved.count == by_hand.forward(code)
        assert row.still.count == by_hand.still(code)
        for stage in row.stages:
            assert stage.count == by_hand.in_stage(stage.stage.code, code), (code, stage.stage.code)
        for confidence in row.confidences:
            assert confidence.count == by_hand.rated(confidence.confidence.value, code), (code, confidence.confidence)
    for objective in shown.agenda_coverage.objectives:
        assert objective.count == by_hand.aligned(objective.objective.code), objective.objective.code


def test_the_story_holds_what_the_figures_tell_apart(reader: Any) -> None:
    """Else equal figures would prove nothing: all zero, or the same for everybody."""
    figures = {name: {f.code: f.count for f in Progress(reader(name)).figures} for name in READERS}

    assert figures["sheikha"] == {"projects": 8, "forward": 2, "still": 2, "on_hold": 1, "off_track": 2}
    assert figures["maryam"] == {"projects": 7, "forward": 2, "still": 2, "on_hold": 1, "off_track": 1}
    assert figures["khalid"] == {"projects": 7, "forward": 2, "still": 1, "on_hold": 1, "off_track": 2}
    assert figures["ali"] == {"projects": 5, "forward": 2, "still": 0, "on_hold": 1}
    assert figures["visitor"] == {"projects": 3, "forward": 1, "still": 0, "on_hold": 0}
    assert Progress(reader("sheikha"), dt.date(2026, 3, 31)).headline.moved == 2
    assert Progress(reader("sheikha"), dt.date(2026, 4, 1)).headline.moved == 1


def every_figure(shown: Progress) -> Iterator[tuple[str, int, str]]:
    moves = shown.moved_and_still
    plain: list[Figure] = [*shown.figures, moves.forward, moves.back, moves.still, moves.on_hold]
    yield from ((figure.code, figure.count, figure.query) for figure in plain)
    for stage in [*shown.funnel, *shown.off_path]:
        yield stage.stage.code, stage.count, stage.query
    for confidence in shown.confidence_counts:
        yield confidence.confidence.value, confidence.count, confidence.query
    for row in shown.agencies_side_by_side:
        for figure in (row.projects, row.moved, row.still):
            yield f"{row.agency.code} {figure.code}", figure.count, figure.query
        for entry in row.stages:
            yield f"{row.agency.code} {entry.stage.code}", entry.count, entry.query
        for rated in row.confidences:
            yield f"{row.agency.code} {rated.confidence}", rated.count, rated.query
    for objective in shown.agenda_coverage.objectives:
        yield objective.objective.code, objective.count, objective.query


@pytest.mark.parametrize("day", [None, dt.date(2026, 4, 1)], ids=lambda day: str(day or "today"))
@pytest.mark.parametrize("name", ["sheikha", "maryam", "visitor"])
def test_every_figure_equals_the_total_of_the_list_that_it_opens(
    reader: Any, client_of: Any, name: str, day: dt.date | None
) -> None:
    browser = client_of(reader(name))
    figures = list(every_figure(Progress(reader(name), day)))

    assert len(figures) > 30
    for label, count, query in figures:
        opened = browser.get(f"/en/portfolio/projects/?{query}")
        assert opened.context["total"] == count, (label, query)
        assert not opened.context["problems"], (label, query)


def test_within_one_agency_the_figures_and_their_lists_are_its_own(reader: Any, moph: Any, client_of: Any) -> None:
    sheikha = reader("sheikha")
    shown = Progress(sheikha, None, moph)

    assert shown.headline.projects == 4
    assert [row.agency.code for row in shown.agencies_side_by_side] == ["MOPH"]
    assert {o.objective.code: o.count for o in shown.agenda_coverage.objectives} == {"care": 3, "time": 0, "trust": 0}
    browser = client_of(sheikha)
    for label, count, query in every_figure(shown):
        assert browser.get(f"/en/portfolio/projects/?{query}").context["total"] == count, (label, query)


def test_a_project_that_one_may_not_see_is_in_no_figure(reader: Any) -> None:
    """Khalid's figures with and without another agency's own project are the same; its agency's officer's are not."""
    from portfolio.projects.models import Project, ProjectState

    before = {name: list(every_figure(Progress(reader(name)))) for name in ("khalid", "visitor", "maryam")}
    canary = Project.objects.get(title_en="Canary ward")
    ProjectState.objects.filter(project=canary).delete()
    canary.alignments.all().delete()
    after = {name: list(every_figure(Progress(reader(name)))) for name in before}

    assert after["khalid"] == before["khalid"]
    assert after["visitor"] == before["visitor"]
    assert after["maryam"] != before["maryam"]


def test_no_word_of_a_hidden_project_is_told(reader: Any) -> None:
    def told(person: Any) -> str:
        shown = Progress(person)
        named = shown.moved_and_still
        return repr([*named.moved_projects, *named.still_projects, *named.held_projects])

    assert "Canary" not in told(None)
    assert "Canary ward" not in told(reader("khalid"))
    assert "Canary patrol" not in told(reader("maryam"))
    assert "Canary ward" in told(reader("maryam"))
    assert "Canary patrol" in told(reader("khalid"))


def test_why_is_told_to_those_alone_who_see_the_whole(reader: Any) -> None:
    def held(person: Any) -> Any:
        return Progress(person).moved_and_still.held_projects[0]

    assert held(reader("maryam")).hold_reason == "Waits for the health data agreement"
    assert held(reader("maryam")).look_again_on == dt.date(2026, 5, 1)
    assert held(reader("khalid")).title_en == "Clinic messages"
    assert (held(reader("khalid")).hold_reason, held(reader("khalid")).look_again_on) == ("", None)


def test_confidence_is_counted_where_it_may_be_seen(reader: Any) -> None:
    """Government projects of another agency show their stage and no confidence; a visitor sees none at all."""
    khalid = {row.agency.code: row.confidences for row in Progress(reader("khalid")).agencies_side_by_side}

    assert khalid["MOPH"] == []
    assert sum(entry.count for entry in khalid["MOI"]) == 4
    assert Progress(None).confidence_counts == []
    assert Progress(reader("ali")).confidence_counts == []
    assert sum(entry.count for entry in Progress(reader("sheikha")).confidence_counts) == 8


def test_what_stands_still_is_told_with_its_reason_and_its_gate(
    reader: Any, country: Any, on: Any, khalid: Any, moi: Any
) -> None:
    licence = country["Licence renewal"]
    on(dt.date(2026, 8, 20))
    projects.gate_request(khalid, licence, case="Tried in two centres")
    on(dt.date(2026, 8, 25))

    named = Progress(reader("khalid"), None, moi).moved_and_still.still_projects

    assert [project.title_en for project in named] == ["Shared desk", "Licence renewal"]
    assert (named[0].days, named[0].note, named[0].gate) == (196, "Nobody owns the desk", "")
    assert (named[1].note, named[1].gate) == ("Waits for a data-sharing agreement", "G2")
    assert named[1].gate_asked_on == dt.date(2026, 8, 20)
    past = Progress(reader("khalid"), dt.date(2026, 8, 19), moi).moved_and_still.still_projects
    assert [project.gate for project in past] == ["", ""]


@pytest.mark.parametrize("moment", ["2026-03-31T20:59:59Z", "2026-03-31T21:00:00Z"])
def test_the_quarter_turns_at_midnight_in_qatar(reader: Any, clock: Any, moment: str) -> None:
    clock.move_to(dt.datetime.fromisoformat(moment))

    news = Progress(reader("sheikha")).headline

    assert str(news.quarter) == ("2026-q1" if moment.endswith("59Z") else "2026-q2")
    assert news.day == (dt.date(2026, 3, 31) if moment.endswith("59Z") else dt.date(2026, 4, 1))


def test_a_country_without_projects_is_told_without_a_fault(hamad: Any, sheikha: Any) -> None:
    shown = Progress(sheikha)

    assert [figure.count for figure in shown.figures] == [0, 0, 0, 0]
    assert shown.confidence_counts == []
    assert shown.agencies_side_by_side == []
    assert shown.moved_and_still.still_projects == []
    assert shown.agenda_coverage.objectives == []


def test_the_parts_read_alone_say_the_same(reader: Any) -> None:
    sheikha, day = reader("sheikha"), dt.date(2026, 5, 2)
    whole = Progress(sheikha, day)

    parts = ("headline", "figures", "funnel", "confidence_counts", "agencies_side_by_side", "moved_and_still")
    for part in (*parts, "agenda_coverage"):
        assert getattr(Progress(sheikha, day), part) == getattr(whole, part), part


def test_a_stage_that_another_process_opened_is_counted_at_once(reader: Any, country: Any) -> None:
    """Written past the signals, as another process's rows come: what is remembered here does not know it."""
    from portfolio.projects.models import PathwayVersion, ProjectState, Stage

    sheikha = reader("sheikha")
    assert Progress(sheikha).funnel
    version = PathwayVersion.objects.get(pathway__code="standard")
    later = PathwayVersion.objects.create(pathway=version.pathway, number=2, opened_on=NOW)
    Stage.objects.bulk_create(
        [Stage(version=later, code="idea", order=1, title_en="Spark", title_ar="شرارة", usual_days=5)]
    )
    stage = Stage.objects.get(version=later)
    ProjectState.objects.filter(project=country["Shared desk"], to_date=None).update(stage=stage)

    shown = Progress(sheikha)

    assert shown.funnel[0].stage.title_en == "Spark"
    assert [entry.count for entry in shown.funnel[:3]] == [3, 2, 1]
    assert shown.headline.still == 2


def test_it_is_read_in_seven_queries(reader: Any) -> None:
    sheikha = reader("sheikha")
    every = list(every_figure(Progress(sheikha)))
    shown = Progress(sheikha)

    with CaptureQueriesContext(connection) as asked:
        list(every_figure(shown))

    assert every
    assert len(asked) == 7, [query["sql"] for query in asked]
