"""Matrix and balance: each figure is counted in the database, leads to its list, and equals SQL written by hand."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects import matrix
from portfolio.projects.models import Project, ProjectState
from tests.factories import projects

pytestmark = pytest.mark.django_db

FIGURE = re.compile(r'<a href="([^"]+)">(?:<span class="number">)?([\d,]+)')


def page_of(client: Any, view: str, question: str = "") -> str:
    answer = client.get(f"{reverse(f'projects:{view}')}?{question}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def main_part(page: str) -> str:
    """Below the tabs: the view itself."""
    return page.partition("Ways to see it")[2].partition("</main>")[0]


def total(page: str) -> int:
    found = re.search(r"<h1>([\d,]+) project", page)
    assert found
    return int(found[1].replace(",", ""))


def check_figures(client: Any, page: str) -> int:
    """Each number that leads somewhere leads to a list of exactly so many projects."""
    figures = [(html.unescape(href), int(shown.replace(",", ""))) for href, shown in FIGURE.findall(main_part(page))]
    lists = {href: count for href, count in figures if urlsplit(href).path == reverse("projects:list")}
    for href, count in lists.items():
        assert total(client.get(href).content.decode()) == count, href
    return len(lists)


def asked(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture
def country(maryam: Any, khalid: Any, noora: Any, moph: Any, moi: Any) -> dict[str, Project]:
    """Six projects of two agencies since March, rated on the first of April and once more on the first of May."""
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    door, health, idle = (projects.objective(code) for code in ("door", "health", "nobody"))
    assert idle.pk
    made: dict[str, Project] = {}
    for name, person, agency, stage, facet, objective in (
        ("birth", maryam, moph, "pilot", "enhancement", door),
        ("visits", maryam, moph, "prototype", "mission", health),
        ("leaflets", maryam, moph, "idea", "", door),
        ("fines", khalid, moi, "pilot", "enhancement", door),
        ("court", khalid, moi, "idea", "adaptive", door),
        ("unrated", khalid, moi, "idea", "anticipatory", door),
    ):
        with time_machine.travel("2026-03-01 10:00+03:00", tick=False):
            made[name] = projects.project(
                Person.objects.get(pk=person.pk),
                agency,
                title_en=name.title(),
                stage=stage,
                objectives=[objective],
            )
        Project.objects.filter(pk=made[name].pk).update(facet=facet)
        ProjectState.objects.filter(project=made[name]).update(facet=facet)
    april, may = dt.date(2026, 4, 1), dt.date(2026, 5, 1)
    for name, impact, feasibility in (("birth", 5, 4), ("visits", 5, 4), ("leaflets", 1, 5), ("fines", 3, 3)):
        projects.rate(noora, made[name], impact=impact, feasibility=feasibility, rated_on=april)
    projects.rate(noora, made["court"], impact=4, rated_on=april)
    projects.rate(noora, made["visits"], impact=2, rated_on=may)
    return made


@pytest.fixture
def later() -> Any:
    with time_machine.travel("2026-06-01 10:00+03:00", tick=False):
        yield


CELLS_BY_HAND = """
    SELECT a.value, b.value, count(*) FROM projects_project p
    JOIN projects_projectrating a ON a.project_id = p.id JOIN projects_ratingscale sa ON sa.id = a.scale_id
    JOIN projects_projectrating b ON b.project_id = p.id JOIN projects_ratingscale sb ON sb.id = b.scale_id
    WHERE sa.code = 'impact' AND sb.code = 'feasibility' AND a.rated_on <= %s AND b.rated_on <= %s
        AND NOT EXISTS (SELECT 1 FROM projects_projectrating l WHERE l.project_id = p.id AND l.scale_id = a.scale_id
            AND l.rated_on <= %s AND (l.rated_on > a.rated_on OR (l.rated_on = a.rated_on AND l.id > a.id)))
        AND NOT EXISTS (SELECT 1 FROM projects_projectrating l WHERE l.project_id = p.id AND l.scale_id = b.scale_id
            AND l.rated_on <= %s AND (l.rated_on > b.rated_on OR (l.rated_on = b.rated_on AND l.id > b.id)))
    GROUP BY a.value, b.value
"""


def grid(page: str) -> dict[tuple[int, int], int]:
    body = page.partition("How many stand where")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:5]:
        up = re.search(r'<span class="number">(\d)</span></th>', row)
        assert up
        for across, cell in enumerate(re.findall(r'<td class="heat[^"]*">(.*?)</td>', row), start=1):
            count = int(re.sub("<[^>]+>", "", cell))
            if count:
                found[across, int(up[1])] = count
    return found


@pytest.mark.parametrize("day", ["", "2026-04-15", "2026-03-15"])
def test_the_matrix_equals_sql_written_by_hand(
    client_of: Any, sheikha: Any, country: dict[str, Project], later: None, day: str
) -> None:
    page = page_of(client_of(sheikha), "matrix", f"as-of={day}" if day else "")

    by_hand = {(x, y): count for x, y, count in asked(CELLS_BY_HAND, *[day or "2026-06-01"] * 4)}
    expected = {
        "": {(5, 4): 1, (2, 4): 1, (1, 5): 1, (3, 3): 1},
        "2026-04-15": {(5, 4): 2, (1, 5): 1, (3, 3): 1},
        "2026-03-15": {},
    }[day]
    assert by_hand == expected
    assert (grid(page) if expected else {}) == expected
    assert total(page) == 6
    if not expected:
        assert "Nothing here is rated on both scales yet" in page


@pytest.mark.parametrize(
    "question", ["", "agency=MOPH", "across=urgency&up=impact", "as-of=2026-04-15", "rated=impact-5"]
)
def test_each_figure_of_the_matrix_leads_to_its_list(
    client_of: Any, sheikha: Any, noora: Any, country: dict[str, Project], later: None, question: str
) -> None:
    projects.rate(noora, country["birth"], urgency=3)
    browser = client_of(sheikha)
    page = page_of(browser, "matrix", question)

    assert check_figures(browser, page) >= 2
    assert 'name="across"' in page


def test_few_projects_are_drawn_each_by_itself_and_many_by_place(
    client_of: Any, sheikha: Any, country: dict[str, Project], later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(sheikha)
    each = main_part(page_of(browser, "matrix"))
    assert each.count('class="chart-disc matrix-disc') == 4
    assert f'href="{reverse("projects:page", args=[country["birth"].pk])}"' in each
    assert 'aria-label="Birth: Citizen impact 5, Feasibility 4"' in each

    monkeypatch.setattr("portfolio.projects.views.matrix.MOST_DRAWN", 3)
    places = main_part(page_of(browser, "matrix", "as-of=2026-04-15"))
    assert places.count('class="chart-disc matrix-disc') == 3
    assert 'aria-label="2 projects: Citizen impact 5, Feasibility 4"' in places
    assert matrix.MOST_DRAWN == 60


def test_in_arabic_the_matrix_runs_from_right_to_left(
    client_of: Any, sheikha: Any, country: dict[str, Project], later: None
) -> None:
    circle = re.compile(r'class="chart-disc matrix-disc[^"]*" cx="([\d.]+)" cy="([\d.]+)"')
    browser = client_of(sheikha)
    english = circle.findall(page_of(browser, "matrix"))
    arabic = circle.findall(browser.get(reverse("projects:matrix").replace("/en/", "/ar/")).content.decode())

    from portfolio.projects.matrix_chart import WIDTH

    assert len(english) == 4
    assert [y for _x, y in english] == [y for _x, y in arabic]
    assert [WIDTH - float(x) for x, _y in english] == pytest.approx([float(x) for x, _y in arabic], abs=0.2)


def test_only_what_is_seen_wholly_is_in_the_matrix(
    client_of: Any, maryam: Any, country: dict[str, Project], later: None
) -> None:
    Project.objects.update(visibility="government")
    ProjectState.objects.update(visibility="government")
    browser = client_of(maryam)

    page = page_of(browser, "matrix")

    assert grid(page) == {(5, 4): 1, (2, 4): 1, (1, 5): 1}
    assert total(page) == 3
    assert "Fines" not in page
    assert "Only projects that you see wholly are listed" in page
    assert check_figures(browser, page) >= 3


def test_a_visitor_finds_no_matrix(client_of: Any, country: dict[str, Project], later: None) -> None:
    visitor = client_of(None)
    assert visitor.get(reverse("projects:matrix")).status_code in (302, 403, 404)
    assert reverse("projects:matrix") not in page_of(visitor, "list")
    assert reverse("projects:balance") in page_of(visitor, "list")


# Balance

BALANCE_BY_HAND = """
    SELECT s.facet, g.code, count(*) FROM projects_projectstate s JOIN projects_stage g ON g.id = s.stage_id
    WHERE s.from_date <= %s AND (s.to_date IS NULL OR s.to_date > %s) GROUP BY s.facet, g.code
"""
IDLE_BY_HAND = """
    SELECT o.code FROM agenda_objective o WHERE NOT EXISTS (
        SELECT 1 FROM projects_alignment a JOIN projects_projectstate s ON s.project_id = a.project_id
        WHERE a.objective_id = o.id AND a.since <= %s AND (a.until IS NULL OR a.until > %s)
            AND s.from_date <= %s AND (s.to_date IS NULL OR s.to_date > %s)
            {where}) ORDER BY o.code
"""


def test_the_balance_equals_sql_written_by_hand(
    client_of: Any, sheikha: Any, country: dict[str, Project], later: None
) -> None:
    browser = client_of(sheikha)
    page = page_of(browser, "balance")
    shown = {
        (asked_for["facet"][0], asked_for["stage"][0]): int(count)
        for href, count in FIGURE.findall(main_part(page))
        if {"facet", "stage"} <= (asked_for := parse_qs(urlsplit(html.unescape(href)).query)).keys()
    }

    by_hand = {(f or "none", s): c for f, s, c in asked(BALANCE_BY_HAND, "2026-06-01", "2026-06-01")}

    assert shown == by_hand
    assert by_hand == {
        ("enhancement", "pilot"): 2,
        ("mission", "prototype"): 1,
        ("none", "idea"): 1,
        ("adaptive", "idea"): 1,
        ("anticipatory", "idea"): 1,
    }
    assert total(page) == 6


@pytest.mark.parametrize("question", ["", "agency=MOI", "stage=idea", "as-of=2026-03-15", "facet=mission"])
def test_each_figure_of_the_balance_leads_to_its_list(
    client_of: Any, sheikha: Any, country: dict[str, Project], later: None, question: str
) -> None:
    browser = client_of(sheikha)
    assert check_figures(browser, page_of(browser, "balance", question)) >= 2


@pytest.mark.parametrize(
    ("question", "where", "expected"),
    [("", "", ["nobody"]), ("agency=MOI", "AND s.lead_agency_id = {moi}", ["health", "nobody"])],
)
def test_objectives_without_a_project_are_named(
    client_of: Any,
    sheikha: Any,
    moi: Any,
    country: dict[str, Project],
    later: None,
    question: str,
    where: str,
    expected: list[str],
) -> None:
    page = main_part(page_of(client_of(sheikha), "balance", question))

    by_hand = asked(IDLE_BY_HAND.format(where=where.format(moi=moi.pk)), *["2026-06-01"] * 4)
    assert [code for (code,) in by_hand] == expected
    named = page.partition('<ul class="list-lines">')[2].partition("</ul>")[0]
    assert re.findall(r"<li><bdi>Objective ([^<]+)</bdi>", named) == expected
    heading = re.search(r'<h2 id="idle">(.*?)</h2>', page)
    assert heading and re.sub("<[^>]+>", "", heading[1]).startswith(f"{len(expected)} of 3 objectives ha")


# Session, person, standing and unread notices; then the counts, and the projects where they are few.
MATRIX_QUERIES = 6
# The same with one for the objectives.
BALANCE_QUERIES = 6


@pytest.mark.parametrize(("view", "expected"), [("matrix", MATRIX_QUERIES), ("balance", BALANCE_QUERIES)])
@pytest.mark.parametrize("persona", ["sheikha", "maryam"])
def test_as_many_queries_for_one_project_as_for_fifty(
    request: Any, client_of: Any, maryam: Any, noora: Any, moph: Any, view: str, expected: int, persona: str
) -> None:
    browser, path = client_of(request.getfixturevalue(persona)), reverse(f"projects:{view}")

    def queries() -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    def register() -> None:
        projects.rate(noora, projects.project(maryam, moph, complete=True), impact=3, feasibility=4)

    register()
    one = queries()
    for _number in range(49):
        register()
    assert (one, queries()) == (expected, expected)
