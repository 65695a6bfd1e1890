"""The list and the board: one set, filtered in the address, as it stands and as it stood."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects.models import Project, ProjectState
from portfolio.projects.queries import moved_between, standing_still
from tests.factories import projects

pytestmark = pytest.mark.django_db


def titles(answer: Any) -> list[str]:
    page = answer.content.decode()
    return re.findall(r'<a class="table-link row-title" href="[^"]+"><bdi>([^<]*)</bdi>', page)


def total(answer: Any) -> int:
    found = re.search(r"<h1>([\d,]+) project", answer.content.decode())
    assert found, "the heading says how many"
    return int(found.group(1).replace(",", ""))


def listed(client: Any, question: str = "") -> list[str]:
    answer = client.get(f"{reverse('projects:list')}?{question}")
    assert answer.status_code == 200
    shown = titles(answer)
    assert total(answer) == len(shown)
    return shown


@pytest.fixture
def country(maryam: Any, khalid: Any, noora: Any, moph: Any, moi: Any) -> dict[str, Project]:
    """Five projects of two agencies with a past: what each test looks for, and what it must leave out."""
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    agenda, vision = projects.strategy("nds3"), projects.strategy("qnv")
    door, health = projects.objective("door", agenda), projects.objective("health", vision)
    day = {
        "birth": "2026-01-05",
        "visits": "2026-02-05",
        "fines": "2026-03-05",
        "court": "2026-04-05",
        "idle": "2025-06-01",
    }

    def on(moment: str, person: Any) -> Any:
        return time_machine.travel(f"{moment} 10:00+03:00", tick=False), person.pk

    made: dict[str, Project] = {}

    def register(name: str, person: Any, agency: Any, **fields: Any) -> None:
        with time_machine.travel(f"{day[name]} 10:00+03:00", tick=False):
            made[name] = projects.project(Person.objects.get(pk=person.pk), agency, complete=True, **fields)

    register(
        "birth", maryam, moph, title_en="Birth certificate", title_ar="شهادة الميلاد الإلكترونية", objectives=[door]
    )
    register("visits", maryam, moph, title_en="Home visits", title_ar="زيارات منزليّة", objectives=[health])
    register(
        "fines",
        khalid,
        moi,
        title_en="Fines explained",
        title_ar="شرح المخالفات",
        objectives=[door],
        visibility="government",
    )
    register(
        "court", khalid, moi, title_en="Court notices", title_ar="إشعارات المحكمة", objectives=[health], stage="pilot"
    )
    register("idle", maryam, moph, title_en="Idle idea", title_ar="فكرة ساكنة", objectives=[door])
    for name, person, stage, when in (
        ("birth", noora, "discovery", "2026-05-04"),
        ("visits", noora, "prototype", "2026-05-10"),
        ("court", noora, "discovery", "2026-05-11"),
        ("fines", noora, "on-hold", "2026-05-12"),
    ):
        with time_machine.travel(f"{when} 10:00+03:00", tick=False):
            more = {"look_again_on": dt.date(2026, 12, 1)} if stage == "on-hold" else {}
            projects.move(Person.objects.get(pk=person.pk), Project.objects.get(pk=made[name].pk), stage, **more)
    with time_machine.travel("2026-05-20 10:00+03:00", tick=False):
        projects.update(Person.objects.get(pk=maryam.pk), made["birth"], confidence="red")
        projects.update(Person.objects.get(pk=khalid.pk), made["court"], confidence="green")
    return made


@pytest.fixture
def may_day() -> Any:
    with time_machine.travel("2026-05-25 10:00+03:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", {"Birth certificate", "Home visits", "Fines explained", "Court notices", "Idle idea"}),
        ("agency=MOPH", {"Birth certificate", "Home visits", "Idle idea"}),
        (
            "agency=MOPH&agency=MOI",
            {"Birth certificate", "Home visits", "Fines explained", "Court notices", "Idle idea"},
        ),
        ("stage=discovery", {"Birth certificate", "Court notices"}),
        ("stage=discovery&stage=on-hold", {"Birth certificate", "Court notices", "Fines explained"}),
        ("confidence=red", {"Birth certificate"}),
        ("confidence=not_rated", {"Home visits", "Fines explained", "Idle idea"}),
        ("objective=door", {"Birth certificate", "Fines explained", "Idle idea"}),
        ("strategy=qnv", {"Home visits", "Court notices"}),
        ("strategy=qnv&agency=MOI", {"Court notices"}),
        ("visibility=government", {"Fines explained"}),
        ("still=1", {"Idle idea"}),
        ("moved=forward", {"Birth certificate", "Home visits"}),
        ("moved=back", {"Court notices"}),
        ("moved=any", {"Birth certificate", "Home visits", "Court notices", "Fines explained"}),
        ("moved=any&since=2026-05-11&until=2026-05-11", {"Court notices"}),
        ("moved=any&since=2026-01-01&until=2026-05-03", set()),
        ("q=certificate", {"Birth certificate"}),
        ("q=شهاده", {"Birth certificate"}),
        ("q=الميلاد", {"Birth certificate"}),
        ("q=الالكترونيه", {"Birth certificate"}),
        ("q=منزلية", {"Home visits"}),
        ("q=اشعارات", {"Court notices"}),
        ("q=p-0001x", set()),
    ],
)
def test_a_filter_finds_what_it_names_and_nothing_else(
    client_of: Any, sheikha: Any, country: Any, may_day: None, question: str, expected: set[str]
) -> None:
    assert set(listed(client_of(sheikha), question)) == expected


def test_standing_still_and_having_moved_equal_sql_written_independently(country: Any, may_day: None) -> None:
    still = """
        SELECT p.title_en FROM projects_project p JOIN projects_stage s ON s.id = p.stage_id
        WHERE s.kind = 'on_path' AND p.stage_since < {limit}
    """
    limit = {
        "sqlite": "date('2026-05-25', '-' || s.usual_days || ' days')",
        "postgresql": "(date '2026-05-25' - s.usual_days)",
    }[connection.vendor]
    moved = """
        SELECT DISTINCT p.title_en FROM projects_project p JOIN projects_stagetransition t ON t.project_id = p.id
        WHERE t.move IN ('forward', 'skipped') AND t.happened_on BETWEEN '2026-04-01' AND '2026-06-30'
    """
    with connection.cursor() as cursor:
        cursor.execute(still.format(limit=limit))
        expected_still = {row[0] for row in cursor.fetchall()}
        cursor.execute(moved)
        expected_moved = {row[0] for row in cursor.fetchall()}
    states = ProjectState.objects.on(None)

    assert {s.title_en for s in standing_still(states, dt.date(2026, 5, 25))} == expected_still == {"Idle idea"}
    found = moved_between(states, ("forward", "skipped"), dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    assert {s.title_en for s in found} == expected_moved == {"Birth certificate", "Home visits"}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Birth certificate", "Court notices", "Fines explained", "Home visits", "Idle idea"]),
        ("-title", ["Idle idea", "Home visits", "Fines explained", "Court notices", "Birth certificate"]),
        ("since", ["Fines explained", "Court notices", "Home visits", "Birth certificate", "Idle idea"]),
        ("updated", ["Court notices", "Birth certificate", "Idle idea", "Fines explained", "Home visits"]),
        ("confidence", ["Birth certificate", "Court notices", "Idle idea", "Fines explained", "Home visits"]),
        ("stage", ["Idle idea", "Court notices", "Birth certificate", "Home visits", "Fines explained"]),
    ],
)
def test_the_list_is_sorted(
    client_of: Any, sheikha: Any, country: Any, may_day: None, sort: str, expected: list[str]
) -> None:
    shown = listed(client_of(sheikha), f"sort={sort}")

    # Of those that are equal in the sort, the newest comes first.
    assert shown == expected if sort not in ("updated", "confidence") else shown[:2] == expected[:2]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("stage=nonsense", "There is no “nonsense” to choose here"),
        ("agency=NOPE", "There is no “NOPE” to choose here"),
        ("confidence=purple", "There is no “purple” to choose here"),
        ("moved=sideways", "There is no “sideways” to choose here"),
        ("moved=any&since=2026-02-31", "There is no such date."),
        ("as-of=2026-02-31", "There is no day “2026-02-31”"),
        ("as-of=soon", "There is no day “soon”"),
        ("as-of=2099-01-01", "“2099-01-01” has not come yet"),
        ("sort=luck", "The list cannot be sorted by “luck”."),
        ("q=%00", "characters that cannot be shown"),
        ("q=" + "x" * 300, "at most 200"),
        ("as-of=%3Cscript%3E", "There is no day “&lt;script&gt;”"),
    ],
)
def test_what_an_address_gets_wrong_is_said(
    client_of: Any, sheikha: Any, country: Any, may_day: None, question: str, sentence: str
) -> None:
    for view in ("list", "board"):
        if view == "board" and question.startswith("sort"):
            continue
        answer = client_of(sheikha).get(f"{reverse(f'projects:{view}')}?{question}")
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        assert total(answer) in (5, 4), "what was not understood is left out"


@pytest.mark.parametrize("page", ["0", "-1", "999", "two", "1e9", ""])
def test_a_page_that_is_not_there_shows_the_nearest(client_of: Any, sheikha: Any, country: Any, page: str) -> None:
    assert len(listed(client_of(sheikha), f"page={page}")) == 5


def test_filters_stay_in_the_address(client_of: Any, sheikha: Any, country: Any, may_day: None) -> None:
    page = (
        client_of(sheikha)
        .get(reverse("projects:list") + "?stage=discovery&stage=idea&q=birth&as-of=2026-05-20&page=1")
        .content.decode()
    )
    kept = "stage=discovery&amp;stage=idea&amp;q=birth&amp;as-of=2026-05-20"

    assert f'/en/portfolio/projects/board/?{kept}"' in page
    assert f'?{kept}&amp;sort=title"' in page
    assert (
        'href="/ar/portfolio/projects/?stage=discovery&amp;stage=idea&amp;q=birth&amp;as-of=2026-05-20&amp;page=1"'
        in page
    )
    assert 'href="/en/portfolio/projects/?stage=discovery&amp;stage=idea&amp;q=birth"' in page, "back to today"


def test_the_board_shows_the_same_as_the_table(client_of: Any, sheikha: Any, country: Any, may_day: None) -> None:
    for question in ("", "agency=MOPH", "moved=any", "as-of=2026-05-10", "confidence=red"):
        board = client_of(sheikha).get(f"{reverse('projects:board')}?{question}")
        cards = re.findall(r'<li class="board-card"><a href="[^"]+"><bdi>([^<]*)</bdi>', board.content.decode())
        assert sorted(cards) == sorted(listed(client_of(sheikha), question)), question
        assert total(board) == len(cards)


def test_a_long_column_tells_how_many_more(client_of: Any, sheikha: Any, maryam: Any, moph: Any) -> None:
    for _ in range(15):
        projects.project(maryam, moph)

    page = client_of(sheikha).get(reverse("projects:board")).content.decode()

    assert page.count('<li class="board-card">') == 12
    assert '<a href="/en/portfolio/projects/?stage=idea">and 3 more</a>' in page


def test_a_board_is_worked_without_dragging(
    client_of: Any, noora: Any, maryam: Any, khalid: Any, sheikha: Any, moph: Any, moi: Any
) -> None:
    project = projects.project(maryam, moph, partners=[moi])
    move, gate = reverse("projects:move", args=[project.pk]), reverse("projects:gate_ask", args=[project.pk])

    def offered(who: Any) -> list[str]:
        page = client_of(who).get(reverse("projects:board")).content.decode()
        return [address for address in (move, gate) if f'href="{address}"' in page]

    assert offered(noora) == [move]
    assert offered(maryam) == [gate]
    assert offered(khalid) == []
    assert offered(sheikha) == []


# As of a past day


def test_the_portfolio_as_it_stood(client_of: Any, sheikha: Any, country: Any, may_day: None) -> None:
    browser = client_of(sheikha)

    assert set(listed(browser, "as-of=2026-02-04")) == {"Birth certificate", "Idle idea"}
    assert set(listed(browser, "as-of=2026-02-05")) == {"Birth certificate", "Idle idea", "Home visits"}
    assert listed(browser, "as-of=2026-05-03&stage=discovery") == []
    assert listed(browser, "as-of=2026-05-04&stage=discovery") == ["Birth certificate"]
    assert listed(browser, "as-of=2026-05-19&confidence=red") == []
    assert listed(browser, "as-of=2026-05-20&confidence=red") == ["Birth certificate"]
    assert listed(browser, "as-of=٢٠٢٦-٠٢-٠٤&agency=MOPH&stage=idea") == listed(browser, "as-of=2026-02-04")
    page = browser.get(reverse("projects:list") + "?as-of=2026-02-04").content.decode()
    assert "You are looking at the portfolio as it stood at the end of" in page
    assert 'datetime="2026-02-04"' in page
    assert 'href="/en/portfolio/projects/">Back to today</a>' in page
    assert "Red" not in page
    assert 'datetime="2026-05-20"' not in page, "an update of a later day is not told"


def test_a_project_opened_from_a_past_day_first_tells_of_that_day(
    client_of: Any, sheikha: Any, country: Any, may_day: None
) -> None:
    browser = client_of(sheikha)
    opened = re.compile(r'href="([^"]+as-of=[^"]+)"><bdi>Birth certificate</bdi>')
    for name in ("projects:list", "projects:board"):
        found = opened.search(browser.get(reverse(name) + "?as-of=2026-05-03").content.decode())
        assert found, name

        page = browser.get(found[1]).content.decode()

        assert re.search(r"At the end of .*? it stood here:.*?<bdi>Idea</bdi>", page, re.DOTALL), name
        assert "What follows is told as of today." in page
    today = browser.get(found[1].partition("?")[0]).content.decode()
    assert "it stood here" not in today
    before = browser.get(found[1].replace("2026-05-03", "2020-01-01")).content.decode()
    assert "it was not in the portfolio yet" in before


def test_the_confidence_of_a_past_day_is_told_to_insiders_alone(
    client_of: Any, sheikha: Any, khalid: Any, country: Any, may_day: None
) -> None:
    project = Project.objects.get(title_en="Birth certificate")
    Project.objects.filter(pk=project.pk).update(visibility="public")
    ProjectState.objects.filter(project=project).update(visibility="public")
    address = reverse("projects:page", args=[project.pk]) + "?as-of=2026-05-20"

    def notice(who: Any) -> str:
        found = re.search(r"it stood here:.*?</p>", client_of(who).get(address).content.decode(), re.DOTALL)
        assert found
        return found[0]

    assert "Off track" in notice(sheikha)
    assert "Discovery" in notice(khalid)
    assert "Off track" not in notice(khalid)


def test_a_day_ends_at_midnight_in_qatar(maryam: Any, moph: Any) -> None:
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    with time_machine.travel("2026-06-30 20:59:59+00:00", tick=False):  # a second before midnight there
        first = projects.project(Person.objects.get(pk=maryam.pk), moph, title_en="Before midnight")
    with time_machine.travel("2026-06-30 21:00:00+00:00", tick=False):  # midnight there
        second = projects.project(Person.objects.get(pk=maryam.pk), moph, title_en="After midnight")

    assert (first.registered_on, second.registered_on) == (dt.date(2026, 6, 30), dt.date(2026, 7, 1))
    assert {s.title_en for s in ProjectState.objects.on(dt.date(2026, 6, 30))} == {"Before midnight"}
    assert {s.title_en for s in ProjectState.objects.on(dt.date(2026, 7, 1))} == {"Before midnight", "After midnight"}


# Queries: written down, and the same for one row and for fifty


def queries(client: Any, path: str) -> int:
    client.get(path)  # the small tables are read once a minute
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


# Session, person, standing and unread notices; then the total and the rows.
LIST_QUERIES = 6
# The same, with a count for each stage in place of the total.
BOARD_QUERIES = 6


@pytest.mark.parametrize(("view", "expected"), [("list", LIST_QUERIES), ("board", BOARD_QUERIES)])
@pytest.mark.parametrize("question", ["", "?q=project&agency=MOPH&strategy=nds3&sort=title", "?as-of={yesterday}"])
@pytest.mark.parametrize("persona", ["sheikha", "maryam", "noora"])
def test_as_many_queries_for_one_row_as_for_fifty(
    request: Any,
    client_of: Any,
    maryam: Any,
    moph: Any,
    moi: Any,
    view: str,
    expected: int,
    question: str,
    persona: str,
) -> None:
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    path = reverse(f"projects:{view}") + question.format(yesterday=dt.date.today() - dt.timedelta(days=1))
    browser = client_of(request.getfixturevalue(persona))
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3), tick=False):
        again = Person.objects.get(pk=maryam.pk)
        projects.project(again, moph, complete=True, partners=[moi])
    one = queries(browser, path)
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3), tick=False):
        for number in range(49):
            projects.project(again, moph, complete=True, stage=["idea", "pilot", "scale"][number % 3], partners=[moi])
    fifty = queries(browser, path)

    assert (one, fifty) == (expected, expected)
