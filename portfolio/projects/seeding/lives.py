"""The dated facts of one invented project: what happened to it, and when. Pure, and the same for the same seed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from portfolio.projects.enums import ENDED, Confidence, GateStatus, HandoverStatus, Move, Ruling, StageKind, Visibility
from portfolio.projects.seeding import wording
from portfolio.projects.seeding.classification import Sort, sort_of
from portfolio.projects.seeding.wording import Pair
from portfolio.projects.stage_machine import move_between

YEARS_BACK = 4
ONE_DAY = dt.timedelta(days=1)
# How often a project's confidence changes from one update to the next.
CHANGES_CONFIDENCE = 0.2
# How often what proceeds does so with conditions.
WITH_CONDITIONS = 0.15


@dataclass(frozen=True, slots=True)
class PathStage:
    pk: int
    kind: str
    order: int
    usual_days: int
    gate: int | None


@dataclass(frozen=True, slots=True)
class Country:
    """What the lives are lived in."""

    stages: tuple[PathStage, ...]
    agencies: tuple[int, ...]
    officers: dict[int, tuple[int, ...]]
    curators: tuple[int, ...]
    objectives: tuple[int, ...]
    tags: tuple[int, ...]
    day: dt.date
    # Of each gate what has to be shown there, and whether nothing proceeds without it.
    criteria: dict[int, tuple[tuple[int, bool], ...]]

    @property
    def path(self) -> list[PathStage]:
        return [stage for stage in self.stages if stage.kind == StageKind.ON_PATH]

    def of_kind(self, kind: StageKind) -> PathStage:
        return next(stage for stage in self.stages if stage.kind == kind)


@dataclass(slots=True)
class Asked:
    """A gate that was asked for, with its decision where there is one."""

    gate: int
    on: dt.date
    status: str
    ruling: Ruling | None = None
    decided_on: dt.date | None = None
    return_to: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Step:
    on: dt.date
    before: int | None
    after: int
    move: str
    reason: str
    asked: Asked | None = None


@dataclass(slots=True)
class Told:
    on: dt.date
    confidence: str
    note: str
    what: str
    next_step: str
    earlier_wording: str = ""


@dataclass(slots=True)
class Passed:
    """A handover, accepted on a day or still offered."""

    agency_from: int
    agency_to: int
    offered_on: dt.date
    accepted_on: dt.date | None

    @property
    def status(self) -> str:
        return HandoverStatus.ACCEPTED if self.accepted_on else HandoverStatus.OFFERED


@dataclass(slots=True)
class Life:
    number: int
    title: Pair
    summary: Pair
    registered_on: dt.date
    first_agency: int
    visibility_before: str
    visibility: str
    shown_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    speaks_arabic: bool
    steps: list[Step] = field(default_factory=list)
    gates: list[Asked] = field(default_factory=list)
    updates: list[Told] = field(default_factory=list)
    handover: Passed | None = None
    partners: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    objectives: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    milestones: list[tuple[Pair, dt.date, dt.date, dt.date | None]] = field(default_factory=list)
    look_again_on: dt.date | None = None
    sort: Sort = field(default_factory=Sort)

    @property
    def agency(self) -> int:
        taken_over = self.handover is not None and self.handover.accepted_on is not None
        return self.handover.agency_to if self.handover and taken_over else self.first_agency

    def agency_on(self, day: dt.date) -> int:
        handover = self.handover
        if handover and handover.accepted_on and handover.accepted_on <= day:
            return handover.agency_to
        return self.first_agency

    def last_day(self, country: Country) -> dt.date:
        """The last on which something can have happened to it."""
        return self.steps[-1].on if _has_ended(self, country) else country.day - ONE_DAY

    def say(self, pair: Pair) -> str:
        return pair.ar if self.speaks_arabic else pair.en


def _has_ended(life: Life, country: Country) -> bool:
    last = life.steps[-1].after
    return next(stage for stage in country.stages if stage.pk == last).kind in ENDED


def chance_of(seed: int, number: int) -> Random:
    return Random(f"{seed}:{number}")  # noqa: S311 - a country on paper, no secret


def registered_on(chance: Random, day: dt.date) -> dt.date:
    """More of them lately than long ago, and none on the day of seeding itself."""
    return day - dt.timedelta(days=1 + int(YEARS_BACK * 365 * chance.random() ** 1.3))


def telling(seed: int, number: int, day: dt.date) -> float:
    """How much a project has to tell, relative to the others."""
    chance = chance_of(seed, number)
    age = (day - registered_on(chance, day)).days
    return 0.0 if chance.random() < 0.03 else math.sqrt(age) * chance.lognormvariate(0, 0.6)


def shares(seed: int, projects: int, updates: int, day: dt.date) -> list[int]:
    """How many updates each project tells: exactly `updates` in all."""
    weights = [telling(seed, number, day) for number in range(projects)]
    whole = sum(weights)
    told, reached, given = [], 0.0, 0
    for weight in weights:
        reached += weight
        until = round(updates * reached / whole) if whole else 0
        told.append(until - given)
        given = until
    if given < updates and told:
        told[-1] += updates - given
    return told


def live(seed: int, number: int, updates: int, country: Country) -> Life:
    chance = chance_of(seed, number)
    registered = registered_on(chance, country.day)
    chance.random()
    life = _described(chance, number, registered, country)
    _walk(chance, life, country)
    _hand_over(chance, life, country, ended=_has_ended(life, country))
    _tell(chance, life, updates, life.last_day(country))
    _link(chance, life, country)
    _plan(chance, life, country)
    _set_conditions(Random(f"{seed}:{number}:conditions"), life)  # noqa: S311 - a country on paper, no secret
    life.sort = sort_of(seed, number, country.tags)
    return life


def _described(chance: Random, number: int, registered: dt.date, country: Country) -> Life:
    visibility = chance.choices((Visibility.PUBLIC, Visibility.GOVERNMENT, Visibility.AGENCY), weights=(25, 40, 35))[0]
    shown_on = None
    if visibility != Visibility.AGENCY and chance.random() < 0.5:
        shown_on = _day_between(chance, registered, country.day - ONE_DAY)
    starts = registered + dt.timedelta(days=chance.randrange(-30, 60)) if chance.random() < 0.8 else None
    ends = starts + dt.timedelta(days=chance.randrange(120, 900)) if starts and chance.random() < 0.8 else None
    return Life(
        number=number,
        title=wording.title(chance),
        summary=wording.summary(chance),
        registered_on=registered,
        # A few agencies lead many projects and many a few.
        first_agency=country.agencies[int(len(country.agencies) * chance.random() ** 1.7)],
        visibility_before=Visibility.AGENCY if shown_on else visibility,
        visibility=visibility,
        shown_on=shown_on,
        starts_on=starts,
        ends_on=ends,
        speaks_arabic=chance.random() < 0.6,
    )


def _walk(chance: Random, life: Life, country: Country) -> None:
    path = country.path
    stage = path[0] if chance.random() < 0.9 else chance.choice(path[1:4])
    reason = "" if stage is path[0] else life.say(wording.ALREADY_BEGUN)
    life.steps.append(Step(life.registered_on, None, stage.pk, Move.REGISTERED, reason))
    day, before_hold = life.registered_on, stage
    while True:
        dwelt = max(7, int(stage.usual_days * chance.lognormvariate(-0.1, 0.6)))
        asked_on, day = day + dt.timedelta(days=max(1, dwelt - 10)), day + dt.timedelta(days=dwelt)
        if day >= country.day:
            if stage.kind == StageKind.HOLD:
                life.look_again_on = country.day + dt.timedelta(days=chance.randrange(1, 90))
            elif asked_on < country.day and stage.gate and chance.random() < 0.8:
                life.gates.append(Asked(stage.gate, asked_on, GateStatus.OPEN))
            return
        reason = life.say(chance.choice(wording.REASONS))
        lot = chance.random()
        after: PathStage | None
        ruling: Ruling | None = None
        if stage.kind == StageKind.HOLD:
            after = before_hold if lot < 0.85 else country.of_kind(StageKind.STOPPED)
        elif lot < 0.72:
            after, ruling = _next_of(path, stage), Ruling.PROCEED
        elif lot < 0.79:
            after, ruling = None, Ruling.REWORK
        elif lot < 0.84 and stage is not path[0]:
            after, ruling = chance.choice(path[: path.index(stage)]), Ruling.RETURN
        elif lot < 0.87 and path.index(stage) + 2 < len(path):
            after = path[path.index(stage) + 2]
        elif lot < 0.93:
            after, ruling, before_hold = country.of_kind(StageKind.HOLD), Ruling.PAUSE, stage
        elif lot < 0.98:
            after, ruling = country.of_kind(StageKind.STOPPED), Ruling.STOP
        else:
            after = country.of_kind(StageKind.MERGED)
        asked = None
        if ruling and stage.gate:
            returned = after.pk if after and ruling == Ruling.RETURN else None
            asked = Asked(stage.gate, asked_on, GateStatus.DECIDED, ruling, day, returned, reason)
            life.gates.append(asked)
        if after is None:
            continue
        move = move_between(stage, after, country.stages)
        life.steps.append(Step(day, stage.pk, after.pk, move, reason, asked))
        stage = after
        if stage.kind in (StageKind.STOPPED, StageKind.MERGED):
            return


def _set_conditions(chance: Random, life: Life) -> None:
    for gate in life.gates:
        if gate.ruling == Ruling.PROCEED and chance.random() < WITH_CONDITIONS:
            gate.ruling = Ruling.CONDITIONS


def _next_of(path: Sequence[PathStage], stage: PathStage) -> PathStage | None:
    place = path.index(stage) + 1
    return path[place] if place < len(path) else None


def _hand_over(chance: Random, life: Life, country: Country, *, ended: bool) -> None:
    lot = chance.random()
    if lot > 0.05 or len(country.agencies) < 2:
        return
    goal = chance.choice([agency for agency in country.agencies if agency != life.first_agency])
    latest = life.steps[-1].on if ended else country.day - ONE_DAY
    offered = _day_between(chance, life.registered_on, latest)
    accepted = None if lot > 0.04 and not ended else _day_between(chance, offered, latest)
    if accepted is None and any(gate.status == GateStatus.OPEN for gate in life.gates):
        return
    life.handover = Passed(life.first_agency, goal, offered, accepted)


def _tell(chance: Random, life: Life, count: int, last_day: dt.date) -> None:
    days = (last_day - life.registered_on).days
    confidence, note = Confidence.GREEN, ""
    for after in sorted(chance.randrange(days + 1) for _ in range(count)):
        if not life.updates or chance.random() < CHANGES_CONFIDENCE:
            confidence = chance.choices((Confidence.GREEN, Confidence.AMBER, Confidence.RED), weights=(6, 3, 1))[0]
            note = "" if confidence == Confidence.GREEN else life.say(chance.choice(wording.WORRIES))
        life.updates.append(
            Told(
                life.registered_on + dt.timedelta(days=after),
                confidence,
                note,
                life.say(chance.choice(wording.NEWS)),
                life.say(chance.choice(wording.NEXT)),
                life.say(chance.choice(wording.NEWS)) if chance.random() < 0.01 else "",
            )
        )


def _link(chance: Random, life: Life, country: Country) -> None:
    if chance.random() < 0.35:
        handed = {life.first_agency, life.handover.agency_to} if life.handover else {life.first_agency}
        others = [
            agency for agency in chance.sample(country.agencies, min(5, len(country.agencies))) if agency not in handed
        ]
        life.partners = [(agency, *_held(chance, life, country)) for agency in others[: chance.randrange(1, 4)]]
    # What is public names what it serves; of the rest, some never said.
    if life.visibility == Visibility.PUBLIC or chance.random() < 0.85:
        count = min(chance.choices((1, 2, 3), weights=(6, 3, 1))[0], len(country.objectives))
        served = [country.objectives[int(len(country.objectives) * chance.random() ** 1.5)] for _ in range(count)]
        life.objectives = [
            (objective, *((life.registered_on, None) if place == 0 else _held(chance, life, country)))
            for place, objective in enumerate(dict.fromkeys(served))
        ]


def _held(chance: Random, life: Life, country: Country) -> tuple[dt.date, dt.date | None]:
    since = _day_between(chance, life.registered_on, country.day - ONE_DAY)
    ended = chance.random() < 0.05 and since + ONE_DAY < country.day
    return since, _day_between(chance, since + ONE_DAY, country.day - ONE_DAY) if ended else None


def _plan(chance: Random, life: Life, country: Country) -> None:
    planned = life.registered_on
    for title in wording.MILESTONES[: chance.randrange(0, len(wording.MILESTONES) + 1)]:
        planned += dt.timedelta(days=chance.randrange(20, 150))
        forecast = planned + dt.timedelta(days=max(0, int(chance.gauss(10, 30))))
        life.milestones.append((title, planned, forecast, forecast if forecast < country.day else None))


def _day_between(chance: Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randrange((last - first).days + 1)) if last > first else first
