"""The panels of invented gates: evidence, members who declare and rate, conditions that are owed, lessons of stops.

Gates decided before the day on which panels began were decided by one curator, as the record shows of real ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from portfolio.followups.models import FollowUp, FollowUpChange
from portfolio.projects.enums import LETS_PASS, Declaration, EvidenceKind, Rating, Ruling
from portfolio.projects.followed_up import GATE_CONDITION
from portfolio.projects.models import GateCondition, GateEvidence, Lesson, PanelRating, PanelSeat
from portfolio.projects.panel_findings import LEAST_MEMBERS
from portfolio.projects.seeding import bulk, wording
from portfolio.projects.seeding.doing import FOLLOW_UP, FOLLOW_UP_CHANGE, followed_up
from portfolio.projects.seeding.lives import Asked, Country, Life

Row = tuple[Any, ...]
ZONE = ZoneInfo(settings.TIME_ZONE)
PANELS_SINCE = dt.timedelta(days=2 * 365)
RECUSED = 0.05


@dataclass(frozen=True, slots=True)
class Laid:
    """A gate request as it stands in the database, with the decision where there is one."""

    request: int
    project: int
    life: Life
    gate: Asked
    decision: int | None

    @property
    def chance(self) -> Random:
        return Random(f"{self.life.number}:{self.gate.gate}:{self.gate.on}:panel")  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Member:
    person: int
    declared_on: dt.date | None
    is_recused: bool
    rated_on: dt.date | None


EVIDENCE = (
    "request_id",
    "criterion_id",
    "kind",
    "text",
    "link",
    "file_id",
    "fact",
    "chosen",
    "held_when_asked",
    "found_en",
    "found_ar",
)
SEAT = (
    "id",
    "request_id",
    "person_id",
    "convened_by_id",
    "convened_at",
    "declaration",
    "declared_at",
    "declared_by_id",
    "why_recused",
    "rated_at",
)


def write_panels(laid: Sequence[Laid], country: Country) -> None:
    judged = [one for one in laid if (one.gate.decided_on or one.gate.on) >= country.day - PANELS_SINCE]
    bulk.write(GateEvidence, EVIDENCE, _evidence(judged, country))
    called = [(one, members) for one in judged if (members := _members(one, country))]
    seats = bulk.numbers_for(PanelSeat, sum(len(members) for _one, members in called))
    sitting = list(zip(seats, ((one, member) for one, members in called for member in members), strict=True))
    bulk.write(PanelSeat, SEAT, (_seat(pk, one, member, country) for pk, (one, member) in sitting))
    bulk.write(PanelRating, ("seat_id", "criterion_id", "rating", "reason", "given_at"), _ratings(sitting, country))
    _write_conditions([one for one in laid if one.gate.ruling == Ruling.CONDITIONS], country)
    bulk.write(
        Lesson,
        ("project_id", "decision_id", "learnt_en", "learnt_ar", "recorded_by_id", "recorded_at", "published_on"),
        (
            (one.project, one.decision, *_lesson(one.life), _curator(one.life, country), _at(decided_on), None)
            for one in laid
            if one.gate.ruling == Ruling.STOP and (decided_on := one.gate.decided_on)
        ),
    )


def _at(day: dt.date, hour: int = 11) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), ZONE)


def _curator(life: Life, country: Country) -> int:
    return country.curators[life.number % len(country.curators)]


def _lesson(life: Life) -> tuple[str, str]:
    return ("", wording.LESSON.ar) if life.speaks_arabic else (wording.LESSON.en, "")


def _evidence(judged: Sequence[Laid], country: Country) -> Iterator[Row]:
    for one in judged:
        for criterion, _is_mandatory in country.criteria[one.gate.gate]:
            text = one.life.say(wording.EVIDENCE[criterion % len(wording.EVIDENCE)])
            yield one.request, criterion, str(EvidenceKind.TEXT), text, "", None, "", "", None, "", ""


def _members(one: Laid, country: Country) -> list[Member]:
    """People of houses that have no part in the project, then of the lab; an open gate may still be without any."""
    chance, asked, decided = one.chance, one.gate.on, one.gate.decided_on
    if decided is None and chance.random() < 0.3:
        return []
    wanted = LEAST_MEMBERS + (chance.random() < 0.3)
    owners = {one.life.first_agency, one.life.agency, *(agency for agency, *_held in one.life.partners)}
    houses = chance.sample(country.agencies, min(12, len(country.agencies)))
    people = [chance.choice(country.officers[agency]) for agency in houses if agency not in owners][:wanted]
    decider = _curator(one.life, country)
    people += [person for person in country.curators if person != decider][: wanted - len(people)]
    found = []
    for place, person in enumerate(people):
        # Two at least judge what is decided.
        if place >= LEAST_MEMBERS and chance.random() < RECUSED:
            found.append(Member(person, asked, True, None))
        elif decided:
            found.append(Member(person, asked, False, decided))
        else:
            is_ready = chance.random() < 0.5
            found.append(Member(person, asked if is_ready or place else None, False, asked if is_ready else None))
    return found


def _seat(pk: int, one: Laid, member: Member, country: Country) -> Row:
    declared = Declaration.RECUSED if member.is_recused else Declaration.NO_CONFLICT
    return (
        pk,
        one.request,
        member.person,
        _curator(one.life, country),
        _at(one.gate.on, 12),
        str(declared) if member.declared_on else "",
        _at(member.declared_on, 13) if member.declared_on else None,
        member.person if member.declared_on else None,
        one.life.say(wording.RECUSED) if member.is_recused else "",
        # Before the decision of the same day, which is recorded at eleven; of an open gate after what was declared.
        (_at(member.rated_on, 10) if one.decision else _at(member.rated_on, 14)) if member.rated_on else None,
    )


def _ratings(sitting: Sequence[tuple[int, tuple[Laid, Member]]], country: Country) -> Iterator[Row]:
    for pk, (one, member) in sitting:
        if member.rated_on is None:
            continue
        chance = Random(f"{pk - sitting[0][0]}:{one.life.number}:{one.gate.on}")  # noqa: S311 - no secret
        given_at = _at(member.rated_on, 10 if one.decision else 14)
        for place, (criterion, is_mandatory) in enumerate(country.criteria[one.gate.gate]):
            rating = _rating(one.gate.ruling, place, is_mandatory, chance)
            reason = "" if rating == Rating.MET else one.life.say(wording.DOUBTS[criterion % len(wording.DOUBTS)])
            yield pk, criterion, str(rating), reason, given_at


def _rating(ruling: Ruling | None, place: int, is_mandatory: bool, chance: Random) -> Rating:
    """What a panel finds agrees with what is decided: nothing proceeds with a mandatory criterion that is not met."""
    if place == 0 and ruling is not None and ruling not in LETS_PASS:
        return Rating.NOT_MET
    if place == 0 and ruling == Ruling.CONDITIONS:
        return Rating.PARTLY
    lot = chance.random()
    if lot < 0.8:
        return Rating.MET
    if lot < 0.94:
        return Rating.PARTLY
    if lot < 0.97 or is_mandatory:
        return Rating.PARTLY if ruling in LETS_PASS else Rating.NOT_MET
    return Rating.NOT_APPLICABLE


def _write_conditions(conditional: Sequence[Laid], country: Country) -> None:
    ids = bulk.numbers_for(FollowUp, len(conditional))
    owed: list[Row] = []
    changes: list[Row] = []
    conditions: list[Row] = []
    for pk, one in zip(ids, conditional, strict=True):
        decided, officers = one.gate.decided_on, country.officers[one.life.agency]
        assert decided is not None
        officer = officers[one.life.number % len(officers)]
        curator, chance = _curator(one.life, country), one.chance
        row, told = followed_up(
            pk, GATE_CONDITION, one.project, one.life, officer, decided, chance, country, lab=curator
        )
        title, first_due_on = row[FOLLOW_UP.index("title")], row[FOLLOW_UP.index("first_due_on")]
        owed.append(row)
        changes += told
        conditions.append((one.decision, 1, title, officer, first_due_on, pk))
    bulk.write(FollowUp, FOLLOW_UP, owed)
    bulk.write(FollowUpChange, FOLLOW_UP_CHANGE, changes)
    bulk.write(GateCondition, ("decision_id", "order", "text", "owner_id", "due_on", "followup_id"), conditions)
