"""A year of everything that can happen to training, in any order: after each step what is kept is what a count of the
facts finds, each figure has as many people behind it, and nobody is counted twice."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions import memberships
from accounts.actions import people as accounts_people
from accounts.enums import Role
from accounts.models import Agency, Membership, Person
from records.clock import today
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in
from tests.training.test_obligations import by_days, by_facts, kept_days
from training.abilities import people_by_skill
from training.actions import completions, enrolments, learning, mergers, record_people, requirements, work
from training.actions.record_people import PastPerson
from training.actions.tallies import count_cells
from training.matrix import Matrix, people_able, people_of
from training.models import Cell, Competency, Completion, Course, Enrolment, Learner, Requirement
from training.queries import people_with, people_with_any

pytestmark = pytest.mark.django_db
STEPS = 30
ROLES = (Role.TRAINEE, Role.INNOVATION_OFFICER)


class World:
    """Two agencies, three courses of two skills, and those who learn; `chance` decides what happens next."""

    def __init__(self, hamad: Any, noora: Any, agencies: list[Agency], seed: int) -> None:
        self.hamad, self.noora, self.agencies = hamad, noora, agencies
        self.chance = random.Random(seed)
        first, second = Competency.objects.order_by("order")[:2]
        self.courses = [
            made.course(noora, code, validity_months=months, is_open_to_all=True)
            for code, months in (("a", 1), ("b", 12), ("c", None))
        ]
        for course, skills in zip(self.courses, ([first], [first, second], [second]), strict=True):
            made.lessons(noora, course, "Only")
            course.competencies.set(skills)
        self.people = [
            accounts.person(hamad, f"p{number}@x.example", Role.TRAINEE, agencies[number % 2]) for number in range(6)
        ]

    def person(self) -> Person:
        return Person.objects.get(pk=self.chance.choice(self.people).pk)

    def course(self) -> Course:
        return self.chance.choice(self.courses)

    def agency(self) -> Agency:
        return self.chance.choice(self.agencies)

    def past_day(self) -> dt.date:
        return today() - dt.timedelta(days=self.chance.choice((0, 0, 1, 20, 31, 40, 364, 366)))

    # What can happen

    def complete(self) -> None:
        made.completion(self.noora, self.person(), self.course(), self.past_day())

    def take_back(self) -> None:
        current = list(Completion.objects.current().order_by("pk"))
        completions.take_back(by=self.noora, completion=self.chance.choice(current), reason="A mistake.")

    def load(self) -> None:
        """From a learning system; its keys come again, told otherwise or of somebody else."""
        rows = [
            f"{key},{self.person().email},{self.course().code},{self.past_day()},"
            for key in self.chance.sample(range(6), 3)
        ]
        bring_in("completions", "\n".join(["key,person,course,completed_on,score", *rows]) + "\n", by=self.noora)

    def nominate(self) -> None:
        officers = Membership.objects.valid_today().filter(role=Role.INNOVATION_OFFICER, person__is_active=True)
        officer = self.chance.choice(list(officers.order_by("pk")))
        made.nominated(officer.person, self.course(), self.person())

    def enrol(self) -> None:
        made.enrolled(self.person(), self.course())

    def withdraw(self) -> None:
        enrolment = self.chance.choice(list(Enrolment.objects.open_now().order_by("pk")))
        enrolments.withdraw(by=self.noora, enrolment=enrolment)

    def accept(self) -> None:
        waiting = list(Enrolment.objects.filter(status="nominated").order_by("pk"))
        enrolments.accept(by=self.noora, enrolment=self.chance.choice(waiting))

    def learn(self) -> None:
        enrolment = self.chance.choice(list(Enrolment.objects.open_now().select_related("person").order_by("pk")))
        learning.finish_lesson(by=enrolment.person, enrolment=enrolment, lesson=enrolment.course.lessons.get())

    def tell_of_work(self) -> None:
        """An HR system moves somebody, or tells a grade."""
        person = self.person()
        past = PastPerson(f"hr-{person.pk}", person.email, agency=self.agency(), grade=self.chance.choice(("7", "9")))
        record_people.record(by=self.hamad, source="hr", past=[past])

    def give_role(self) -> None:
        starts_on = today() + dt.timedelta(days=self.chance.choice((0, 0, 3)))
        lasts = self.chance.choice((None, None, 10))
        memberships.give_role(
            by=self.hamad,
            person=self.person(),
            role=self.chance.choice(ROLES),
            agency=self.agency(),
            starts_on=starts_on,
            ends_on=starts_on + dt.timedelta(days=lasts) if lasts else None,
        )

    def end_role(self) -> None:
        roles = Membership.objects.filter(person__in=self.people).order_by("pk")
        memberships.end_role(by=self.hamad, membership=self.chance.choice(list(roles)))

    def leave_or_return(self) -> None:
        person = self.person()
        change = accounts_people.deactivate if person.is_active else accounts_people.reactivate
        change(by=self.hamad, person=person)

    def ask(self) -> None:
        rule: dict[str, Any] = self.chance.choice(
            ({"agency": self.agency()}, {"role": self.chance.choice(ROLES)}, {"grade": "7"}, {})
        )
        requirements.put(by=self.noora, course=self.course(), **rule)

    def ask_no_more(self) -> None:
        asked = list(Requirement.objects.filter(ended_on=None).order_by("pk"))
        requirements.end(by=self.noora, requirement=self.chance.choice(asked))

    def merge(self) -> None:
        if len(self.people) > 4:
            gone, kept = self.chance.sample(self.people, 2)
            mergers.merge(by=self.hamad, gone=gone, kept=kept)
            self.people.remove(gone)


HAPPENINGS: list[Callable[[World], None]] = [
    *[World.complete] * 4,
    *[World.load] * 2,
    World.take_back,
    World.nominate,
    World.enrol,
    World.withdraw,
    World.accept,
    World.learn,
    World.learn,
    World.tell_of_work,
    World.give_role,
    World.end_role,
    World.leave_or_return,
    World.ask,
    World.ask_no_more,
    World.merge,
]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_matrix_is_what_the_facts_say(
    seed: int, hamad: Any, noora: Any, maryam: Any, moph: Any, moi: Any
) -> None:
    world, happened = World(hamad, noora, [moph, moi], seed), Counter[str]()
    now = dt.datetime.combine(today(), dt.time(9), dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        # Everything once, then whatever comes.
        kinds = list(dict.fromkeys(HAPPENINGS))
        walk = world.chance.sample(kinds, len(kinds)) + world.chance.choices(HAPPENINGS, k=STEPS)
        for place, happening in enumerate(walk):
            try:
                with transaction.atomic():
                    happening(world)
            except (ValidationError, NotAllowed, IndexError):
                continue
            happened[happening.__name__] += 1
            told = f"step {place}: {happening.__name__}"
            _is_right(noora, world, told)
            if place % 5 == 0:
                now += dt.timedelta(days=world.chance.choice((1, 4, 15)))
                clock.move_to(now)
                _are_certificates_right(noora, f"{told}, and the clock")
                work.follow_roles_of_today()
                _is_right(noora, world, f"{told}, and the roles of the day")
    assert len(happened) >= 10, happened


def _is_right(reader: Any, world: World, told: str) -> None:
    for ahead in (0, 1, 31, 400):
        day = today() + dt.timedelta(days=ahead)
        assert by_days(reader, day) == by_facts(day), told
    _are_certificates_right(reader, told)
    before = kept_days(), list(Cell.objects.order_by("pk").values_list())
    count_cells(list(Cell.objects.values_list("agency", "course")))
    assert (kept_days(), list(Cell.objects.order_by("pk").values_list())) == before, told
    _has_its_people(reader, told)
    _is_everybody_once(world, told)


def _are_certificates_right(reader: Any, told: str) -> None:
    """Of the completions themselves; those who work for nobody or are not active are in no cell."""
    valid: dict[tuple[int, int], set[int]] = {}
    rows = Completion.objects.valid_on(today()).filter(person__is_active=True, person__learner__agency__isnull=False)
    for agency, course, person in rows.values_list("person__learner__agency", "course", "person"):
        valid.setdefault((agency, course), set()).add(person)
    cells = Matrix(reader, today()).cells
    assert {key: one.valid for key, one in cells.items() if one.valid} == {
        key: len(people) for key, people in valid.items()
    }, told


def _has_its_people(reader: Any, told: str) -> None:
    found = Matrix(reader, today())
    agencies, courses = Agency.objects.in_bulk(), Course.objects.in_bulk()
    for (agency, course), figures in found.cells.items():
        for measure in ("nominated", "attended", "completed", "valid", "expiring", "required", "fulfilled"):
            behind = people_of(agencies[agency], courses[course], measure, today()).count()
            assert getattr(figures, measure) == behind, f"{told}: {measure}"
    for measure in ("nominated", "valid", "required", "fulfilled"):
        whole = getattr(found.total, measure)
        assert whole == sum(getattr(found.of_agency(pk), measure) for pk in agencies), told
        assert whole == sum(getattr(found.of_course(pk), measure) for pk in courses), told


def _is_everybody_once(world: World, told: str) -> None:
    """The progress page, the quarterly report, a gate and the list of names say the same of the same day."""
    able = people_by_skill(today(), None)
    valid = Completion.objects.valid_on(today()).filter(person__is_active=True)
    for agency in world.agencies:
        ours = valid.filter(person__in=Learner.objects.filter(agency=agency).values("person"))
        everybody = set(ours.values_list("person", flat=True))
        assert able[agency.pk, ""] == len(everybody) == people_with_any(agency, today()), told
        assert set(people_able(agency, None, today()).values_list("pk", flat=True)) == everybody, told
        for skill in Competency.objects.all():
            people = ours.filter(course__competencies=skill).values("person").distinct().count()
            assert able[agency.pk, skill.code] == people == people_able(agency, skill, today()).count(), told
        for course in world.courses:
            people = ours.filter(course=course).values("person").distinct().count()
            assert people_with(agency, course, today()) == people, told
