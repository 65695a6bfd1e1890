"""Two people at the same second, each in a process of their own; and the same without the lock, which goes wrong."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
from django.db import connection

from portfolio.projects.models import GateDecision, Project, ProjectState, StageTransition
from records.models import AuditEvent
from tests.factories import projects
from tests.processes import finish, start_python

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# Each process gets ready, waits for the same moment, and dwells on the row that it has read.
HANDS = """
import json, sys, time, uuid
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from accounts.models import Person
from portfolio.projects.actions import gates, registration, updates
from portfolio.projects.models import GateRequest, Project, ProjectUpdate
from records import versions
from records.actions.submissions import once
from records.policy import NotAllowed
from records.versions import EditConflict

def dwelling(queryset, pk, expected=None):
    row = held(queryset, pk, expected)
    time.sleep(0.7)
    return row

def without_lock(queryset, pk, expected=None):
    row = queryset.get(pk=pk)
    if expected is not None and row.version != expected:
        raise EditConflict(row)
    time.sleep(0.7)
    return row

held, goal_of = versions.locked, gates._goal_of

def dwelling_goal(*told):
    time.sleep(0.7)
    return goal_of(*told)

gates._goal_of = dwelling_goal
for module in (gates, registration, updates):
    module.locked = {lock}
me = Person.objects.get(pk={person})
thing = {thing}
me.standing
while time.time() < {moment}:
    time.sleep(0.005)
try:
    {act}
    print(json.dumps("done"))
except (EditConflict, NotAllowed, ValidationError, IntegrityError) as refusal:
    print(json.dumps(type(refusal).__name__))
"""


def at_once(people: list[Any], thing: str, acts: list[str], *, lock: str = "dwelling") -> list[str]:
    moment = time.time() + 6
    hands = [
        start_python(HANDS.format(person=person.pk, thing=thing, act=act, moment=moment, lock=lock))
        for person, act in zip(people, acts, strict=True)
    ]
    return sorted(json.loads(finish(hand)) for hand in hands)


def only_where_writers_overlap() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("not run on SQLite: it lets one writer in at a time, with the lock and without it")


def edit(title: str) -> str:
    return f"registration.edit(by=me, project=thing, version=1, title_en={title!r})"


@pytest.fixture
def project(maryam: Any, noora: Any, hamad: Any, moph: Any) -> Project:
    return projects.project(maryam, moph, complete=True)


def test_of_two_edits_one_is_saved_and_the_other_told(project: Project, maryam: Any, noora: Any) -> None:
    outcome = at_once([maryam, noora], f"Project.objects.get(pk={project.pk})", [edit("Maryam's"), edit("Noora's")])

    assert outcome == ["EditConflict", "done"]
    project.refresh_from_db()
    assert project.version == 2
    assert AuditEvent.objects.filter(action="projects.edit").count() == 1
    assert ProjectState.objects.on(None).get(project=project).title_en == project.title_en


def test_without_the_lock_an_edit_is_lost(project: Project, maryam: Any, noora: Any) -> None:
    only_where_writers_overlap()

    outcome = at_once(
        [maryam, noora],
        f"Project.objects.get(pk={project.pk})",
        [edit("Maryam's"), edit("Noora's")],
        lock="without_lock",
    )

    assert outcome == ["done", "done"], "both were told that theirs is saved"


def decide(ruling: str) -> str:
    return f"gates.decide(by=me, request=thing, ruling={ruling!r}, reason='Because.', lesson_en='Ask first.')"


def test_of_two_decisions_one_is_made(project: Project, maryam: Any, noora: Any, hamad: Any) -> None:
    request = projects.judged(noora, projects.gate_request(maryam, project))

    outcome = at_once([noora, hamad], f"GateRequest.objects.get(pk={request.pk})", [decide("proceed"), decide("stop")])

    assert outcome == ["NotAllowed", "done"]
    decision = GateDecision.objects.get()
    project = Project.objects.select_related("stage").get(pk=project.pk)
    assert project.stage.code == {"proceed": "discovery", "stop": "stopped"}[decision.ruling]
    assert StageTransition.objects.filter(project=project).count() == 2
    assert AuditEvent.objects.filter(action="projects.decide_gate").count() == 1


def test_without_the_lock_the_second_decision_breaks(project: Project, maryam: Any, noora: Any, hamad: Any) -> None:
    only_where_writers_overlap()
    request = projects.judged(noora, projects.gate_request(maryam, project))

    outcome = at_once(
        [noora, hamad],
        f"GateRequest.objects.get(pk={request.pk})",
        [decide("proceed"), decide("stop")],
        lock="without_lock",
    )

    assert outcome == ["IntegrityError", "done"], "stopped by the database alone, with nothing to tell the curator"


def tell(words: str, confidence: str) -> str:
    return (
        f"updates.post(by=me, project=thing, what_changed={words!r}, confidence={confidence!r}, confidence_note='Why.')"
    )


def test_of_two_updates_both_are_kept(project: Project, maryam: Any, khalid: Any, moi: Any) -> None:
    shared = projects.project(maryam, project.lead_agency, partners=[moi])

    outcome = at_once(
        [maryam, khalid],
        f"Project.objects.select_related('stage').get(pk={shared.pk})",
        [tell("Hers", "red"), tell("His", "amber")],
    )

    assert outcome == ["done", "done"]
    assert {update.what_changed for update in shared.updates.all()} == {"Hers", "His"}
    shared.refresh_from_db()
    latest = shared.updates.first()
    assert latest is not None
    assert shared.confidence == latest.confidence, "the latest speaks for the project"
    assert ProjectState.objects.on(None).get(project=shared).confidence == latest.confidence


def send(key: str, body: str) -> str:
    return f"once(by=me, key=uuid.UUID({key!r}), work=lambda: str({body}.pk))"


def test_a_form_sent_twice_in_one_second_is_done_once(project: Project, maryam: Any) -> None:
    key = str(uuid.uuid4())
    thing = f"Project.objects.select_related('stage').get(pk={project.pk})"

    outcome = at_once([maryam, maryam], thing, [send(key, tell("Once", "green"))] * 2)

    assert outcome == ["done", "done"]
    assert project.updates.count() == 1


def test_without_its_key_it_is_done_twice(project: Project, maryam: Any) -> None:
    thing = f"Project.objects.select_related('stage').get(pk={project.pk})"

    outcome = at_once([maryam, maryam], thing, [tell("Once", "green")] * 2)

    assert outcome == ["done", "done"]
    assert project.updates.count() == 2
