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
from portfolio.projects.actions import gates, moves, panels
from portfolio.projects.enums import ENDED, NEED_A_REASON, Move, Rating, Ruling, StageKind
from portfolio.projects.models import GateRequest, PanelSeat, Project, ProjectState, Stage, StageTransition
from portfolio.projects.panel_findings import LEAST_MEMBERS
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


OFF = ("stopped", "merged", "on-hold")


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
        self.request_id: int | None = None
        # Of each member called: called, declared, recused, or how they rated.
        self.seats: dict[str, str] = {}

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
        lesson=st.sampled_from(["Ask the people at the counter first.", " "]),
    )
    def lab_moves(self, code: str, reason: str, lesson: str) -> None:
        project, goal = self.project, projects.stage(code)
        gate_is_open = GateRequest.objects.filter(project=project, status="open").exists()
        expected = not gate_is_open and is_legal(project.stage, goal) and bool(reason.strip())
        expected = expected and (code != "stopped" or bool(lesson.strip()))
        try:
            moves.move(
                by=self.person("noora"),
                project=project,
                to_stage=goal,
                reason=reason,
                look_again_on=today() + dt.timedelta(days=30) if code == "on-hold" else None,
                lesson_en=lesson,
            )
        except (ValidationError, NotAllowed):
            assert not expected
            return
        assert expected
        self.went(code)

    @precondition(lambda self: self.request_id is None and self.stage not in OFF and self.stage != "embedded")
    @rule()
    def officer_asks(self) -> None:
        self.request_id = projects.gate_request(self.person("maryam"), self.project).pk
        self.seats, self.events = {}, self.events + 1

    @precondition(lambda self: self.request_id is not None)
    @rule()
    def officer_withdraws(self) -> None:
        gates.withdraw(by=self.person("maryam"), request=self.request)
        self.request_id, self.events = None, self.events + 1

    @precondition(lambda self: self.request_id is not None)
    @rule(names=st.lists(st.sampled_from(["yousef", "khalid", "hamad", "fatima"]), unique=True, max_size=3))
    def lab_convenes(self, names: list[str]) -> None:
        new = [name for name in names if name not in self.seats]
        sitting = sum(one != "recused" for one in self.seats.values())
        expected = bool(new) and "fatima" not in new and sitting + len(new) >= LEAST_MEMBERS
        if self.did(
            expected,
            lambda: panels.convene(
                by=self.person("noora"), request=self.request, people=[self.person(name) for name in names]
            ),
        ):
            self.seats |= dict.fromkeys(new, "called")

    @precondition(lambda self: self.request_id is not None and self.seats)
    @rule(data=st.data(), conflict=st.booleans())
    def member_declares(self, data: Any, conflict: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.seats)))
        if self.did(
            self.seats[name] == "called",
            lambda: panels.declare(
                by=self.person(name), seat=self.seat(name), has_conflict=conflict, reason="A friend."
            ),
        ):
            self.seats[name] = "recused" if conflict else "declared"

    @precondition(lambda self: self.request_id is not None and self.seats)
    @rule(data=st.data())
    def lab_recuses(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(self.seats)))
        if self.did(
            self.seats[name] != "recused",
            lambda: panels.recuse(by=self.person("noora"), seat=self.seat(name), reason="It came out."),
        ):
            self.seats[name] = "recused"

    @precondition(lambda self: self.request_id is not None and self.seats)
    @rule(data=st.data(), rating=st.sampled_from(["met", "partly", "not_met", "na"]), is_whole=st.booleans())
    def member_rates(self, data: Any, rating: str, is_whole: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.seats)))
        criteria = list(self.request.gate.criteria.all())
        given = {one.pk: (rating, "Because.") for one in criteria[: None if is_whole else -1]}
        if self.did(
            self.seats[name] == "declared" and is_whole,
            lambda: panels.rate(by=self.person(name), seat=self.seat(name), ratings=given),
        ):
            self.seats[name] = rating

    @precondition(lambda self: self.request_id is not None)
    @rule(ruling=st.sampled_from(list(Ruling)), data=st.data(), is_told=st.booleans())
    def lab_decides(self, ruling: Ruling, data: Any, is_told: bool) -> None:
        path = ["idea", "discovery", "prototype", "pilot", "scale", "embedded"]
        back = data.draw(st.sampled_from(path))
        given = [one for one in self.seats.values() if one in Rating.values]
        is_blocked = "not_met" in given and ruling == Ruling.PROCEED
        lacks = not is_told and ruling in (Ruling.CONDITIONS, Ruling.STOP)
        lacks |= ruling == Ruling.RETURN and path.index(back) >= path.index(self.stage)
        owner = self.person("maryam")
        soon = today() + dt.timedelta(days=9)
        request = self.request
        if not self.did(
            len(given) >= LEAST_MEMBERS and not is_blocked and not lacks,
            lambda: gates.decide(
                by=self.person("noora"),
                request=request,
                ruling=ruling,
                reason="Because.",
                return_to=projects.stage(back),
                look_again_on=soon,
                conditions=[gates.Condition("More.", owner, soon)] if is_told else [],
                lesson_en="Ask first." if is_told else "",
            ),
        ):
            return
        self.request_id = None
        goal = {
            Ruling.PROCEED: path[path.index(self.stage) + 1],
            Ruling.CONDITIONS: path[path.index(self.stage) + 1],
            Ruling.REWORK: self.stage,
            Ruling.RETURN: back,
            Ruling.PAUSE: "on-hold",
            Ruling.STOP: "stopped",
        }[ruling]
        if goal != self.stage:
            self.stage, self.since = goal, today()
            self.moves += 1

    def did(self, expected: bool, act: Any) -> bool:
        """Whether it was done; that it was, or was not, has to be what is expected, and it leaves one event or none."""
        try:
            with transaction.atomic():
                act()
        except (ValidationError, NotAllowed):
            assert not expected
            return False
        assert expected
        self.events += 1
        return True

    @property
    def request(self) -> GateRequest:
        assert self.request_id is not None
        return GateRequest.objects.select_related("gate", "project__stage").get(pk=self.request_id)

    def seat(self, name: str) -> PanelSeat:
        return PanelSeat.objects.select_related("request__gate", "request__project__stage").get(
            request=self.request_id, person=self.people[name]
        )

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


def walk(request: Any, *, times: int) -> None:
    names = ("maryam", "noora", "yousef", "khalid", "hamad", "fatima")
    people = {name: request.getfixturevalue(name).pk for name in names}
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    projects.objective()
    Walk.people = {**people, "moph": request.getfixturevalue("moph")}
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=times,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )


@pytest.mark.django_db
def test_a_walk_along_the_path(request: Any) -> None:
    walk(request, times=15)


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
