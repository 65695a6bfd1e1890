"""The life of an idea: every step from every status, and long lives by chance. No illegal state, one event a move."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.ideas.actions import triage
from portfolio.ideas.enums import UNDECIDED, IdeaStatus, Showing, Step
from portfolio.ideas.life_cycle import STEPS, is_legal, status_after
from portfolio.ideas.models import Idea, IdeaStep
from portfolio.projects.models import Project
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import ideas, projects
from tests.world import World

pytestmark = pytest.mark.django_db

Act = Callable[[World, Idea], Any]


def fresh(idea: Idea) -> Idea:
    return Idea.objects.get(pk=idea.pk)


def neighbour(world: World) -> Idea:
    return world.keep("neighbour", lambda world: ideas.idea(world.khalid, call(world), "The neighbour"))


def call(world: World) -> Any:
    return world.keep("call", lambda world: ideas.call(world.noora))


def project(world: World) -> Project:
    return world.keep("project", lambda world: projects.project(world.maryam, world.moph))


ACTS: dict[Step, Act] = {
    Step.TAKEN_UP: lambda w, i: triage.take_up(by=w.noora, idea=i),
    Step.ASKED: lambda w, i: triage.ask(by=w.noora, idea=i, question="Which?"),
    Step.ANSWERED: lambda w, i: triage.answer(by=w.maryam, idea=i, words="All."),
    Step.DECLINED: lambda w, i: triage.decline(by=w.noora, idea=i, reason="Done."),
    Step.MERGED: lambda w, i: triage.merge(by=w.noora, idea=i, into=neighbour(w)),
    Step.GAINED: lambda w, i: triage.merge(by=w.noora, idea=ideas.idea(w.khalid, call(w), "Joins"), into=i),
    Step.SPLIT: lambda w, i: triage.split(by=w.noora, idea=i, parts=[("A", "a"), ("B", "b")]),
    Step.ADOPTED: lambda w, i: triage.adopt_into(by=w.noora, idea=i, project=project(w)),
    Step.REOPENED: lambda w, i: triage.reopen(by=w.noora, idea=i, reason="Again."),
    Step.WITHDRAWN: lambda w, i: triage.withdraw(by=w.maryam, idea=i),
    Step.SHOWN: lambda w, i: triage.show(by=w.noora, idea=i, showing=Showing.HIDDEN, reason="A name."),
}
# The shortest way from being sent to each status.
WAYS: dict[IdeaStatus, tuple[Step, ...]] = {
    IdeaStatus.RECEIVED: (),
    IdeaStatus.IN_REVIEW: (Step.TAKEN_UP,),
    IdeaStatus.QUESTIONED: (Step.ASKED,),
    IdeaStatus.DECLINED: (Step.DECLINED,),
    IdeaStatus.MERGED: (Step.MERGED,),
    IdeaStatus.SPLIT: (Step.SPLIT,),
    IdeaStatus.ADOPTED: (Step.ADOPTED,),
    IdeaStatus.WITHDRAWN: (Step.WITHDRAWN,),
}


def settled(world: World) -> None:
    for make in (neighbour, project):
        make(world)


def events_of(world: World, act: Act, idea: Idea) -> tuple[bool, int]:
    """Whether the step was taken, and how many events it left."""
    before = AuditEvent.objects.latest("pk").pk
    try:
        with transaction.atomic():
            act(world, idea)
    except (NotAllowed, ValidationError):
        return False, AuditEvent.objects.filter(pk__gt=before).count()
    return True, AuditEvent.objects.filter(pk__gt=before).count()


def whole(idea: Idea) -> bool:
    """What must hold of every idea at any time."""
    last = IdeaStep.objects.filter(idea=idea).latest("pk")
    return (
        last.status == idea.status
        and (idea.status == IdeaStatus.MERGED) == (idea.merged_into_id is not None)
        and (idea.status == IdeaStatus.ADOPTED) == (idea.project_id is not None)
        and idea.merged_into_id != idea.pk
    )


def test_every_step_is_told_of_in_the_table() -> None:
    assert set(STEPS) == set(Step) - {Step.SENT} == set(ACTS)
    assert set(WAYS) == set(IdeaStatus)
    assert {status for status in IdeaStatus if not any(is_legal(step, status) for step in STEPS if STEPS[step][1])} == {
        IdeaStatus.MERGED,
        IdeaStatus.SPLIT,
        IdeaStatus.ADOPTED,
        IdeaStatus.WITHDRAWN,
    }


def test_every_step_from_every_status() -> None:
    world = World()
    settled(world)
    for status, step in product(IdeaStatus, ACTS):
        idea = ideas.idea(world.maryam, call(world), f"{status} {step}")
        for earlier in WAYS[status]:
            ACTS[earlier](world, fresh(idea))
        assert fresh(idea).status == status

        if step == Step.GAINED:
            # The idea that joins is sent first: an event of its own.
            taken, events = events_of(world, ACTS[step], fresh(idea))
            assert (taken, events) == ((True, 2) if is_legal(step, status) else (False, 0)), (status, step)
        else:
            taken, events = events_of(world, ACTS[step], fresh(idea))
            assert (taken, events) == ((True, 1) if is_legal(step, status) else (False, 0)), (status, step)
        after = fresh(idea)
        assert after.status == (status_after(step, status) if taken else status), (status, step)
        assert whole(after), (status, step)


def live(world: World, *, times: int) -> None:
    """Four ideas at once, joined to each other in any order: never a circle, and every move leaves one event."""

    @settings(
        max_examples=times,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(lives=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(ACTS)), st.integers(0, 3)), max_size=14))
    def by_chance(lives: list[tuple[int, str, int]]) -> None:
        with transaction.atomic():
            four = [ideas.idea(world.maryam, call(world), f"Idea {number}") for number in range(4)]
            for which, name, other in lives:
                take_a_step(world, four, which, Step(name), other)
            for idea in four:
                assert whole(fresh(idea))
                assert ends(idea)
            transaction.set_rollback(True)

    by_chance()


def take_a_step(world: World, four: list[Idea], which: int, step: Step, other: int) -> None:
    idea, act = four[which], ACTS[step]
    if step in (Step.MERGED, Step.GAINED):

        def act(world: World, idea: Idea) -> Any:
            return triage.merge(by=world.noora, idea=idea, into=four[other])

        step = Step.MERGED
    before = fresh(idea).status
    taken, events = events_of(world, act, idea)
    assert events == int(taken)
    assert fresh(idea).status == (status_after(step, before) if taken else before)
    assert not taken or is_legal(step, before)


def test_lives_by_chance(kept_world: World) -> None:
    live(kept_world, times=40)


def ends(idea: Idea) -> bool:
    """Whoever follows what an idea was joined to comes to an end, at an idea that was not joined to any."""
    seen, here = set(), fresh(idea)
    while here.merged_into_id:
        if here.pk in seen:
            return False
        seen.add(here.pk)
        here = Idea.objects.get(pk=here.merged_into_id)
    return True


def kept() -> World:
    world = World()
    settled(world)
    for name in ("noora", "maryam", "khalid"):
        getattr(world, name)
    return world


@pytest.fixture
def kept_world(db: None) -> World:
    return kept()


def test_undecided_are_those_that_can_still_be_decided() -> None:
    assert {status for status in IdeaStatus if is_legal(Step.DECLINED, status)} == set(UNDECIDED)
