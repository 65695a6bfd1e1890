"""The page of an objective: what its indicators read, what the projects that serve it give, and ways there and back."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolio.agenda.models import Objective
from portfolio.measures.models import Indicator
from portfolio.projects.models import Project
from tests.factories import benefits, ideas, measures, projects

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


@pytest.fixture
def front_door() -> Objective:
    return projects.objective("front-door")


@pytest.fixture
def hours(noora: Any, moph: Any) -> Indicator:
    return measures.indicator(noora, moph, code="hours")


@pytest.fixture
def project(maryam: Any, moph: Any, moi: Any, front_door: Objective) -> Project:
    served = {front_door: 70, projects.objective("second"): 30}
    return projects.project(maryam, moph, complete=True, partners=[moi], objectives=served, title_en="Fewer visits")


def address(objective: Objective) -> str:
    return reverse("benefits:objective", args=[objective.code])


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_objective_tells_what_its_projects_give(
    client_of: Any, noora: Any, maryam: Any, moph: Any, project: Project, front_door: Objective, hours: Indicator
) -> None:
    benefit = benefits.benefit(maryam, project, hours)
    benefits.forecast(maryam, benefit, "2026-12", "200")
    benefits.verify(noora, benefits.claim(maryam, benefit, "2026-10", "101"), "100")
    elsewhere = projects.project(maryam, moph, complete=True, objectives=[projects.objective("second")])
    benefits.claim(maryam, benefits.benefit(maryam, elsewhere, hours), "2026-10", "5000")
    for month in ("2026-06", "2026-07", "2026-09", "2026-10"):
        measures.reading(noora, hours, month, "7")
    page = client_of(noora).get(address(front_door)).content.decode()
    figures = re.findall(r'<dt>([^<]+)</dt><dd><a class="number" href="([^"]+)">(\d+)', page)
    assert [(label, figure) for label, _url, figure in figures] == [
        ("Forecast", "140"),
        ("Claimed by the agency", "71"),
        ("Verified by the lab", "70"),
    ], "its weight of each"
    for _label, url, figure in figures:
        listed = client_of(noora).get(url.replace("&amp;", "&")).content.decode()
        assert figure in re.findall(r"<h1>(.*?)</h1>", listed, re.DOTALL)[0]
        assert address(front_door) in listed, "and the way back"
    assert "5,000" not in page
    assert page.count('class="trend-line"') == 2 and "1 period has no reading" in page, "a gap is no zero"
    assert "Fewer visits" in page and reverse("benefits:one", args=[benefit.pk]) in page


def test_what_nobody_read_is_missing_and_not_zero(
    client_of: Any, maryam: Any, project: Project, front_door: Objective, hours: Indicator
) -> None:
    benefits.forecast(maryam, benefits.benefit(maryam, project, hours), "2026-12", "10")
    page = client_of(maryam).get(address(front_door)).content.decode()
    assert "<svg" not in page.split('id="thread"')[0].split("<h2")[1]
    told = words_of(page)
    assert "No reading yet" in told and "that is a gap, not zero" in told
    assert "Verified by the lab no value" in told


def test_both_ways_lead_along_the_thread(
    client_of: Any, noora: Any, maryam: Any, project: Project, front_door: Objective, hours: Indicator
) -> None:
    call = ideas.call(noora, title_en="One door for all", objectives=[front_door])
    benefits.verify(noora, benefits.claim(maryam, benefits.benefit(maryam, project, hours), "2026-10", "10"))
    hers = client_of(maryam)
    page = hers.get(address(front_door)).content.decode()
    thread = page[page.index('id="thread"') :]
    for url in (reverse("projects:page", args=[project.pk]), reverse("ideas:call", args=[call.pk])):
        assert f'href="{url}"' in thread
    for back in (reverse("projects:page", args=[project.pk]), reverse("benefits:overview")):
        assert f'href="{address(front_door)}"' in hers.get(back).content.decode(), back


def test_it_is_for_government(client_of: Any, ali: Any, front_door: Objective) -> None:
    assert client_of(None).get(address(front_door)).status_code in (302, 403)
    assert client_of(ali).get(address(front_door)).status_code == 200
    assert client_of(ali).get(reverse("benefits:objective", args=["nothing"])).status_code == 404


def test_who_sees_the_outline_sees_what_is_verified_alone(
    client_of: Any, maryam: Any, noora: Any, ali: Any, moph: Any, front_door: Objective, hours: Indicator
) -> None:
    shown = projects.project(maryam, moph, visibility="government", complete=True, objectives=[front_door])
    benefit = benefits.benefit(maryam, shown, hours)
    benefits.verify(noora, benefits.claim(maryam, benefit, "2026-10", "771"), "333")
    hidden = projects.project(maryam, moph, complete=True, objectives=[front_door], title_en="A hidden one")
    benefits.claim(maryam, benefits.benefit(maryam, hidden, hours), "2026-10", "888")
    outline = words_of(client_of(ali).get(address(front_door)).content.decode())
    assert "333" in outline and "1 project serves it" in outline
    assert not {word for word in ("771", "888", "A hidden one") if word in outline}
    wholly = words_of(client_of(maryam).get(address(front_door)).content.decode())
    assert "1,659" in wholly and "2 projects serve it" in wholly, "her agency's own are hers"


def test_a_past_day_has_the_figures_and_the_readings_of_its_time(
    client_of: Any, noora: Any, maryam: Any, front_door: Objective, project: Project, hours: Indicator
) -> None:
    benefits.claim(maryam, benefits.benefit(maryam, project, hours), "2026-10", "100")
    measures.reading(noora, hours, "2026-10", "77")
    hers = client_of(maryam)
    assert "77" in words_of(hers.get(address(front_door)).content.decode())
    past = words_of(hers.get(f"{address(front_door)}?as-of=2026-11-20").content.decode())
    assert "77" not in past and "Nothing is promised for it yet" in past
    assert "has not come yet" in words_of(hers.get(f"{address(front_door)}?as-of=2027-01-01").content.decode())


def test_it_asks_as_much_for_one_as_for_many(
    client_of: Any, noora: Any, maryam: Any, moph: Any, project: Project, front_door: Objective, hours: Indicator
) -> None:
    hers = client_of(noora)

    def count() -> int:
        hers.get(address(front_door))
        with CaptureQueriesContext(connection) as asked:
            assert hers.get(address(front_door)).status_code == 200
        return len(asked)

    benefits.claim(maryam, benefits.benefit(maryam, project, hours), "2026-09", "1")
    measures.reading(noora, hours, "2026-09", "3")
    ideas.call(noora, objectives=[front_door])
    first = count()
    for _number in range(12):
        other = projects.project(maryam, moph, complete=True, objectives=[front_door])
        indicator = measures.indicator(noora, moph)
        benefits.verify(noora, benefits.claim(maryam, benefits.benefit(maryam, other, indicator), "2026-09", "1"))
        measures.reading(noora, indicator, "2026-09", "3")
        ideas.call(noora, objectives=[front_door])
    assert count() == first == 17
