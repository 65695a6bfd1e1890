"""Weights of objectives: whole percent that come to 100 on every day of a project's life."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership, Person
from portfolio.projects.actions import registration
from portfolio.projects.models import Alignment, Project, ProjectState
from portfolio.projects.weights import equal_split, filled_up, weighted
from tests.factories import projects

DAYS = st.integers(0, 20).map(lambda day: dt.date(2026, 1, 1) + dt.timedelta(days=day))
LINKS = st.lists(st.tuples(st.integers(1, 4), DAYS, st.none() | DAYS), max_size=8)


@given(st.sets(st.integers(1, 300), min_size=1, max_size=100))
def test_an_equal_split_comes_to_100_and_nobody_gets_two_more_than_another(things: set[int]) -> None:
    split = equal_split(things)
    assert set(split) == things
    assert sum(split.values()) == 100
    assert max(split.values()) - min(split.values()) <= 1


@given(st.dictionaries(st.integers(1, 9), st.none() | st.integers(1, 100), min_size=1))
def test_what_is_left_goes_to_those_without_a_weight(given_weights: dict[int, int | None]) -> None:
    filled = filled_up(given_weights)
    assert all(filled[pk] == weight for pk, weight in given_weights.items() if weight is not None)
    if len(filled) == len(given_weights) and None in given_weights.values():
        assert sum(filled.values()) == 100


@given(LINKS)
def test_links_without_weights_come_to_100_on_every_day_that_they_cover(links: list[Any]) -> None:
    held = weighted(links)
    for number in range(25):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        there = {what for what, since, until in links if since <= day and (until is None or until > day)}
        then = [one for one in held if one.since <= day and (one.until is None or one.until > day)]
        assert {one.what for one in then} == there
        assert len(then) == len(there), "each once"
        assert sum(one.weight for one in then) == (100 if there else 0)


def weights_on(project: Project, day: dt.date) -> dict[str, int]:
    return {
        link.objective.code: link.weight
        for link in Alignment.objects.filter(Alignment.on(day), project=project).select_related("objective")
    }


@pytest.mark.django_db
def test_objectives_share_a_project_equally_unless_somebody_says_otherwise(maryam: Any, moph: Any) -> None:
    first, second, third = (projects.objective(code) for code in ("first", "second", "third"))
    today = dt.date.today()
    project = projects.project(maryam, moph, objectives=[first, second, third])
    assert sorted(weights_on(project, today).values()) == [33, 33, 34]
    registration.edit(by=maryam, project=project, version=1, objectives={first: 70, second: None, third: 10})
    assert weights_on(project, today) == {"first": 70, "second": 20, "third": 10}
    registration.edit(by=maryam, project=project, version=2, objectives=[third, first, second], trl=4)
    assert weights_on(project, today) == {"first": 70, "second": 20, "third": 10}, "the same objectives keep theirs"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ((60, 50), "The weights come to 110 %, not to 100 %."),
        ((60, 30), "The weights come to 90 %, not to 100 %."),
        ((100, None), "The weights leave nothing for the objectives without one."),
        ((100, 0), "A weight is a whole percent from 1 to 100."),
        ((140, -40), "A weight is a whole percent from 1 to 100."),
    ],
)
def test_weights_that_do_not_come_to_100_are_refused(maryam: Any, moph: Any, said: Any, sentence: str) -> None:
    first, second = projects.objective("first"), projects.objective("second")
    with pytest.raises(ValidationError) as refusal:
        projects.project(maryam, moph, objectives=dict(zip((first, second), said, strict=True)))
    assert sentence in refusal.value.message_dict["objectives"][0]
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_a_past_day_keeps_the_weights_and_the_classification_of_its_time(maryam: Any, moph: Any) -> None:
    first, second = projects.objective("first"), projects.objective("second")
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    with time_machine.travel("2026-01-10 10:00+03:00", tick=False):
        project = projects.project(
            Person.objects.get(pk=maryam.pk), moph, objectives=[first, second], facet="mission", uses_ai=True
        )
    with time_machine.travel("2026-03-10 10:00+03:00", tick=False):
        registration.edit(
            by=Person.objects.get(pk=maryam.pk),
            project=project,
            version=1,
            objectives={first: 80, second: 20},
            facet="adaptive",
            uses_ai=False,
        )
    assert weights_on(project, dt.date(2026, 3, 9)) == {"first": 50, "second": 50}
    assert weights_on(project, dt.date(2026, 3, 10)) == {"first": 80, "second": 20}
    stood = [ProjectState.objects.on(dt.date(2026, 3, day)).get(project=project) for day in (9, 10)]
    assert [(state.facet, state.uses_ai) for state in stood] == [("mission", True), ("adaptive", False)]


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "value"), [("facet", "disruptive"), ("kind", "gadget"), ("trl", 0), ("trl", 10)])
def test_a_class_that_does_not_exist_is_refused(maryam: Any, moph: Any, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        projects.project(maryam, moph, **{field: value})
    assert list(refusal.value.message_dict) == [field]
    assert projects.project(maryam, moph, facet="mission", kind="technology", trl=9).trl == 9


def test_links_from_before_there_were_weights_are_shared_equally_by_the_migration(maryam: Any, moph: Any) -> None:
    first, second = projects.objective("first"), projects.objective("second")
    project = projects.project(maryam, moph, objectives=[first])
    Alignment.objects.all().delete()
    for objective, since in ((first, dt.date(2026, 1, 1)), (second, dt.date(2026, 2, 1))):
        Alignment.objects.create(project_id=project.pk, objective_id=objective.pk, since=since, weight=100)
    import_module("portfolio.projects.migrations.0007_weights_of_alignments").share_equally(apps, None)
    assert weights_on(project, dt.date(2026, 1, 31)) == {"first": 100}
    assert weights_on(project, dt.date(2026, 2, 1)) == {"first": 50, "second": 50}
