"""What is measured against answers the same as the product, and a mutant is a program that says the opposite."""

from __future__ import annotations

import ast
import csv
import importlib.util
import io
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from accounts.models import Agency, Person
from measuring.bare.views import (
    as_csv,
    asked_of_board,
    asked_of_list,
    asked_of_matrix,
    asked_of_progress,
    asked_of_report,
    asked_of_reported,
    asked_of_table,
    asked_of_training,
    parameters_of,
)
from measuring.query_log import QueryLogMiddleware
from measuring.subjects import halves
from measuring.visits import form_on
from portfolio.benefits.country import Benefits
from portfolio.benefits.enums import Entry
from portfolio.benefits.rollups import NOBODY
from portfolio.projects.exports import open_list
from portfolio.projects.matrix import matrix_of
from portfolio.projects.models import ProjectState, RatingScale, Stage
from portfolio.reports.contents import frozen_of
from portfolio.reports.models import AgencyReport, ReportingQuarter
from portfolio.reports.queries import Progress
from portfolio.reports.standing import standing_of_quarter
from records.clock import today
from records.exports.writing import csv_of
from records.search_words import sought_words
from training.abilities import abilities_seen_by
from training.matrix import Matrix


def answers(asked: list[tuple[str, dict[str, Any]]]) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for sql, given in asked:
            cursor.execute(sql, given)
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def country(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the bare statements are written for PostgreSQL")
    call_command("seed_scale", agencies=6, projects=300, updates=3_000, seed=2, stdout=StringIO())


@pytest.mark.parametrize("narrowing", [{}, {"stage"}, {"lead", "stage"}, {"words"}])
def test_the_bare_list_is_the_officers_list(country: None, narrowing: set[str]) -> None:
    officer, agency = Person.objects.get(email="officer1.s002@scale.example"), Agency.objects.get(code="S002")
    stage, word = Stage.objects.get(code="pilot"), "التصاريح"
    given: dict[str, Any] = {"agency": agency.pk}
    states = ProjectState.objects.on(None).visible_to(officer)
    if "stage" in narrowing:
        given["stage"], states = stage.pk, states.filter(stage=stage)
    if "lead" in narrowing:
        given["lead"], states = agency.pk, states.filter(lead_agency=agency)
    if "words" in narrowing:
        given["words"] = " & ".join(f"'{part}':*" for part in sought_words(word))
        states = states.filter(words__have=word)
    rows, total = answers(asked_of_list(parameters_of(given)))
    expected = states.order_by("-stage_since", "-project_id").values_list("project_id", flat=True)
    assert [row[0] for row in rows] == list(expected[:25]) != []
    assert total == [(states.count(),)]


def test_the_bare_board_is_the_officers_board(country: None) -> None:
    officer, agency = Person.objects.get(email="officer1.s002@scale.example"), Agency.objects.get(code="S002")
    states = ProjectState.objects.on(None).visible_to(officer)
    counts, cards = answers(asked_of_board(parameters_of({"agency": agency.pk})))
    of_stages = set(states.values_list("stage", flat=True))
    assert dict(counts) == {stage: states.filter(stage=stage).count() for stage in of_stages}
    assert len(cards) == sum(min(12, count) for _, count in counts)


def test_the_bare_progress_is_the_leaders_progress(country: None) -> None:
    leader = Person.objects.get(email="leader1@scale.example")
    shown = Progress(leader)
    cells, moved, still, held, _latest, _agenda, given, *_more = answers(asked_of_progress(parameters_of({})))
    told = [(one.indicator, one.rows[Entry.VERIFIED].value) for one in Benefits(leader).first("country", NOBODY, 6)]
    assert given and given == [
        (indicator.title_ar, indicator.unit_ar, pytest.approx(value, abs=Decimal(1).scaleb(-indicator.decimals)))
        for indicator, value in told
    ]
    assert sorted(cells) == sorted((c.agency, c.stage, c.confidence, c.projects, c.still) for c in shown.cells)
    assert {agency: forward for agency, forward, _ in moved if forward} == shown.moved_by_agency["forward"]
    waiting = shown.moved_and_still
    assert [(row[0], row[4] or "", row[5] or "") for row in still] == [
        (one.number, one.note, one.gate) for one in waiting.still_projects
    ]
    assert [(row[0], row[4], row[5]) for row in held] == [
        (one.number, one.look_again_on, one.hold_reason) for one in waiting.held_projects
    ]
    assert still and held
    call_command("seed_training", courses=4, enrolments=300, stdout=StringIO())
    _cells, *_more, able, required, _names = answers(asked_of_progress(parameters_of({})))
    abilities = abilities_seen_by(leader, today())
    assert abilities and able
    skills = [(one.code, one.people) for one in abilities.competencies]
    assert [(code, count) for code, _title, count in able] == [*skills, (None, abilities.people)]
    assert required == [(abilities.required, abilities.fulfilled)] != [(0, 0)]


@pytest.mark.parametrize("narrowing", ["", "&agency=S002"])
def test_the_bare_table_holds_the_cells_of_the_leaders_table(country: None, narrowing: str) -> None:
    leader = Person.objects.get(email="leader1@scale.example")
    given: dict[str, Any] = {"halves": halves()}
    if narrowing:
        given["lead"] = Agency.objects.get(code="S002").pk
    (rows,) = answers(asked_of_table(parameters_of(given)))
    with translation.override("ar"):
        table = open_list(leader, f"sort=since{narrowing}")
        _head, *shown = csv.reader(io.StringIO(b"".join(csv_of(table)).decode()))
    assert as_csv(rows).decode() == as_csv(shown).decode()
    assert len({row[10] for row in shown}) > 2 and len({row[11] for row in shown}) == 3


def test_the_bare_matrix_is_the_leaders_matrix(country: None) -> None:
    across, up = RatingScale.objects.order_by("pk")[:2]
    (rows,) = answers(asked_of_matrix(parameters_of({"across": across.pk, "up": up.pk})))
    found = matrix_of(ProjectState.objects.on(None), across, up, None)
    rated = {(x, y): (count, budget) for x, y, count, budget in rows if x is not None and y is not None}
    assert {place: (cell.count, cell.budget) for place, cell in found.cells.items()} == rated
    assert rated and found.total == sum(row[2] for row in rows)


def test_the_bare_reports_are_those_that_the_leader_sees(country: None) -> None:
    newest = ReportingQuarter.objects.latest("first_day")
    (rows,) = answers(asked_of_reported(parameters_of({"reporting": newest.pk})))
    shown = standing_of_quarter(newest, Person.objects.get(email="leader1@scale.example")).rows
    assert [(row[0], row[2]) for row in rows] == [(report.agency.code, marks[0]) for report, marks in shown] != []


def test_the_bare_roll_up_tells_of_the_projects_that_were_signed(country: None) -> None:
    report = AgencyReport.objects.select_related("quarter", "agency").latest("quarter__first_day", "agency__code")
    given = {"reporting": report.quarter_id, "lead": report.agency_id}
    rows, ratings, way = answers(asked_of_report(parameters_of(given)))
    frozen = frozen_of(report)
    assert frozen
    signed = frozen.content["projects"]
    assert [(row[0], row[1]) for row in rows] == [(one["project"], one["ar"]) for one in signed] != []
    assert [len(row[5] or []) for row in rows] == [len(one["facts"]["lines"]) for one in signed]
    assert len(way) == report.steps.count() and ratings


def test_the_bare_training_matrix_is_the_leaders(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the bare statements are written for PostgreSQL")
    call_command("seed_scale", agencies=3, projects=2, updates=4, seed=4, stdout=StringIO())
    call_command("seed_training", courses=4, enrolments=300, stdout=StringIO())
    found = Matrix(Person.objects.get(email="leader1@scale.example"), today())
    cells, months, *_names = answers(asked_of_training(parameters_of({})))
    told = {(agency, of): tuple(count or 0 for count in counts) for agency, of, *counts in cells}
    assert told == {
        key: (one.nominated, one.attended, one.completed, one.valid, one.expiring, one.required, one.fulfilled)
        for key, one in found.cells.items()
        if key in told
    }
    obliged = [key for key, one in found.cells.items() if one.required]
    assert set(obliged) <= told.keys() and len(obliged) > 6
    assert dict(months) == {month: count for month, count in found.by_month() if count}
    assert len(told) >= 12


def test_queries_are_told_to_who_asks_and_to_nobody_else(maryam: Any, rf: Any) -> None:
    def page(request: Any) -> Any:
        from django.http import HttpResponse

        return HttpResponse(str(Person.objects.count()))

    told = QueryLogMiddleware(page)(rf.get("/", headers={"X-Bench-Queries": "1"}))
    assert len(json.loads(told.headers["X-Bench-Queries"])) == 1
    assert "X-Bench-Queries" not in QueryLogMiddleware(page)(rf.get("/")).headers


def test_a_form_is_sent_with_a_new_key_each_time() -> None:
    page = (
        b'<form action="/x"><input name="q"></form><form method="post" action="/update/">'
        b'<input type="hidden" name="token" value="abc">'
        b'<input type="hidden" name="key" value="5b0e0d5e-2f10-4a1e-9f2e-0a4d5b6c7d8e">'
        b'<textarea name="what"></textarea></form>'
    )
    form = form_on(page, "/here/", lambda markup: "textarea" in markup)
    first, second = form.filled(what="x"), form.filled(what="x")
    assert form.action == "/update/" and first["token"] == "abc" and first["what"] == "x"
    assert first["key"] != second["key"]


def test_each_mutant_turns_one_thing() -> None:
    path = Path(settings.ROOT) / "scripts" / "mutants.py"
    spec = importlib.util.spec_from_file_location("mutants_of_rules", path)
    mutants = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = mutants
    spec.loader.exec_module(mutants)
    source = "def may(a, b):\n    if not a and b == 2:\n        return True\n    return a in b\n\nrule = is_a | is_b\n"
    turned = {mutant.what for mutant in mutants.mutants_of("x.py", source)}
    assert turned == {
        "not a and b == 2  ->  not a or b == 2",
        "not a  ->  a",
        "b == 2  ->  b != 2",
        "return True  ->  return False",
        "a in b  ->  a not in b",
        "is_a | is_b  ->  is_a & is_b",
    }
    plain = ast.unparse(ast.parse(source))
    assert all(mutant.source != plain for mutant in mutants.mutants_of("x.py", source))
