"""Maryam asks for a gate and the lab decides."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portfolio.projects.actions import gates
from portfolio.projects.enums import GateStatus, Move, Ruling
from portfolio.projects.models import GateDecision, Project, StageTransition
from records.models import AuditEvent, Notification
from records.policy import NotAllowed
from tests.factories import projects

pytestmark = pytest.mark.django_db
SOON = dt.date.today() + dt.timedelta(days=60)


@pytest.fixture
def project(maryam: Any, moph: Any) -> Project:
    return projects.project(maryam, moph, stage="prototype", complete=True)


@pytest.fixture
def request_of_maryam(maryam: Any, noora: Any, project: Project) -> Any:
    return projects.gate_request(maryam, project)


def decided(by: Any, request: Any, client_of: Any, **typed: Any) -> Any:
    address = reverse("projects:gate_decide", args=[request.project_id, request.pk])
    return client_of(by).post(address, {"key": str(uuid.uuid4()), "reason": "Because.", **typed})


def test_the_lab_is_told_of_a_gate_that_waits(noora: Any, request_of_maryam: Any) -> None:
    told = Notification.objects.get(person=noora, kind="projects.gate_asked")

    assert told.path == f"/portfolio/projects/{request_of_maryam.project.reference}/"


@pytest.mark.parametrize(
    ("ruling", "more", "stage", "move"),
    [
        (Ruling.PROCEED, {}, "pilot", Move.FORWARD),
        (Ruling.REWORK, {}, "prototype", None),
        (Ruling.RETURN, {"return_to": "idea"}, "idea", Move.RETURNED),
        (Ruling.PAUSE, {"look_again_on": SOON.isoformat()}, "on-hold", Move.HELD),
        (Ruling.STOP, {}, "stopped", Move.STOPPED),
    ],
)
def test_every_ruling_has_its_move(
    client_of: Any,
    noora: Any,
    maryam: Any,
    request_of_maryam: Any,
    ruling: Ruling,
    more: dict[str, str],
    stage: str,
    move: Any,
) -> None:
    if "return_to" in more:
        more = {"return_to": str(projects.stage(more["return_to"]).pk)}
    before = StageTransition.objects.count()

    answer = decided(noora, request_of_maryam, client_of, ruling=ruling, **more)

    assert answer.status_code == 302
    project = Project.objects.select_related("stage").get(pk=request_of_maryam.project_id)
    decision = GateDecision.objects.get()
    assert project.stage.code == stage
    assert (decision.ruling, decision.reason, decision.decided_by) == (ruling, "Because.", noora)
    steps = list(StageTransition.objects.order_by("pk")[before:])
    assert [step.move for step in steps] == ([move] if move else [])
    assert all(step.decision == decision for step in steps)
    assert Notification.objects.filter(person=maryam, kind="projects.gate_decided").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ruling": ""}, "Choose one of the decisions."),
        ({"ruling": "maybe"}, "This cannot be chosen here."),
        ({"ruling": "proceed", "reason": " "}, "Give the reason of the decision."),
        ({"ruling": "return"}, "Choose the earlier stage that the project returns to."),
        ({"ruling": "pause"}, "Choose a day after today on which the lab looks again."),
        ({"ruling": "pause", "look_again_on": "2020-01-01"}, "Choose a day after today on which the lab looks again."),
    ],
)
def test_a_decision_that_lacks_something_is_not_made(
    client_of: Any, noora: Any, request_of_maryam: Any, typed: dict[str, str], sentence: str
) -> None:
    answer = decided(noora, request_of_maryam, client_of, **typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    request_of_maryam.refresh_from_db()
    assert request_of_maryam.status == GateStatus.OPEN
    assert GateDecision.objects.count() == 0


def test_a_later_stage_is_nothing_to_return_to(noora: Any, request_of_maryam: Any) -> None:
    with pytest.raises(ValidationError, match="earlier stage"):
        projects.decide(noora, request_of_maryam, Ruling.RETURN, return_to=projects.stage("scale"))


def test_of_two_curators_one_decides_and_the_other_is_told(
    client_of: Any, noora: Any, hamad: Any, request_of_maryam: Any
) -> None:
    assert decided(noora, request_of_maryam, client_of, ruling="proceed").status_code == 302
    browser = client_of(hamad)
    address = reverse("projects:gate_decide", args=[request_of_maryam.project_id, request_of_maryam.pk])

    answer = browser.post(address, {"key": str(uuid.uuid4()), "ruling": "stop", "reason": "No."}, follow=True)

    assert "Your decision was not recorded" in answer.content.decode()
    assert [decision.ruling for decision in GateDecision.objects.all()] == ["proceed"]


def test_a_gate_needs_a_complete_project(client_of: Any, maryam: Any, moph: Any) -> None:
    bare = projects.project(maryam, moph)
    whole = projects.project(maryam, moph, complete=True)
    browser = client_of(maryam)

    page = browser.get(reverse("projects:page", args=[bare.pk])).content.decode()
    assert "Complete the project first: both titles, both summaries and at least one objective." in page
    assert reverse("projects:gate_ask", args=[bare.pk]) not in page
    assert browser.get(reverse("projects:gate_ask", args=[bare.pk])).status_code == 403
    assert (
        reverse("projects:gate_ask", args=[whole.pk])
        in browser.get(reverse("projects:page", args=[whole.pk])).content.decode()
    )
    assert browser.get(reverse("projects:gate_ask", args=[whole.pk])).status_code == 200


def test_a_second_request_waits_for_the_first(maryam: Any, request_of_maryam: Any) -> None:
    project = Project.objects.get(pk=request_of_maryam.project_id)
    with pytest.raises(NotAllowed, match="waits for its decision"):
        projects.gate_request(maryam, project)

    gates.withdraw(by=maryam, request=request_of_maryam)

    assert projects.gate_request(maryam, Project.objects.get(pk=project.pk)).status == GateStatus.OPEN


def test_who_asked_does_not_decide(maryam: Any, hamad: Any, moph: Any, project: Project) -> None:
    from accounts.actions import memberships
    from accounts.enums import Role

    memberships.give_role(by=hamad, person=maryam, role=Role.LAB_CURATOR, agency=moph)
    maryam = type(maryam).objects.get(pk=maryam.pk)
    request = projects.gate_request(maryam, project)

    with pytest.raises(NotAllowed, match="does not decide"):
        projects.decide(maryam, request)
    assert projects.decide(hamad, request).ruling == Ruling.PROCEED


def test_a_request_whose_project_has_left_the_stage_is_not_decided(noora: Any, request_of_maryam: Any) -> None:
    Project.objects.filter(pk=request_of_maryam.project_id).update(stage=projects.stage("scale"))

    with pytest.raises(ValidationError, match="has left the stage"):
        projects.decide(noora, request_of_maryam)


def test_a_decision_leaves_one_event(noora: Any, request_of_maryam: Any) -> None:
    events = AuditEvent.objects.count()

    projects.decide(noora, request_of_maryam)

    event = AuditEvent.objects.first()
    assert AuditEvent.objects.count() == events + 1
    assert event is not None
    assert (event.before, event.after) == ({"stage": "prototype"}, {"ruling": "proceed", "stage": "pilot"})
