"""People as HR systems tell them: many in one transaction, with one audit event. Nobody gets a role or a password."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Person
from records.actions import audit
from records.among import among
from records.policy import require
from records.search_words import words_of
from training.actions.obligations import draw_of_people
from training.actions.staff import hold_people
from training.actions.traits import draw_traits
from training.actions.work import Move, count_moved
from training.models import Learner
from training.queries import people_called

ACTION = "training.record_people"
WORK = ("agency", "grade", "manager", "manager_told", "source_name", "source_key")


class PastPerson(NamedTuple):
    """`key` is the source's own (a staff number); `manager` an address, or a key of the same source."""

    key: str
    email: str
    name_en: str = ""
    name_ar: str = ""
    agency: Agency | None = None
    grade: str = ""
    manager: str = ""


@dataclass(slots=True)
class RecordedPeople:
    new: int = 0
    put_right: int = 0
    same: int = 0
    # Key -> who that is here.
    people: dict[str, int] = field(default_factory=dict)


def record(*, by: Any, source: str, past: Sequence[PastPerson]) -> RecordedPeople:
    """What is told of work (agency, grade, manager) follows the source; names and addresses stay with the person."""
    require(by, ACTION)
    with transaction.atomic():
        found = _known(past, source)
        recorded = RecordedPeople(people=_opened(past, found))
        recorded.new = len(recorded.people.keys() - found.keys())
        managers = people_called([told.manager for told in past], source)
        for told in past:
            for name in (told.key, told.email):
                managers[name.casefold()] = recorded.people[told.key]
        _put(source, past, recorded, managers, found.keys())
        changed = recorded.new + recorded.put_right
        if changed:
            audit.record(
                by=by,
                action=ACTION,
                count=changed,
                after={"source": source, "new": recorded.new, "put_right": recorded.put_right},
            )
    return recorded


def _known(past: Sequence[PastPerson], source: str) -> dict[str, int]:
    """By the source's key first: an address may have changed since."""
    names = people_called([name for told in past for name in (told.key, told.email)], source)
    found = {}
    for told in past:
        pk = names.get(told.key.casefold()) or names.get(told.email.casefold())
        if pk:
            found[told.key] = pk
    return found


def _opened(past: Sequence[PastPerson], found: dict[str, int]) -> dict[str, int]:
    wanted: dict[str, Person] = {}
    for told in past:
        if told.key not in found:
            wanted.setdefault(
                told.email.casefold(),
                Person(
                    email=told.email.lower(),
                    name_en=told.name_en,
                    name_ar=told.name_ar,
                    password=make_password(None),
                    words=words_of(told.name_en, told.name_ar, told.email.lower()),
                ),
            )
    made = {person.email: person.pk for person in Person.objects.bulk_create(wanted.values(), batch_size=500)}
    return {told.key: found.get(told.key) or made[told.email.lower()] for told in past}


def _put(
    source: str,
    past: Sequence[PastPerson],
    recorded: RecordedPeople,
    managers: dict[str, int],
    known: Collection[str],
) -> None:
    people = set(recorded.people.values())
    hold_people(people)
    rows = Learner.objects.filter(person__in=people).order_by("pk").select_for_update(of=("self",))
    here = {learner.person_id: learner for learner in rows}
    moved: list[Move] = []
    other: set[int] = set()
    new: dict[int, Learner] = {}
    for told in past:
        person = recorded.people[told.key]
        learner = here.get(person) or new.get(person)
        if learner is None:
            learner = new[person] = Learner(person_id=person)
            recorded.put_right += told.key in known
        elif learner.source_key and (learner.source_name, learner.source_key) != (source, told.key):
            # Another system keeps this person's work, or the same one has her twice: that is for people to settle.
            recorded.same += 1
            continue
        before = _work_of(learner)
        learner.source_name, learner.source_key = source, told.key
        learner.agency_id = told.agency.pk if told.agency else learner.agency_id
        learner.grade = told.grade or learner.grade
        if told.manager:
            manager = managers.get(told.manager.casefold())
            learner.manager_id = manager or learner.manager_id
            learner.manager_told = "" if manager else told.manager.casefold()
        if learner.manager_id == person:
            raise ValidationError({"manager": _("Nobody is her own manager.")})
        if person in here:
            is_same = before == _work_of(learner)
            recorded.same += is_same
            recorded.put_right += not is_same
            moved += [(person, before[0], learner.agency_id)] if before[0] != learner.agency_id else []
            other |= {person} if before[:2] != (learner.agency_id, learner.grade) else set()
    Learner.objects.bulk_create(new.values(), batch_size=500)
    Learner.objects.bulk_update(here.values(), WORK, 500)
    _set_managers(source, managers)
    draw_of_people(other | new.keys())
    draw_traits(people)
    count_moved(moved)


def _work_of(learner: Learner) -> tuple[Any, ...]:
    return learner.agency_id, learner.grade, learner.manager_id, learner.manager_told, learner.source_key


def _set_managers(source: str, managers: dict[str, int]) -> None:
    """Tables have people in any order: who came earlier waits for her manager to come."""
    waiting = Learner.objects.filter(among("manager_told", managers), source_name=source).exclude(manager_told="")
    come = list(waiting.order_by("pk").select_for_update(of=("self",)))
    for learner in come:
        if managers[learner.manager_told] != learner.person_id:
            learner.manager_id = managers[learner.manager_told]
        learner.manager_told = ""
    Learner.objects.bulk_update(come, ["manager", "manager_told"], 500)
