"""The page of one project."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects.actions import handovers, updates
from portfolio.projects.dossier import dossier_of
from portfolio.projects.enums import Ruling
from portfolio.projects.models import Project
from tests.factories import projects

pytestmark = pytest.mark.django_db

# Session, person, standing, unread notices; the project, its updates, its gates, and all its other facts in one.
# And one more for its thread: the ideas that it came from.
PAGE_QUERIES = 9


@pytest.fixture
def lived(maryam: Any, noora: Any, moph: Any, moi: Any) -> Project:
    """A project with everything that a page can tell."""
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))

    def who(person: Any) -> Any:
        return Person.objects.get(pk=person.pk)

    with time_machine.travel("2026-01-05 09:00+03:00", tick=False):
        project = projects.project(
            who(maryam), moph, title_en="Marriage journey", complete=True, partners=[moi], lead_person=maryam
        )
        projects.milestone(project, "Journey mapped", actual_on=dt.date(2026, 2, 1))
        projects.milestone(project, "Decision to scale", forecast_on=dt.date(2027, 2, 1))
    for month, ruling in ((2, Ruling.PROCEED), (4, Ruling.REWORK), (6, Ruling.PROCEED)):
        with time_machine.travel(f"2026-{month:02}-10 09:00+03:00", tick=False):
            for number in range(4):
                projects.update(who(maryam), project, what_changed=f"Told {month}.{number}", confidence="amber")
            projects.decide(who(noora), projects.gate_request(who(maryam), Project.objects.get(pk=project.pk)), ruling)
    update = project.updates.first()
    updates.correct(by=who(maryam), update=update, version=1, what_changed="Told better", confidence="green")
    handovers.offer(by=who(maryam), project=Project.objects.get(pk=project.pk), to_agency=moi, reason="Theirs.")
    return project


@pytest.mark.parametrize("persona", ["maryam", "khalid", "noora", "sheikha"])
def test_as_many_queries_for_a_long_life_as_for_a_new_one(
    request: Any, client_of: Any, maryam: Any, moph: Any, moi: Any, lived: Project, persona: str
) -> None:
    browser = client_of(request.getfixturevalue(persona))
    new = projects.project(maryam, moph, partners=[moi])

    asked = {}
    for project in (lived, new):
        address = reverse("projects:page", args=[project.pk])
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        asked[project.title_en] = len(queries)

    assert set(asked.values()) == {PAGE_QUERIES}, asked


def test_the_dossier_says_what_the_tables_say(lived: Project, maryam: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        told = dossier_of(lived, maryam)

    assert [link.pk for link in told.partnerships] == list(
        lived.partnerships.model.objects.filter(project=lived.pk).values_list("pk", flat=True)
    )
    assert [(m.title_en, m.actual_on, m.forecast_on) for m in told.milestones] == [
        ("Journey mapped", dt.date(2026, 2, 1), None),
        ("Decision to scale", None, dt.date(2027, 2, 1)),
    ]
    real = list(lived.transitions.order_by("happened_on", "pk"))
    assert [(s.pk, s.happened_on, s.move, s.from_stage_id, s.to_stage_id, s.reason) for s in told.transitions] == [
        (s.pk, s.happened_on, s.move, s.from_stage_id, s.to_stage_id, s.reason) for s in real
    ]
    assert [wording.what_changed for rows in told.wordings.values() for wording in rows] == ["Told 6.3"]
    assert told.handover is not None
    assert told.handover.reason == "Theirs."
    assert told.is_followed
    assert len(told.updates) == 6
    assert told.has_more_updates
    assert told.last_decided is not None
    assert told.last_decided.decision.ruling == Ruling.PROCEED


def test_the_page_shows_where_it_stands(client_of: Any, maryam: Any, lived: Project) -> None:
    page = BeautifulSoup(client_of(maryam).get(reverse("projects:page", args=[lived.pk])).content, "html.parser")

    steps = page.select(".path-step")
    assert [step["class"][1] for step in steps] == [
        "is-done",
        "is-done",
        "is-current",
        "is-ahead",
        "is-ahead",
        "is-ahead",
    ]
    here = page.select_one('[aria-current="step"]')
    assert here is not None
    assert "Prototype" in here.text
    assert "since 10 Jun 2026" in here.text
    assert page.h1 is not None
    assert page.h1.text == "Marriage journey"
    drawing = page.select_one("svg.timeline-wide")
    assert drawing is not None
    assert [text.text for text in drawing.select("text.chart-label")] == [
        "Idea",
        "Discovery",
        "Prototype",
        "Journey mapped",
        "Decision to scale",
    ]
    table = page.select_one(".chart-timeline table")
    assert table is not None
    assert [row.th.text for row in table.select("tbody tr")] == [
        text.text for text in drawing.select("text.chart-label")
    ]


def test_the_drawing_is_mirrored_in_arabic(client_of: Any, maryam: Any, lived: Project) -> None:
    def bars(language: str) -> list[tuple[float, float]]:
        answer = client_of(maryam).get(f"/{language}/portfolio/projects/{lived.reference}/")
        drawing = BeautifulSoup(answer.content, "html.parser").select_one("svg.timeline-wide")
        assert drawing is not None
        assert drawing["direction"] == "ltr"
        return [(float(bar["x"]), float(bar["width"])) for bar in drawing.select("rect")]

    for (left, width), (mirrored, same) in zip(bars("en"), bars("ar"), strict=True):
        assert same == pytest.approx(width, abs=0.2)
        assert mirrored == pytest.approx(720 - left - width, abs=0.2)


def test_text_that_people_typed_runs_no_script(client_of: Any, maryam: Any, moph: Any) -> None:
    bad = '<img src=x onerror="alert(1)">'
    project = projects.project(maryam, moph, title_en=bad, summary_en=bad, complete=True)
    projects.update(maryam, project, what_changed=bad, confidence="red", confidence_note=bad, next_step=bad)
    projects.milestone(project, bad, forecast_on=dt.date(2026, 1, 1))
    projects.gate_request(maryam, project, case=bad)
    browser = client_of(maryam)

    for name in ("page", "history", "edit"):
        page = browser.get(reverse(f"projects:{name}", args=[project.pk])).content.decode()
        assert bad not in page
    for name in ("list", "board"):
        page = browser.get(reverse(f"projects:{name}") + "?q=%3Cimg%20src%3Dx%3E").content.decode()
        assert "<img" not in page


def test_following_and_its_end(client_of: Any, khalid: Any, maryam: Any, moph: Any, moi: Any) -> None:
    import uuid

    project = projects.project(maryam, moph, partners=[moi])
    browser = client_of(khalid)

    browser.post(reverse("projects:follow", args=[project.pk]), {"key": str(uuid.uuid4())})
    assert project.followers.filter(person=khalid).exists()
    browser.post(reverse("projects:unfollow", args=[project.pk]), {"key": str(uuid.uuid4())})
    assert not project.followers.filter(person=khalid).exists()


def test_who_follows_is_told_while_it_is_seen_wholly(
    maryam: Any, khalid: Any, sheikha: Any, moph: Any, moi: Any
) -> None:
    from portfolio.projects.actions import following, registration
    from records.models import Notification

    project = projects.project(maryam, moph, partners=[moi])
    for person in (khalid, sheikha):
        following.follow(by=person, project=project)
    projects.update(maryam, project)
    registration.edit(by=maryam, project=project, version=1, partners=[])
    projects.update(maryam, project)

    told = Notification.objects.filter(kind="projects.updated")
    assert sorted(told.values_list("person__email", flat=True)) == [
        "khalid@moi.example",
        "sheikha@gov.example",
        "sheikha@gov.example",
    ]
