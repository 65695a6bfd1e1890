"""A seeded country is one that the actions could have made: its derived rows agree with its facts."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q

from accounts.enums import Role
from accounts.models import Agency, Membership, Person
from portfolio.projects.actions.states import draw_history, words_of_project
from portfolio.projects.enums import ENDED, GateStatus, HandoverStatus, StageKind, Visibility
from portfolio.projects.models import (
    GateRequest,
    Handover,
    Partnership,
    Project,
    ProjectState,
    ProjectUpdate,
    StageTransition,
    UpdateWording,
)
from portfolio.projects.seeding.lives import shares
from portfolio.projects.stage_machine import is_legal, move_between
from records.clock import today
from records.models import AuditEvent

DRAWN = [field.attname for field in ProjectState._meta.fields if field.attname != "id"]
KEPT = ("stage_id", "stage_since", "last_update_on", "confidence", "confidence_note", "lead_agency_id")


def test_it_has_exactly_what_was_asked_for(country: None) -> None:
    assert Project.objects.count() == 650
    assert ProjectUpdate.objects.count() == 9_000
    assert Agency.objects.filter(code__startswith="S0").count() == 12
    for agency in Agency.objects.filter(code__startswith="S0"):
        held = set(Membership.objects.valid_today().filter(agency=agency).values_list("role", flat=True))
        assert held == {Role.INNOVATION_OFFICER, Role.AGENCY_LEAD, Role.TRAINEE}


def test_where_each_project_stood_is_what_its_facts_draw(country: None) -> None:
    for project in Project.objects.order_by("?")[:120]:
        seeded, kept = states_of(project), {name: getattr(project, name) for name in KEPT}
        with transaction.atomic():
            draw_history(project)
        project.refresh_from_db()
        assert states_of(project) == seeded
        assert {name: getattr(project, name) for name in KEPT} == kept


def test_the_comparison_sees_a_state_that_does_not_agree(country: None) -> None:
    project = Project.objects.filter(updates__confidence="red").order_by("id").first()
    assert project is not None
    ProjectState.objects.filter(project=project, to_date=None).update(stage_since=dt.date(1999, 1, 1))
    seeded = states_of(project)
    with transaction.atomic():
        draw_history(project)
    assert states_of(project) != seeded


def test_every_kind_of_fact_is_there(country: None) -> None:
    """Otherwise the comparison above would say nothing about it."""
    moves = set(StageTransition.objects.values_list("move", flat=True))
    assert moves == {"registered", "forward", "skipped", "returned", "held", "resumed", "stopped", "merged"}
    assert set(GateRequest.objects.values_list("status", flat=True)) == {GateStatus.OPEN, GateStatus.DECIDED}
    assert set(GateRequest.objects.exclude(decision=None).values_list("decision__ruling", flat=True)) == {
        "proceed", "conditions", "rework", "return", "pause", "stop",
    }  # fmt: skip
    assert Handover.objects.filter(status=HandoverStatus.ACCEPTED).exists()
    assert UpdateWording.objects.exists()
    assert Project.objects.filter(last_update_on=None).exists()
    assert Partnership.objects.exclude(until=None).exists()
    for visibility in Visibility.values:
        assert Project.objects.filter(visibility=visibility).exists()
    assert ProjectState.objects.filter(visibility=Visibility.AGENCY).exclude(project__visibility="agency").exists()


def test_no_step_was_taken_that_the_path_does_not_have(country: None) -> None:
    stages = {stage.pk: stage for stage in Project.objects.all()[0].pathway.stages.all()}
    for step in StageTransition.objects.exclude(from_stage=None):
        before, after = stages[step.from_stage_id], stages[step.to_stage_id]
        assert is_legal(before, after)
        assert move_between(before, after, list(stages.values())) == step.move


def test_nothing_happens_before_its_time_or_after_its_end(country: None) -> None:
    assert not ProjectUpdate.objects.filter(
        Q(happened_on__lt=F("project__registered_on")) | Q(happened_on__gt=today())
    ).exists()
    ended = Q(project__stage__kind__in=ENDED)
    assert not ProjectUpdate.objects.filter(ended, happened_on__gt=F("project__stage_since")).exists()
    assert not GateRequest.objects.filter(ended, status=GateStatus.OPEN).exists()
    assert not Handover.objects.filter(ended, status=HandoverStatus.OFFERED).exists()
    assert not Partnership.objects.filter(until=None, agency=F("project__lead_agency")).exists()
    on_hold = Project.objects.filter(stage__kind=StageKind.HOLD)
    assert on_hold.exists() and not on_hold.filter(look_again_on=None).exists()
    assert not Project.objects.filter(visibility=Visibility.PUBLIC, alignments=None).exists()


def test_who_told_an_update_worked_for_the_agency_that_led_then(country: None) -> None:
    for state in ProjectState.objects.filter(project__handovers__status="accepted"):
        until = state.to_date or today() + dt.timedelta(days=1)
        told = ProjectUpdate.objects.filter(
            project=state.project_id, happened_on__gte=state.from_date, happened_on__lt=until
        )
        for update in told.select_related("posted_by"):
            assert update.posted_by.standing.agencies_as(Role.INNOVATION_OFFICER) == {state.lead_agency_id}


def test_each_batch_is_one_event_of_the_trail(country: None) -> None:
    events = AuditEvent.objects.filter(action="projects.seed_scale").order_by("id")
    assert [event.count for event in events] == [500, 150]
    assert sum(event.after["updates"] for event in events) == 9_000


def test_words_find_the_project(country: None) -> None:
    state = ProjectState.objects.on(None).select_related("project")[7]
    assert state.words == words_of_project(state.project)
    assert state in ProjectState.objects.on(None).filter(words__have=state.project.reference)


def test_nobody_of_it_can_sign_in(country: None) -> None:
    people = Person.objects.filter(email__endswith="@scale.example").exclude(email__startswith="administrator@")
    assert people.exists()
    assert not any(person.has_usable_password() for person in people)
    assert not Person.objects.filter(is_demo=True).exists()


def test_the_sequences_go_on_after_it(country: None) -> None:
    last = Project.objects.order_by("-id")[0]
    last.pk, last._state.adding = None, True
    last.save()
    assert last.pk == 651 + Project.objects.order_by("id")[0].pk - 1


def test_constraints_hold_at_the_end(country: None) -> None:
    connection.check_constraints()


def test_a_country_is_seeded_once(country: None) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("seed_scale", agencies=2, projects=1, updates=0, seed=4, stdout=StringIO())
    assert Project.objects.count() == 650


@pytest.mark.parametrize(("projects", "updates"), [(1, 0), (1, 50), (7, 3), (300, 12_345)])
def test_updates_are_shared_out_to_the_last(projects: int, updates: int) -> None:
    given = shares(1, projects, updates, dt.date(2026, 1, 1))
    assert len(given) == projects and sum(given) == updates and min(given) >= 0


def states_of(project: Project) -> list[dict[str, Any]]:
    return list(project.states.order_by("from_date").values(*DRAWN))
