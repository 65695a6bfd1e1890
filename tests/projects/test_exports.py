"""Any view taken out: the same rows in the same order, in the reader's language, and no more than is seen."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portfolio.projects.models import Project, ProjectState
from records.actions import exports
from records.models import AuditEvent, Job
from tests.factories import projects

pytestmark = pytest.mark.django_db


def taken(client: Any, view: str, written_as: str = "csv", question: str = "", language: str = "en") -> Any:
    path = reverse("projects:export").replace("/en/", f"/{language}/")
    return client.post(f"{path}?{question}", {"view": f"projects:{view}", "as": written_as})


def lines(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.fixture
def country(maryam: Any, khalid: Any, noora: Any, moph: Any, moi: Any) -> dict[str, Project]:
    made = {
        "birth": projects.project(maryam, moph, title_en="=Birth", title_ar="الميلاد", stage="pilot"),
        "visits": projects.project(maryam, moph, title_en="Visits", title_ar="زيارات"),
        "fines": projects.project(khalid, moi, title_en="Fines", title_ar="مخالفات", visibility="government"),
    }
    projects.update(khalid, made["fines"], confidence="red")
    projects.milestone(made["birth"], "Opened", baseline_on=dt.date(2026, 1, 1), forecast_on=dt.date(2026, 1, 31))
    projects.milestone(made["birth"], "All live", forecast_on=dt.date(2027, 1, 31))
    projects.milestone(made["fines"], "Only theirs", forecast_on=dt.date(2027, 1, 31))
    projects.rate(noora, made["birth"], impact=4, feasibility=2)
    return made


def test_the_table_as_it_is_sorted_and_filtered(client_of: Any, sheikha: Any, country: dict[str, Project]) -> None:
    browser = client_of(sheikha)

    head, *rows = lines(taken(browser, "list", question="sort=-title&agency=MOPH"))

    assert head[:4] == ["Reference", "Project", "Lead agency", "Stage"]
    assert [row[:4] for row in rows] == [
        [country["visits"].reference, "Visits", "Ministry of Public Health", "Idea"],
        [country["birth"].reference, "'=Birth", "Ministry of Public Health", "Pilot"],
    ]
    assert rows[0][4] == str(country["visits"].stage_since) and rows[0][5] == "0"
    [event] = AuditEvent.objects.filter(action="projects.export")
    assert event.count == 2
    assert event.after == {"table": "projects", "as": "csv", "rows": 2, "filters": ["agency", "sort"]}


def test_in_arabic_the_sheet_runs_from_right_to_left(client_of: Any, sheikha: Any, country: dict[str, Project]) -> None:
    answer = taken(client_of(sheikha), "list", "xlsx", "sort=title", language="ar")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.sheet_view.rightToLeft
    assert sheet["B1"].value == "المشروع"
    assert {sheet.cell(row, 2).value for row in (2, 3, 4)} == {"الميلاد", "زيارات", "مخالفات"}
    assert sheet["E2"].is_date
    assert 'filename="projects-' in answer["Content-Disposition"]


def test_no_more_than_the_reader_sees(client_of: Any, maryam: Any, country: dict[str, Project]) -> None:
    browser = client_of(maryam)

    head, *rows = lines(taken(browser, "list", question="sort=title"))
    by_title = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_title["Visits"]["Confidence"] == "Not yet rated"
    assert (by_title["Fines"]["Confidence"], by_title["Fines"]["Last update"]) == ("", "")
    assert (by_title["'=Birth"]["By its figures"], by_title["Fines"]["By its figures"]) == ("Off track", "")
    roadmap = lines(taken(browser, "roadmap"))
    assert "Only theirs" not in {row[6] for row in roadmap}
    Project.objects.update(visibility="agency")
    ProjectState.objects.update(visibility="agency")
    assert {row[1] for row in lines(taken(browser, "list"))[1:]} == {"'=Birth", "Visits"}


def test_the_other_views(client_of: Any, sheikha: Any, country: dict[str, Project]) -> None:
    browser = client_of(sheikha)

    head, *rows = lines(taken(browser, "list"))
    assert lines(taken(browser, "board")) == [head, *rows]
    of_figures = slice(head.index("Confidence"), head.index("Last update"))
    assert {row[1]: row[of_figures] for row in rows} == {
        "'=Birth": ["Not yet rated", "Off track", ""],
        "Visits": ["Not yet rated", "", ""],
        "Fines": ["Off track", "On track", "better than told"],
    }
    roadmap = {(row[1], row[6]): row[7:] for row in lines(taken(browser, "roadmap"))}
    assert roadmap["'=Birth", "Opened"] == ["2026-01-01", "2026-01-31", "", "30"]
    assert roadmap["'=Birth", "All live"] == ["", "2027-01-31", "", ""]
    assert roadmap["Visits", ""] == ["", "", "", ""]
    head, *rows = lines(taken(browser, "matrix", question="across=feasibility&up=impact"))
    assert head[4:6] == ["Feasibility", "Citizen impact"]
    assert {row[1]: row[4:6] for row in rows} == {"'=Birth": ["2", "4"], "Visits": ["", ""], "Fines": ["", ""]}
    assert lines(taken(browser, "balance"))[1:] == [["No facet yet", "Idea", "2"], ["No facet yet", "Pilot", "1"]]


def test_a_long_one_becomes_a_job_with_the_same_rows(
    client_of: Any, sheikha: Any, country: dict[str, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(sheikha)
    at_once = lines(taken(browser, "roadmap", question="sort=title"))
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)

    answer = taken(browser, "roadmap", question="sort=title")

    job = Job.objects.get()
    assert answer["Location"] == reverse("records:job", args=[job.pk])
    assert "Taking out a table" in browser.get(answer["Location"]).content.decode()
    while not exports.work_on(job):
        pass
    assert job.result is not None
    content = job.result.content.read().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == at_once
    assert (job.done, job.total) == (3, 3)


def test_who_may_not_take_out(client_of: Any, country: dict[str, Project]) -> None:
    answer = taken(client_of(None), "list")
    assert answer.status_code in (302, 403)
    assert "Take it out" not in client_of(None).get(reverse("projects:list")).content.decode()
    assert not AuditEvent.objects.filter(action="projects.export").exists()


def test_as_many_queries_for_few_rows_as_for_many(client_of: Any, sheikha: Any, maryam: Any, moph: Any) -> None:
    browser = client_of(sheikha)
    projects.project(maryam, moph)

    def queries() -> int:
        lines(taken(browser, "roadmap"))
        with CaptureQueriesContext(connection) as asked:
            lines(taken(browser, "roadmap"))
        return len(asked)

    one = queries()
    for _number in range(30):
        projects.milestone(projects.project(maryam, moph), forecast_on=dt.date.today())
    assert queries() == one
