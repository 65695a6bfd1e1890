"""The rules of the path: tried exhaustively on the pure machine, and by random walks through the actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Membership, Person
from portfolio.projects.actions import moves
from portfolio.projects.enums import ENDED, NEED_A_REASON, Move, Ruling, StageKind
from portfolio.projects.models import GateRequest, Project, ProjectState, Stage, StageTransition
from portfolio.projects.queries import stages_of, standard_version
from portfolio.projects.stage_machine import is_legal, move_between
from records.append_only import AppendOnlyError
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import projects


@dataclass(frozen=True)
class Place:
    pk: int
    kind: str
    order: int


def paths() -> st.SearchStrategy[list[Place]]:
    """A path of two to eight stages and, after it, some of the three places off it; numbered in any order."""

    def built(on_path: int, off: list[str], numbers: list[int]) -> list[Place]:
        kinds = [StageKind.ON_PATH] * on_path + [StageKind(kind) for kind in off]
        return [Place(number, kind, order) for order, (kind, number) in enumerate(zip(kinds, numbers, strict=False))]

    off = st.lists(st.sampled_from(["hold", "stopped", "merged"]), unique=True)
    return st.builds(built, st.integers(2, 8), off, st.permutations(range(1, 12)))


@given(paths(), st.data())
def test_a_step_is_named_by_where_it_goes(path: list[Place], data: Any) -> None:
    before, after = data.draw(st.sampled_from(path)), data.draw(st.sampled_from(path))
    named = move_between(before, after, path)

    if before == after:
        assert named == Move.RELABELLED
    elif after.kind != StageKind.ON_PATH:
        assert named == {"hold": Move.HELD, "stopped": Move.STOPPED, "merged": Move.MERGED}[after.kind]
    elif before.kind != StageKind.ON_PATH:
        assert named == Move.RESUMED
    else:
        steps = after.order - before.order
        assert named == (Move.RETURNED if steps < 0 else Move.FORWARD if steps == 1 else Move.SKIPPED)


@given(paths(), st.data())
def test_what_has_ended_stays_ended_and_no_step_stays(path: list[Place], data: Any) -> None:
    before, after = data.draw(st.sampled_from(path)), data.draw(st.sampled_from(path))

    legal = is_legal(before, after)

    if before == after or before.kind in ENDED:
        assert not legal
    else:
        assert legal


def test_nothing_before_is_a_registration() -> None:
    place = Place(1, StageKind.ON_PATH, 1)
    assert move_between(None, place, [place]) == Move.REGISTERED


class Walk(RuleBasedStateMachine):
    """A project is walked about by its officer and the lab, day by day, and what was written is compared each time."""

    people: dict[str, Any] = {}

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(
            dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=3))), tick=False
        )
        self.now = self.clock.start()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        self.clock.stop()

    def person(self, name: str) -> Any:
        return Person.objects.get(pk=self.people[name])

    @initialize()
    def registered(self) -> None:
        self.project_id = projects.project(
            self.person("maryam"), self.people["moph"], complete=True, title_en="A walk", title_ar="جولة"
        ).pk
        self.stage = "idea"
        self.since = today()
        self.by_day: dict[dt.date, str] = {}
        self.moves = 1
        self.events = AuditEvent.objects.count()

    @property
    def project(self) -> Project:
        return Project.objects.select_related("stage__gate_out", "pathway").get(pk=self.project_id)

    @rule(days=st.integers(1, 100))
    def time_passes(self, days: int) -> None:
        for _ in range(days):
            self.by_day[today()] = self.stage
            self.now.shift(dt.timedelta(days=1))

    @rule(
        code=st.sampled_from(
            ["idea", "discovery", "prototype", "pilot", "scale", "embedded", "on-hold", "stopped", "merged"]
        ),
        reason=st.sampled_from(["Because.", "", "  "]),
    )
    def lab_moves(self, code: str, reason: str) -> None:
        project, goal = self.project, projects.stage(code)
        gate_is_open = GateRequest.objects.filter(project=project, status="open").exists()
        expected = not gate_is_open and is_legal(project.stage, goal) and bool(reason.strip())
        try:
            moves.move(
                by=self.person("noora"),
                project=project,
                to_stage=goal,
                reason=reason,
                look_again_on=today() + dt.timedelta(days=30) if code == "on-hold" else None,
            )
        except (ValidationError, NotAllowed):
            assert not expected
            return
        assert expected
        self.went(code)

    @precondition(lambda self: self.stage not in ("stopped", "merged", "embedded", "on-hold"))
    @rule(ruling=st.sampled_from(list(Ruling)), data=st.data())
    def gate(self, ruling: Ruling, data: Any) -> None:
        request = projects.gate_request(self.person("maryam"), self.project)
        self.events += 1
        path = ["idea", "discovery", "prototype", "pilot", "scale", "embedded"]
        back = data.draw(st.sampled_from(path))
        is_earlier = path.index(back) < path.index(self.stage)
        try:
            with transaction.atomic():
                projects.decide(
                    self.person("noora"),
                    request,
                    ruling,
                    return_to=projects.stage(back),
                    look_again_on=today() + dt.timedelta(days=9),
                )
        except ValidationError:
            assert ruling == Ruling.RETURN
            assert not is_earlier
            projects.decide(self.person("noora"), request, Ruling.REWORK)
            self.events += 1
            return
        goal = {
            Ruling.PROCEED: path[path.index(self.stage) + 1],
            Ruling.REWORK: self.stage,
            Ruling.RETURN: back,
            Ruling.PAUSE: "on-hold",
            Ruling.STOP: "stopped",
        }[ruling]
        if goal == self.stage:
            self.events += 1
        else:
            self.went(goal)

    def went(self, code: str) -> None:
        self.stage, self.since = code, today()
        self.moves += 1
        self.events += 1

    @invariant()
    def project_stands_where_it_went(self) -> None:
        if not hasattr(self, "project_id"):
            return
        project = self.project
        assert (project.stage.code, project.stage_since) == (self.stage, self.since)
        state = ProjectState.objects.on(None).get(project=project)
        assert (state.stage_id, state.stage_since) == (project.stage_id, project.stage_since)

    @invariant()
    def every_move_is_one_transition_and_one_event(self) -> None:
        if not hasattr(self, "project_id"):
            return
        steps = list(StageTransition.objects.filter(project=self.project_id).order_by("pk"))
        assert len(steps) == self.moves
        assert AuditEvent.objects.count() == self.events
        assert all(before.to_stage_id == after.from_stage_id for before, after in pairwise(steps))
        assert all(step.reason.strip() for step in steps if step.move in NEED_A_REASON)

    @invariant()
    def every_past_day_is_as_it_was(self) -> None:
        if not hasattr(self, "project_id"):
            return
        for day in list(self.by_day)[:: max(len(self.by_day) // 7, 1)]:
            state = ProjectState.objects.on(day).select_related("stage").get(project=self.project_id)
            assert state.stage.code == self.by_day[day], day


@pytest.mark.django_db
def test_a_walk_along_the_path(maryam: Any, noora: Any, moph: Any) -> None:
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    projects.objective()
    Walk.people = {"maryam": maryam.pk, "noora": noora.pk, "moph": moph}
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )


@pytest.mark.django_db
def test_the_standard_path_has_its_gates() -> None:
    stages = stages_of(standard_version())

    assert [stage.code for stage in stages if stage.kind == StageKind.ON_PATH] == [
        "idea",
        "discovery",
        "prototype",
        "pilot",
        "scale",
        "embedded",
    ]
    gates = {stage.gate_out.code: stage.gate_out.to_stage.code for stage in stages if hasattr(stage, "gate_out")}
    assert gates == {"G1": "discovery", "G2": "prototype", "G3": "pilot", "G4": "scale", "G5": "embedded"}


@pytest.mark.django_db
def test_a_transition_is_only_ever_added(maryam: Any, moph: Any) -> None:
    step = projects.project(maryam, moph).transitions.get()
    step.reason = "Another reason."

    with pytest.raises(AppendOnlyError):
        step.save()
    with pytest.raises(AppendOnlyError):
        step.delete()
    for statement in ("UPDATE projects_stagetransition SET reason = 'x'", "DELETE FROM projects_stagetransition"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET next_step = 'x'")
        assert cursor.rowcount == 1, "a table that may change lets the same statement through"


@pytest.mark.django_db
def test_a_stage_of_another_version_is_no_goal(maryam: Any, noora: Any, moph: Any) -> None:
    from portfolio.projects.models import PathwayVersion

    project = projects.project(maryam, moph)
    newer = PathwayVersion.objects.create(pathway=project.pathway.pathway, number=2, opened_on=today())
    foreign = Stage.objects.create(version=newer, code="trial", order=1, title_en="Trial", title_ar="تجربة")

    with pytest.raises(ValidationError, match="cannot go from here"):
        moves.move(by=noora, project=project, to_stage=foreign, reason="Because.")
