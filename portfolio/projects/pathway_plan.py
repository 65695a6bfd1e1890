"""What a curator writes of a pathway version, and whether it can be opened. Pure: no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portfolio.projects.enums import OFF_PATH, StageKind
from records.bilingual import reading_arabic

Words = str | Promise
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class PlannedStage:
    code: str
    kind: str
    title_en: str
    title_ar: str
    usual_days: int = 120

    @property
    def title(self) -> str:
        first, second = (self.title_ar, self.title_en) if reading_arabic() else (self.title_en, self.title_ar)
        return first or second or self.code


@dataclass(frozen=True, slots=True)
class PlannedGate:
    """By the codes of the two stages that it joins."""

    code: str
    from_stage: str
    to_stage: str


@dataclass(frozen=True, slots=True)
class PlannedCriterion:
    code: str
    text_en: str
    text_ar: str
    is_mandatory: bool = True
    asks_text: bool = True
    asks_file: bool = True
    asks_link: bool = True
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages in their order; the criteria of each gate by its code."""

    stages: Sequence[PlannedStage]
    gates: Sequence[PlannedGate]
    criteria: dict[str, Sequence[PlannedCriterion]] = field(default_factory=dict)

    @property
    def path(self) -> list[PlannedStage]:
        return [stage for stage in self.stages if stage.kind == StageKind.ON_PATH]


def unwritable(plan: Plan) -> Iterator[str]:
    """Why a draft cannot even be kept: two things of one name, or a gate to nowhere."""
    for code in _twice(stage.code for stage in plan.stages):
        yield _("Two stages have the code “%(code)s”. Give each its own.") % {"code": code}
    for code in _twice(gate.code for gate in plan.gates):
        yield _("Two gates have the code “%(code)s”. Give each its own.") % {"code": code}
    for gate_code, criteria in plan.criteria.items():
        for code in _twice(criterion.code for criterion in criteria):
            yield _("Two criteria of gate %(gate)s have the code “%(code)s”. Give each its own.") % {
                "gate": gate_code,
                "code": code,
            }
    known = {stage.code for stage in plan.stages}
    for gate in plan.gates:
        for code in (gate.from_stage, gate.to_stage):
            if code not in known:
                yield _("Gate %(gate)s names the stage “%(code)s”, which is not there.") % {
                    "gate": gate.code,
                    "code": code,
                }
    for code in _twice(gate.from_stage for gate in plan.gates):
        yield _("Two gates lead out of “%(stage)s”. A stage has one way forward.") % {"stage": code}
    for code in _twice(gate.to_stage for gate in plan.gates):
        yield _("Two gates lead into “%(stage)s”. A stage is reached by one gate.") % {"stage": code}


def problems(plan: Plan) -> list[str]:
    """Everything that stands in the way of opening the version, each a sentence that says what to do."""
    found = list(unwritable(plan))
    if found:
        return found
    return [*_of_words(plan), *_of_the_way(plan), *_off_the_path(plan), *_of_criteria(plan)]


def _of_words(plan: Plan) -> Iterator[str]:
    for stage in plan.stages:
        if not stage.title_en.strip() or not stage.title_ar.strip():
            yield _("Give the stage “%(code)s” its title in both languages.") % {"code": stage.code}
        if not 1 <= stage.usual_days <= MOST_DAYS:
            yield _("Say how many days are usual in “%(stage)s”, from 1 to 3650.") % {"stage": stage.title}
    if len(plan.path) < 2:
        yield _("A pathway has two stages at least, a first and a last one.")


def _of_the_way(plan: Plan) -> Iterator[str]:
    path = {stage.code: stage for stage in plan.path}
    onward = {gate.from_stage: gate for gate in plan.gates}
    titles = {stage.code: stage.title for stage in plan.stages}
    for gate in plan.gates:
        for code in (gate.from_stage, gate.to_stage):
            if code not in path:
                yield _("Gate %(gate)s touches “%(stage)s”, which is off the path. A gate joins two stages on it.") % {
                    "gate": gate.code,
                    "stage": titles[code],
                }
    circle = _circle(onward)
    if circle:
        yield _("The gates lead in a circle: %(way)s. Take one of these gates away.") % {
            "way": (" ← " if reading_arabic() else " → ").join(titles[code] for code in circle)
        }
    if path and all(code in onward for code in path):
        yield _("The pathway has no end: a gate leads out of every stage. Take the gate out of the last stage away.")
        return
    if circle:
        return
    reached = {gate.to_stage for gate in plan.gates}
    starts = [stage for stage in plan.path if stage.code not in reached]
    if len(starts) > 1:
        quoted = "«%s»" if reading_arabic() else "“%s”"
        yield _("There is more than one start: %(stages)s. Join them with gates, so that one way leads to the end.") % {
            "stages": pgettext("between names", ", ").join(quoted % stage.title for stage in starts)
        }
    places = {stage.code: place for place, stage in enumerate(plan.path)}
    for gate in plan.gates:
        start, goal = places.get(gate.from_stage), places.get(gate.to_stage)
        if start is not None and goal is not None and goal != start + 1:
            yield _("Gate %(gate)s joins “%(start)s” and “%(goal)s”, which are no neighbours on the path.") % {
                "gate": gate.code,
                "start": titles[gate.from_stage],
                "goal": titles[gate.to_stage],
            }


def _circle(onward: dict[str, PlannedGate]) -> list[str]:
    for first in onward:
        way, here = [first], onward[first].to_stage
        while here in onward and here not in way:
            way.append(here)
            here = onward[here].to_stage
        if here in way:
            return [*way[way.index(here) :], here]
    return []


def _off_the_path(plan: Plan) -> Iterator[str]:
    kinds = Counter(stage.kind for stage in plan.stages)
    for kind in OFF_PATH:
        if not kinds[kind]:
            yield _("There is no stage for “%(kind)s”. Every pathway has one: projects must be able to go there.") % {
                "kind": kind.label
            }
        elif kinds[kind] > 1:
            yield _("There are several stages for “%(kind)s”. Keep one.") % {"kind": kind.label}


def _of_criteria(plan: Plan) -> Iterator[str]:
    for gate in plan.gates:
        criteria = plan.criteria.get(gate.code, ())
        if not criteria:
            yield _("Gate %(gate)s has no criterion yet. Its panel needs one at least.") % {"gate": gate.code}
        for criterion in criteria:
            named = {"gate": gate.code, "code": criterion.code}
            if not criterion.text_en.strip() or not criterion.text_ar.strip():
                yield _("Give the criterion “%(code)s” of gate %(gate)s its text in both languages.") % named
            if not (criterion.asks_text or criterion.asks_file or criterion.asks_link or criterion.fact):
                yield _("Say what can be shown for the criterion “%(code)s” of gate %(gate)s.") % named


def _twice(codes: Iterator[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]
