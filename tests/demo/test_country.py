"""The demo country: the same on every run, a year old on the day of loading, and never mixed into a real one."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from accounts.enums import Role
from accounts.models import Agency, Membership, Person
from accounts.queries import demo_accounts
from portfolio.agenda.queries import objectives_in_force
from portfolio.projects import covers
from portfolio.projects.enums import GateStatus, HandoverStatus, StageKind
from portfolio.projects.founding_pathways import ACCELERATOR
from portfolio.projects.models import (
    GateRequest,
    Handover,
    Lesson,
    Project,
    ProjectFile,
    ProjectState,
    ProjectUpdate,
    StageTransition,
)
from portfolio.projects.queries import standard_version
from portfolio.projects.rules import missing_parts
from portfolio.reports.country import Country
from portfolio.reports.country_contents import as_it_stands, newest
from portfolio.reports.models import ReportingQuarter
from portfolio.reports.verifying import findings
from portfolio.workspace.demo.country import load_country
from portfolio.workspace.demo.covers import cover
from portfolio.workspace.demo.people import PERSONAS
from portfolio.workspace.demo.stories import STORIES
from records.clock import today
from records.models import AuditEvent, Notification
from tests.factories.accounts import can_sign_in

PASSWORD = "follow the path"
pytestmark = pytest.mark.django_db
SEEDED = ["CGB", "GCO", "MCIT", "MOI", "MOPH", "PHCC", "QRDI", "SJC"]


@pytest.fixture(scope="module")
def one_day() -> Iterator[None]:
    """It is noon when the country is loaded, so that the day does not turn between loading and looking."""
    noon = dt.datetime.combine(today(), dt.time(12), timezone.get_default_timezone())
    with time_machine.travel(noon, tick=True):
        yield


@pytest.fixture(scope="module")
def first_run(one_day: None, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """Loaded twice for the whole module: what the first run made is remembered and taken back, the second stays."""
    shapes = []
    with (
        django_db_blocker.unblock(),
        override_settings(
            DEMO=True, DEMO_PASSWORD=PASSWORD, STORAGES=keeping_files_in(tmp_path_factory.mktemp("demo"))
        ),
    ):
        with transaction.atomic():
            load_country(password=PASSWORD)
            shapes = shape()
            transaction.set_rollback(True)
        with transaction.atomic():
            said = io.StringIO()
            call_command("load_demo", stdout=said)
            yield {"shape": shapes, "said": said.getvalue(), "storages": settings.STORAGES}
            transaction.set_rollback(True)


@pytest.fixture
def country(first_run: Any, db: None) -> Any:
    return first_run


def keeping_files_in(folder: Any) -> dict[str, Any]:
    kept = {name: dict(one) for name, one in settings.STORAGES.items()}
    kept["private"]["OPTIONS"] = {"location": str(folder), "base_url": None}
    return kept


def everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def shape() -> list[tuple[Any, ...]]:
    """What every run has in common: everything but the passwords and the moments of recording."""
    return [
        *Project.objects.order_by("pk").values_list("title_en", "stage__code", "stage_since", "confidence", "cover"),
        *StageTransition.objects.order_by("pk").values_list("project__title_en", "move", "happened_on", "reason"),
        *ProjectUpdate.objects.order_by("pk").values_list("project__title_en", "happened_on", "what_changed"),
        *Notification.objects.order_by("pk").values_list("kind", "person__email"),
    ]


def test_a_second_run_changes_nothing(country: None) -> None:
    before = everything()
    assert not load_country(password=PASSWORD)
    assert everything() == before


def test_every_run_makes_the_same(country: Any) -> None:
    assert len(country["shape"]) > 200
    assert shape() == country["shape"]


def test_the_agencies_that_the_sources_name_and_marked_others(country: None) -> None:
    named = Agency.objects.filter(is_demo=False)
    assert sorted(named.values_list("code", flat=True)) == sorted(SEEDED)
    assert Agency.objects.called("CSGDB").get() == Agency.objects.called("ديوان الخدمه المدنيه والتطوير الحكومي").get()
    invented = list(Agency.objects.filter(is_demo=True))
    assert len(invented) >= 4
    assert all("(demo)" in agency.name_en and "(تجريبي)" in agency.name_ar for agency in invented)


def test_there_is_somebody_for_every_role_and_only_they_sign_in(country: None) -> None:
    held = Membership.objects.filter(person__email__in=[person.email for person in PERSONAS])
    # Yousef judges and sits on the AI Committee.
    assert set(held.values_list("role", flat=True)) == set(Role)
    assert [account.email for account in demo_accounts()] and len(demo_accounts()) == len(PERSONAS)
    assert all(can_sign_in(person.email, PASSWORD) for person in PERSONAS)
    assert not can_sign_in("jassim@demo.masar.test", PASSWORD)
    assert not Person.objects.filter(is_demo=False).exists()


def test_twenty_four_projects_over_every_stage_and_one_of_a_hundred_days(country: None) -> None:
    projects = Project.objects.select_related("stage")
    hundred = projects.get(pathway__pathway__code=ACCELERATOR)
    assert (hundred.stage.code, hundred.is_demo, missing_parts(hundred)) == ("to-day-100", True, [])
    projects = projects.exclude(pk=hundred.pk)
    assert len(STORIES) == projects.count() == 24
    spread = Counter(project.stage.code for project in projects)
    assert set(spread) == {stage.code for stage in standard_version().stages.all()}
    assert projects.values("lead_agency").distinct().count() >= 10
    assert set(projects.values_list("visibility", flat=True)) == {"public", "government", "agency"}
    assert not [project for project in projects if missing_parts(project)]
    assert all(project.is_demo and not project.source_name for project in projects)


def test_a_year_of_updates_that_ends_today(country: None) -> None:
    days = list(ProjectUpdate.objects.values_list("happened_on", flat=True))
    assert len(days) > 150
    assert max(days) == today() and min(days) < today() - dt.timedelta(days=330)
    months = {(day.year, day.month) for day in days}
    assert len(months) >= 12
    assert not StageTransition.objects.filter(happened_on__gt=today()).exists()


def test_nobody_of_the_demo_writes_on_a_weekend(country: None) -> None:
    past = ProjectUpdate.objects.exclude(happened_on=today()).values_list("happened_on", flat=True)
    assert not [day for day in past if day.weekday() in (4, 5)]


def test_today_has_work_in_it(country: None) -> None:
    assert GateRequest.objects.filter(status=GateStatus.OPEN).count() == 4
    [permit] = Project.objects.filter(gate_requests__status=GateStatus.OPEN).filter(gate_requests__status="decided")
    first, again = permit.gate_requests.order_by("pk")
    assert (first.decision.ruling, again.gate, permit.stage) == ("rework", first.gate, first.gate.from_stage)
    unmet = first.seats.filter(ratings__rating="not_met").values_list("ratings__criterion__code", flat=True)
    assert set(unmet) == {"pilot"}, "why it did not pass"
    [lesson] = Lesson.objects.select_related("project__stage")
    assert lesson.project.stage.kind == StageKind.STOPPED and lesson.learnt_en and lesson.learnt_ar
    assert StageTransition.objects.filter(happened_on=today(), decision__isnull=False).count() == 1
    offered = Handover.objects.get(status=HandoverStatus.OFFERED)
    assert (offered.from_agency.code, offered.to_agency.code) == ("MOI", "MOPH")
    told = dict(Counter(Notification.objects.values_list("person__email", flat=True)))
    assert told["noora@demo.masar.test"] and told["maryam@demo.masar.test"] and told["sheikha@demo.masar.test"]


def test_some_stand_still_and_an_objective_waits_for_a_project(country: None) -> None:
    still = [
        project
        for project in Project.objects.filter(stage__kind=StageKind.ON_PATH).select_related("stage")
        if (today() - project.stage_since).days > project.stage.usual_days
    ]
    assert 3 <= len(still) <= 6
    uncovered = [objective.code for objective in objectives_in_force() if not objective.projects.exists()]
    assert uncovered == ["digital-agenda-growth"]


def test_states_agree_with_the_projects(country: None) -> None:
    for project in Project.objects.all():
        state = ProjectState.objects.get(project=project, to_date=None)
        assert (state.stage_id, state.stage_since, state.confidence) == (
            project.stage_id,
            project.stage_since,
            project.confidence,
        )
    half_a_year_ago = ProjectState.objects.on(today() - dt.timedelta(days=182))
    assert 10 < half_a_year_ago.count() < 24


def test_the_trail_tells_honestly_who_recorded_it_and_when(country: None) -> None:
    recorded = AuditEvent.objects.filter(action="projects.record_history")
    assert {event.actor.email for event in recorded if event.actor} == {"noora@demo.masar.test"}
    assert not AuditEvent.objects.filter(at__date__lt=today()).exists()
    assert not StageTransition.objects.filter(recorded_at__date__lt=today()).exists()


def test_covers_are_drawn_the_same_each_time_and_kept_as_renditions(country: Any) -> None:
    assert cover("birth") == cover("birth") != cover("death")
    with_cover = Project.objects.exclude(cover="")
    # And that of the hundred days.
    assert with_cover.count() == sum(story.visibility == "public" for story in STORIES) + 1
    shown = {one.file.content_type for one in ProjectFile.objects.select_related("file")}
    assert len(shown) == 3, "a sheet, notes and a picture"
    project = with_cover.first()
    assert project is not None
    with (
        override_settings(STORAGES=country["storages"]),
        covers.storage().open(covers.place_of(project.pk, project.cover, 1200)) as kept,
    ):
        assert Image.open(io.BytesIO(kept.read())).size == (1200, 675)


def test_the_command_says_what_it_did(country: Any) -> None:
    again = io.StringIO()
    with override_settings(DEMO=True, DEMO_PASSWORD=PASSWORD):
        call_command("load_demo", stdout=again)
    assert country["said"] == "The demo country is loaded.\n"
    assert again.getvalue() == "The demo country is here already.\n"


def test_the_leadership_finds_a_published_report_of_each_closed_quarter(country: None) -> None:
    """What is published is what was accepted; the newest quarter is a draft, because not all reports are in."""
    newest_quarter, *closed = ReportingQuarter.objects.order_by("-first_day")
    assert newest(newest_quarter) is None
    for at, quarter in enumerate(closed):
        earlier = closed[at + 1 :]
        frozen = newest(quarter)
        assert frozen and frozen.says(as_it_stands(Country(quarter), Country(earlier[0]) if earlier else None))
    told = Notification.objects.filter(kind="reports.country_published", person__email="sheikha@demo.masar.test")
    assert told.count() == len(closed) == 2
    assert findings() == []
