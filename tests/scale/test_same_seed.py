"""The same seed makes the same country on the same day, with everything that is laid over its projects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Agency
from portfolio.benefits.models import LedgerEntry, Share
from portfolio.ideas.models import IdeaStep, Support
from portfolio.measures.models import Reading
from portfolio.projects.models import Alignment, GateCondition, PanelRating, Project
from tests.factories import projects


def test_the_same_seed_makes_the_same_country(db: None) -> None:
    digests = [digest_of_a_country(seed) for seed in (7, 7, 8)]
    assert digests[0] == digests[1] != digests[2]


def test_no_country_is_laid_over_what_people_work_with(db: None, maryam: Any, moph: Any) -> None:
    projects.project(maryam, moph)
    with pytest.raises(CommandError, match="holds a country already"):
        call_command("seed_scale", agencies=2, projects=1, updates=0, seed=4, stdout=StringIO())
    assert (Project.objects.count(), Agency.objects.filter(code="S001").count()) == (1, 0)


class Undo(Exception):
    pass


def digest_of_a_country(seed: int) -> str:
    try:
        with transaction.atomic():
            call_command("seed_scale", agencies=3, projects=40, updates=400, seed=seed, stdout=StringIO())
            told = hashlib.sha256("\n".join(lines()).encode()).hexdigest()
            raise Undo
    except Undo:
        return told


def lines() -> Iterator[str]:
    """Everything of the projects that is not a primary key, which a database never gives twice."""
    for project in Project.objects.order_by("id").select_related("lead_agency", "stage"):
        yield f"{project.title_ar} {project.registered_on} {project.lead_agency.code} {project.stage.code}"
        yield from (
            f"{u.happened_on} {u.confidence} {u.what_changed} {u.posted_by.email}" for u in project.updates.all()
        )
        yield from (f"{t.happened_on} {t.move} {t.reason}" for t in project.transitions.all())
        links = Alignment.objects.filter(project=project).order_by("objective__code")
        yield from (f"{link.objective.code} {link.since} {link.until}" for link in links)
    for reading in Reading.objects.order_by("id").select_related("indicator"):
        yield f"{reading.indicator.code} {reading.period_on} {reading.value} {reading.read_on}"
    for entry in LedgerEntry.objects.order_by("id").select_related("recorded_by"):
        yield f"{entry.kind} {entry.period_on} {entry.value} {entry.happened_on} {entry.recorded_by}"
    yield from (str(part) for part in Share.objects.order_by("id").values_list("agency__code", "hundredths"))
    yield from (str(step) for step in IdeaStep.objects.order_by("id").values_list("step", "happened_on", "idea__title"))
    yield from (str(one) for one in Support.objects.order_by("id").values_list("person__email", "since"))
    yield from (str(one) for one in PanelRating.objects.order_by("id").values_list("rating", "seat__person__email"))
    yield from (str(one) for one in GateCondition.objects.order_by("id").values_list("text", "due_on"))
