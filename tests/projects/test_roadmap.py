"""The roadmap: the same projects along an axis of time, with their milestones and how far each has slipped."""

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
from portfolio.projects.actions import registration
from portfolio.projects.models import Project, ProjectState
from tests.factories import projects

pytestmark = pytest.mark.django_db

TITLE = re.compile(r'<a class="table-link row-title" href="[^"]+"><bdi>([^<]*)</bdi>')
MARK = re.compile(r'<svg x="([\d.]+)%" y="22" overflow="visible"><path class="roadmap-mark([^"]*)"')
NOW = re.compile(r'class="timeline-now" x1="([\d.]+)%"')
BAR = re.compile(r'<rect class="(chart-disc|roadmap-ahead) ([^"]+)" x="([\d.]+)%" y="16" width="([\d.]+)%"')


def shown(client: Any, question: str = "", language: str = "en") -> str:
    path = reverse("projects:roadmap").replace("/en/", f"/{language}/")
    answer = client.get(f"{path}?{question}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def table(page: str) -> list[list[str]]:
    """The milestones in words: project, milestone, first planned, expected, reached, slip."""
    body = page.partition("Milestones of these projects")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    cells = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>")
    return [[re.sub("<[^>]+>", "", cell) for cell in cells.findall(row)] for row in body.split("</tr>") if row]


@pytest.fixture
def clinic(maryam: Any, moph: Any) -> Project:
    """Registered in January; one milestone reached late, one that slips by thirty days, one overdue."""
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    with time_machine.travel("2026-01-05 10:00+03:00", tick=False):
        made = projects.project(
            Person.objects.get(pk=maryam.pk),
            moph,
            title_en="Home visits",
            title_ar="زيارات منزلية",
            starts_on=dt.date(2026, 1, 11),
            ends_on=dt.date(2026, 11, 30),
        )
    day = dt.date
    projects.milestone(
        made, "Users asked", baseline_on=day(2026, 2, 1), forecast_on=day(2026, 2, 11), actual_on=day(2026, 2, 11)
    )
    projects.milestone(made, "Nurses trained", baseline_on=day(2026, 5, 1), forecast_on=day(2026, 5, 1))
    projects.milestone(made, "All sites live", baseline_on=day(2026, 9, 1), forecast_on=day(2026, 10, 1))
    return made


@pytest.fixture
def may_day() -> Any:
    with time_machine.travel("2026-05-25 10:00+03:00", tick=False):
        yield


def test_bars_and_marks_stand_where_their_days_are(client_of: Any, maryam: Any, clinic: Project, may_day: None) -> None:
    page = shown(client_of(maryam))

    # Two years: from the first of May 2025 to the first of May 2027, 730 days; the fifth of January is the 249th.
    axis = (dt.date(2027, 5, 1) - dt.date(2025, 5, 1)).days

    def place(day: dt.date) -> float:
        return round(100 * (day - dt.date(2025, 5, 1)).days / axis, 2)

    assert [float(x) for x in NOW.findall(page)] == [place(dt.date(2026, 5, 25))]
    assert [(float(x), state) for x, state in MARK.findall(page)] == [
        (place(dt.date(2026, 2, 11)), ""),
        (place(dt.date(2026, 5, 1)), " is-late"),
        (place(dt.date(2026, 10, 1)), " is-ahead"),
    ]
    bars = {kind: (hue, float(x), float(width)) for kind, hue, x, width in BAR.findall(page)}
    start, today, end = place(dt.date(2026, 1, 5)), place(dt.date(2026, 5, 25)), place(dt.date(2026, 11, 30))
    assert bars["chart-disc"][:2] == ("stage-1", start)
    assert bars["roadmap-ahead"][:2] == ("stage-1", today)
    assert [bars["chart-disc"][2], bars["roadmap-ahead"][2]] == pytest.approx([today - start, end - today], abs=0.02)


def test_in_arabic_time_runs_from_right_to_left(client_of: Any, maryam: Any, clinic: Project, may_day: None) -> None:
    browser = client_of(maryam)
    english, arabic = shown(browser), shown(browser, language="ar")

    marks = [float(x) for x, _state in MARK.findall(english)]
    assert [float(x) for x, _state in MARK.findall(arabic)] == [pytest.approx(100 - x, abs=0.02) for x in marks]
    assert float(NOW.findall(arabic)[0]) == pytest.approx(100 - float(NOW.findall(english)[0]), abs=0.02)
    for (kind, _hue, x, width), (kind_ar, _hue_ar, x_ar, width_ar) in zip(
        BAR.findall(english), BAR.findall(arabic), strict=True
    ):
        assert (kind_ar, width_ar) == (kind, width)
        assert float(x_ar) == pytest.approx(100 - float(x) - float(width), abs=0.02)
    assert "زيارات منزلية" in arabic


def test_slips_are_told_in_words_and_in_the_table(client_of: Any, maryam: Any, clinic: Project, may_day: None) -> None:
    page = shown(client_of(maryam))

    assert table(page) == [
        [f"Home visits {clinic.reference}", "Users asked", "1 Feb 2026", "11 Feb 2026", "11 Feb 2026", "10"],
        [f"Home visits {clinic.reference}", "Nurses trained", "1 May 2026", "1 May 2026", "—", "—"],
        [f"Home visits {clinic.reference}", "All sites live", "1 Sep 2026", "1 Oct 2026", "—", "30"],
    ]
    assert 'aria-label="Nurses trained: was expected 1 May 2026"' in page
    assert 'aria-label="All sites live: expected 1 Oct 2026 (30 days later than planned)"' in page
    assert 'role="group" aria-label="from 5 Jan 2026 to 30 Nov 2026"' in page
    next_one = re.search(r'class="roadmap-next">(.*?)</td>', page)
    assert next_one and "Nurses trained" in next_one[1] and 'datetime="2026-05-01"' in next_one[1]


def test_marks_that_would_touch_share_one_link(client_of: Any, maryam: Any, clinic: Project, may_day: None) -> None:
    projects.milestone(clinic, "Nurses ready", forecast_on=dt.date(2026, 5, 8))

    page = shown(client_of(maryam))

    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', page)
    assert [words.count(":") for _address, words in links] == [1, 2, 1]
    assert {address for address, _words in links} == {reverse("projects:page", args=[clinic.pk])}


def test_what_goes_on_outside_of_the_axis_is_pointed_to(
    client_of: Any, maryam: Any, clinic: Project, may_day: None
) -> None:
    page = shown(client_of(maryam), "span=1")
    assert page.count('class="roadmap-tip"') == 1, "its end lies after the twelve months shown"
    assert 'class="roadmap-tip"' not in shown(client_of(maryam), "span=4")
    assert '<option value="4" selected>' in shown(client_of(maryam), "span=4")
    assert '<option value="2" selected>' in shown(client_of(maryam), "span=forever"), "the usual time"


def test_as_it_stood_a_milestone_of_later_is_not_reached(
    client_of: Any, maryam: Any, clinic: Project, may_day: None
) -> None:
    registration.edit(by=maryam, project=clinic, version=clinic.version, ends_on=dt.date(2027, 3, 31))
    page = shown(client_of(maryam), "as-of=2026-02-05")

    assert [row[4] for row in table(page)] == ["—", "—", "—"]
    assert "You are looking at the portfolio as it stood" in page
    assert f"{clinic.reference}/?as-of=2026-02-05" in page
    assert "from 5 Jan 2026 to 30 Nov 2026" in page, "the end that was expected then, whatever was said since"
    assert "from 5 Jan 2026 to 31 Mar 2027" in shown(client_of(maryam))
    assert "Home visits" not in shown(client_of(maryam), "as-of=2026-01-04")


def test_of_anothers_project_no_milestone_is_told(
    client_of: Any, khalid: Any, maryam: Any, moph: Any, clinic: Project, may_day: None
) -> None:
    Project.objects.filter(pk=clinic.pk).update(visibility="government")
    ProjectState.objects.filter(project=clinic).update(visibility="government")

    hers, his = shown(client_of(maryam)), shown(client_of(khalid))

    assert "All sites live" in hers and "30 Nov 2026" in hers
    assert "Home visits" in his
    assert "All sites live" not in his and "30 Nov 2026" not in his and not MARK.findall(his)


def test_the_same_set_as_the_list(client_of: Any, sheikha: Any, maryam: Any, khalid: Any, moph: Any, moi: Any) -> None:
    for number in range(3):
        projects.project(maryam, moph, title_en=f"Clinic {number}")
        projects.project(khalid, moi, title_en=f"Counter {number}", stage="pilot")
    browser = client_of(sheikha)
    for question in ("", "agency=MOPH", "stage=pilot", "q=clinic", "sort=title", "agency=MOI&sort=-title"):
        listed = browser.get(f"{reverse('projects:list')}?{question}").content.decode()
        roadmap = shown(browser, question)
        assert TITLE.findall(roadmap) == TITLE.findall(listed), question
        heading = re.compile(r"<h1>([^<]+)</h1>")
        assert heading.findall(roadmap) == heading.findall(listed)
    kept = shown(browser, "agency=MOPH&sort=title&span=4")
    assert 'href="/en/portfolio/projects/?agency=MOPH&amp;sort=title&amp;span=4"' in kept
    assert 'href="/en/portfolio/projects/board/?agency=MOPH&amp;span=4"' in kept


# Session, person, standing and unread notices; then the total, the rows and their milestones.
ROADMAP_QUERIES = 7


@pytest.mark.parametrize("persona", ["sheikha", "maryam"])
@pytest.mark.parametrize("question", ["", "?as-of={yesterday}"])
def test_as_many_queries_for_one_row_as_for_fifty(
    request: Any, client_of: Any, maryam: Any, moph: Any, persona: str, question: str
) -> None:
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    path = reverse("projects:roadmap") + question.format(yesterday=dt.date.today() - dt.timedelta(days=1))
    browser = client_of(request.getfixturevalue(persona))

    def queries() -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    def register() -> None:
        made = projects.project(again, moph)
        projects.milestone(made, baseline_on=dt.date.today(), forecast_on=dt.date.today())

    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3), tick=False):
        again = Person.objects.get(pk=maryam.pk)
        register()
    one = queries()
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3), tick=False):
        for _number in range(49):
            register()

    assert (one, queries()) == (ROADMAP_QUERIES, ROADMAP_QUERIES)
