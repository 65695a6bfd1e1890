"""How long earlier projects stayed: median and quartiles, an estimate named as one, or too little history."""

from __future__ import annotations

import datetime as dt
from statistics import median
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from accounts.models import Membership, Person
from portfolio.projects import stays
from portfolio.projects.actions import record_history
from portfolio.projects.models import Project
from portfolio.projects.registers import registers
from tests.factories import projects

pytestmark = pytest.mark.django_db
DAYS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
BEGAN = dt.date(2026, 1, 1)


@pytest.fixture
def past(maryam: Any, noora: Any, moph: Any) -> Project:
    """Nine projects that left the idea after ten to ninety days, one that was stopped there; and one still in it."""
    Membership.objects.update(starts_on=dt.date(2024, 1, 1))
    idea, discovery, stopped = (projects.stage(code) for code in ("idea", "discovery", "stopped"))
    made = record_history.projects(
        by=noora,
        source="",
        past=[
            record_history.PastProject(lead_agency=moph, stage=idea, stage_on=BEGAN, title_en=f"Earlier {number}")
            for number in range(len(DAYS) + 1)
        ],
    )
    record_history.steps(
        by=noora,
        source="",
        past=[
            record_history.PastStep(
                project=project,
                from_stage=idea,
                to_stage=discovery if days else stopped,
                happened_on=BEGAN + dt.timedelta(days=days or 5),
                reason="Told later.",
            )
            for project, days in zip(made, (*DAYS, 0), strict=True)
        ],
    )
    with time_machine.travel("2026-05-01 10:00+03:00", tick=False):
        running = projects.project(Person.objects.get(pk=maryam.pk), moph, title_en="Running")
    stays.forget()
    return running


def by_hand(days: tuple[int, ...], part: float) -> int:
    """The first that so large a part of all does not exceed."""
    return next(value for value in sorted(days) if sum(one <= value for one in days) >= part * len(days))


@pytest.mark.parametrize(
    ("until", "left"), [(dt.date(2026, 6, 1), DAYS), (dt.date(2026, 1, 31), (10, 20, 30)), (BEGAN, ())]
)
def test_median_and_quartiles_equal_what_is_counted_by_hand(
    past: Project, until: dt.date, left: tuple[int, ...]
) -> None:
    idea = registers().stages[past.stage_id]

    pace = stays.pace_in(idea, until)

    assert pace is not None
    assert pace.moves == len(left)
    if left:
        expected = tuple(by_hand(left, part) for part in (0.25, 0.5, 0.75))
        assert (pace.quarter, pace.median, pace.three_quarters) == expected
        assert pace.median == median(left)
    assert pace.is_enough is (len(left) >= stays.FEWEST_MOVES == 8)
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_return_and_a_second_stay_count_on_their_own(past: Project, noora: Any) -> None:
    first = Project.objects.get(title_en="Earlier 0")
    with time_machine.travel("2026-02-10 10:00+03:00", tick=False):
        projects.move(Person.objects.get(pk=noora.pk), first, "idea")
    with time_machine.travel("2026-06-30 10:00+03:00", tick=False):
        projects.move(Person.objects.get(pk=noora.pk), Project.objects.get(pk=first.pk), "discovery")

    pace = stays.pace_in(registers().stages[past.stage_id], dt.date(2026, 7, 1))

    assert pace is not None
    # Ten days the first time and 140 the second; what was returned from discovery is no move forward.
    assert (pace.moves, pace.three_quarters) == (10, by_hand((*DAYS, 140), 0.75))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-05-31", ["30 days in this stage; half of 9 earlier projects took at most 50 days.", "Estimate from"]),
        ("2026-09-01", ["that time has passed"]),
    ],
)
def test_the_page_names_its_estimate_as_one(
    client_of: Any, maryam: Any, past: Project, now: str, words: list[str]
) -> None:
    with time_machine.travel(f"{now} 10:00+03:00", tick=False):
        page = client_of(maryam).get(reverse("projects:page", args=[past.pk])).content.decode()

    for said in words:
        assert said in page
    # A quarter of the moves took at most 30 days, three quarters 70.
    assert 'datetime="2026-05-31"' in page and 'datetime="2026-07-10"' in page


def test_too_little_history_is_said_and_no_date_made_up(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    stays.forget()

    page = client_of(maryam).get(reverse("projects:page", args=[project.pk])).content.decode()

    assert "Too little history to estimate the next gate: 0 earlier moves out of this stage, and 8 are needed." in page
    assert "Estimate from" not in page


def test_the_list_finds_who_is_longer_here_than_half(client_of: Any, sheikha: Any, past: Project) -> None:
    address = f"{reverse('projects:list')}?pace=slow&stage=idea"
    with time_machine.travel("2026-06-20 10:00+03:00", tick=False):
        assert "Running" not in client_of(sheikha).get(address).content.decode(), "fifty days are not more than fifty"
    with time_machine.travel("2026-06-21 10:00+03:00", tick=False):
        page = client_of(sheikha).get(address).content.decode()
    assert "Running" in page and "1 project found" in page
    assert "Longer here than half of earlier projects" in page
    assert '<span class="row-note">half within 50 days</span>' in page
    with time_machine.travel("2026-06-21 10:00+03:00", tick=False):
        page = client_of(sheikha).get(f"{address}&as-of=2026-06-20").content.decode()
    assert "0 projects found" in page, "on the day before it was not longer here than half"
    with time_machine.travel("2026-06-21 10:00+03:00", tick=False):
        page = client_of(sheikha).get(f"{reverse('projects:list')}?stage=idea&as-of=2026-05-11").content.decode()
    assert '<td data-label="Time in stage"><div>10 days<span class="row-note">since ' in page


def test_kept_and_counted_anew_after_a_move(past: Project, noora: Any, django_assert_num_queries: Any) -> None:
    idea = registers().stages[past.stage_id]
    stays.pace_in(idea, dt.date(2026, 6, 1))
    with django_assert_num_queries(0):
        stays.pace_in(idea, dt.date(2026, 6, 1))
    projects.move(noora, past, "discovery")
    with django_assert_num_queries(1):
        stays.pace_in(idea, dt.date(2026, 6, 1))
