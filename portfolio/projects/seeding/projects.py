"""A batch of lives written as rows: projects, what happened to them, and how they stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Person
from portfolio.projects.enums import Confidence
from portfolio.projects.models import (
    CLASSIFIED,
    Alignment,
    Follow,
    GateDecision,
    GateRequest,
    Handover,
    Partnership,
    Project,
    ProjectState,
    ProjectUpdate,
    StageTransition,
    Tagging,
    UpdateWording,
)
from portfolio.projects.models.project import reference_of
from portfolio.projects.seeding import bulk, wording
from portfolio.projects.seeding.doing import write_doing
from portfolio.projects.seeding.lives import Asked, Country, Life, Passed, Told
from portfolio.projects.seeding.panels import Laid, write_panels
from portfolio.projects.seeding.ratings import write_ratings
from portfolio.projects.seeding.standing import spans_of
from portfolio.projects.weights import weighted
from records.actions import audit
from records.search_words import words_of

Row = tuple[Any, ...]
ZONE = ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def write_lives(by: Person, lives: Sequence[Life], country: Country, version: int) -> list[tuple[int, Life]]:
    """Every row of these lives and one audit event, or nothing. Answers with the number that each project got."""
    numbered = list(zip(bulk.numbers_for(Project, len(lives)), lives, strict=True))
    bulk.write(Project, PROJECT, (_project(pk, life, country, version) for pk, life in numbered))
    decisions = _write_gates(numbered, country)
    bulk.write(StageTransition, TRANSITION, _transitions(numbered, country, decisions))
    bulk.write(Handover, HANDOVER, _handovers(numbered, country))
    _write_updates(numbered, country)
    bulk.write(ProjectState, STATE, _states(numbered))
    bulk.write(
        Partnership,
        ("project_id", "agency_id", "since", "until"),
        ((p, *r) for p, life in numbered for r in life.partners),
    )
    bulk.write(
        Alignment,
        ("project_id", "objective_id", "since", "until", "weight"),
        ((p, *held) for p, life in numbered for held in weighted(life.objectives)),
    )
    bulk.write(
        Tagging,
        ("project_id", "tag_id", "since", "until"),
        ((p, tag, life.registered_on, None) for p, life in numbered for tag in life.sort.tags),
    )
    write_doing(numbered, country)
    write_ratings(numbered, country)
    bulk.write(
        Follow,
        ("person_id", "project_id", "at"),
        ((_officer(country, life, life.agency), pk, at(life.registered_on)) for pk, life in numbered),
    )
    audit.record(
        by=by,
        action="projects.seed_scale",
        count=len(numbered),
        after={"first": numbered[0][0], "last": numbered[-1][0], "updates": sum(len(life.updates) for life in lives)},
    )
    return numbered


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), ZONE)


def _officer(country: Country, life: Life, agency: int) -> int:
    officers = country.officers[agency]
    return officers[life.number % len(officers)]


def _curator(country: Country, life: Life) -> int:
    return country.curators[life.number % len(country.curators)]


PROJECT = (
    "id",
    "version",
    "title_en",
    "title_ar",
    "summary_en",
    "summary_ar",
    "lead_agency_id",
    "pathway_id",
    "stage_id",
    "stage_since",
    "look_again_on",
    "confidence",
    "confidence_note",
    "next_step",
    "lead_person_id",
    "starts_on",
    "ends_on",
    "visibility",
    "cover",
    "registered_on",
    "last_update_on",
    "source_name",
    "source_key",
    "is_demo",
    "created_at",
    *CLASSIFIED,
)


def _project(pk: int, life: Life, country: Country, version: int) -> Row:
    latest = life.updates[-1] if life.updates else Told(life.registered_on, Confidence.NOT_RATED, "", "", "")
    return (
        pk,
        len(life.steps),
        life.title.en,
        life.title.ar,
        life.summary.en,
        life.summary.ar,
        life.agency,
        version,
        life.steps[-1].after,
        life.steps[-1].on,
        life.look_again_on,
        str(latest.confidence),
        latest.note,
        latest.next_step,
        _officer(country, life, life.agency) if life.number % 10 else None,
        life.starts_on,
        life.ends_on,
        str(life.visibility),
        "",
        life.registered_on,
        latest.on if life.updates else None,
        "",
        "",
        True,
        at(life.registered_on, 9),
        *life.sort.columns,
    )


GATE_REQUEST = ("id", "version", "project_id", "gate_id", "case", "status", "asked_by_id", "asked_at")
GATE_DECISION = ("id", "request_id", "ruling", "reason", "return_to_id", "decided_by_id", "decided_at")


def _write_gates(numbered: list[tuple[int, Life]], country: Country) -> dict[int, int]:
    """Answers with the decision's number for each gate that was decided."""
    asked = [(pk, life, gate) for pk, life in numbered for gate in life.gates]
    requests = bulk.numbers_for(GateRequest, len(asked))
    bulk.write(
        GateRequest,
        GATE_REQUEST,
        (
            (
                request,
                1,
                pk,
                gate.gate,
                life.say(wording.GATE_CASE),
                str(gate.status),
                _officer(country, life, life.agency_on(gate.on)),
                at(gate.on),
            )
            for request, (pk, life, gate) in zip(requests, asked, strict=True)
        ),
    )
    decided: list[tuple[int, Life, Asked]] = [
        (request, life, gate) for request, (_, life, gate) in zip(requests, asked, strict=True) if gate.decided_on
    ]
    decisions = bulk.numbers_for(GateDecision, len(decided))
    bulk.write(
        GateDecision,
        GATE_DECISION,
        (
            (
                decision,
                request,
                str(gate.ruling),
                gate.reason,
                gate.return_to,
                _curator(country, life),
                at(gate.decided_on or gate.on, 11),
            )
            for decision, (request, life, gate) in zip(decisions, decided, strict=True)
        ),
    )
    found = {id(gate): decision for decision, (_, _, gate) in zip(decisions, decided, strict=True)}
    write_panels(
        [
            Laid(request, project, life, gate, found.get(id(gate)))
            for request, (project, life, gate) in zip(requests, asked, strict=True)
        ],
        country,
    )
    return found


TRANSITION = (
    "project_id",
    "from_stage_id",
    "to_stage_id",
    "move",
    "reason",
    "happened_on",
    "recorded_at",
    "recorded_by_id",
    "decision_id",
    "is_observation",
    "source_name",
    "source_key",
)


def _transitions(numbered: list[tuple[int, Life]], country: Country, decisions: dict[int, int]) -> Iterator[Row]:
    for pk, life in numbered:
        officer, curator = _officer(country, life, life.first_agency), _curator(country, life)
        for step in life.steps:
            yield (
                pk,
                step.before,
                step.after,
                str(step.move),
                step.reason,
                step.on,
                at(step.on, 11),
                curator if step.before else officer,
                decisions[id(step.asked)] if step.asked else None,
                False,
                "",
                "",
            )


HANDOVER = (
    "project_id",
    "from_agency_id",
    "to_agency_id",
    "reason",
    "status",
    "offered_by_id",
    "offered_at",
    "answered_by_id",
    "answered_at",
    "answer",
)


def _handovers(numbered: list[tuple[int, Life]], country: Country) -> Iterator[Row]:
    for pk, life in numbered:
        if life.handover:
            yield _handover(pk, life, life.handover, country)


def _handover(pk: int, life: Life, handover: Passed, country: Country) -> Row:
    accepted = handover.accepted_on
    return (
        pk,
        handover.agency_from,
        handover.agency_to,
        life.say(wording.HANDOVER_REASON),
        str(handover.status),
        _officer(country, life, handover.agency_from),
        at(handover.offered_on),
        _officer(country, life, handover.agency_to) if accepted else None,
        at(accepted, 12) if accepted else None,
        "",
    )


UPDATE = (
    "id",
    "version",
    "project_id",
    "what_changed",
    "confidence",
    "confidence_note",
    "next_step",
    "happened_on",
    "posted_at",
    "posted_by_id",
    "corrected_at",
    "source_name",
    "source_key",
)
WORDING = (
    "update_of_id",
    "number",
    "what_changed",
    "confidence",
    "confidence_note",
    "next_step",
    "written_at",
    "written_by_id",
)


def _write_updates(numbered: list[tuple[int, Life]], country: Country) -> None:
    numbers = iter(bulk.numbers_for(ProjectUpdate, sum(len(life.updates) for _, life in numbered)))
    corrected: list[Row] = []

    def rows() -> Iterator[Row]:
        for project, life in numbered:
            for told in life.updates:
                pk, by, posted = next(numbers), _officer(country, life, life.agency_on(told.on)), at(told.on, 13)
                if told.earlier_wording:
                    corrected.append(
                        (pk, 1, told.earlier_wording, str(told.confidence), told.note, told.next_step, posted, by)
                    )
                yield (
                    pk,
                    2 if told.earlier_wording else 1,
                    project,
                    told.what,
                    str(told.confidence),
                    told.note,
                    told.next_step,
                    told.on,
                    posted,
                    by,
                    at(told.on, 15) if told.earlier_wording else None,
                    "",
                    "",
                )

    bulk.write(ProjectUpdate, UPDATE, rows())
    bulk.write(UpdateWording, WORDING, corrected)


STATE = (
    "project_id",
    "from_date",
    "to_date",
    "stage_id",
    "stage_since",
    "lead_agency_id",
    "confidence",
    "visibility",
    "title_en",
    "title_ar",
    "last_update_on",
    "ends_on",
    "words",
    *CLASSIFIED,
)


def _states(numbered: list[tuple[int, Life]]) -> Iterator[Row]:
    for pk, life in numbered:
        words = words_of(life.title.en, life.title.ar, life.summary.en, life.summary.ar, reference_of(pk), "")
        for span in spans_of(life):
            stood = span.standing
            yield (
                pk,
                span.from_date,
                span.to_date,
                stood.stage,
                stood.stage_since,
                stood.agency,
                str(stood.confidence),
                str(stood.visibility),
                life.title.en,
                life.title.ar,
                span.last_update_on,
                life.ends_on,
                words,
                *life.sort.columns,
            )
