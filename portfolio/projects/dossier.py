"""Everything that the page of one project tells, in three queries whatever the length of its history.

A floor above adds a short table of its own with `bring_in`, at no query more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from portfolio.followups.models import FollowUp
from portfolio.projects.enums import GateStatus, HandoverStatus
from portfolio.projects.followed_up import PROJECT, TO_GREEN
from portfolio.projects.models import (
    AiReview,
    Alignment,
    Follow,
    GateRequest,
    Handover,
    LeadershipAnswer,
    LeadershipQuestion,
    Lesson,
    Milestone,
    MoneyStanding,
    Partnership,
    Project,
    ProjectUpdate,
    StageTransition,
    Tagging,
    UpdateWording,
)
from portfolio.projects.money import CENT, Totals
from records.kept_query import KeptQuery

UPDATES_SHOWN = 6


@dataclass(frozen=True)
class Dossier:
    project: Project
    partnerships: list[Partnership]
    alignments: list[Alignment]
    milestones: list[Milestone]
    transitions: list[StageTransition]
    updates: list[ProjectUpdate]
    has_more_updates: bool
    wordings: dict[int, list[UpdateWording]]
    gate_requests: list[GateRequest]
    handover: Handover | None
    is_followed: bool
    totals: Totals
    # Open steps on the way back to green.
    way_back: list[FollowUp]
    # What leadership has decided, the latest first.
    answers: list[LeadershipAnswer]
    # Of a project that was stopped.
    lessons: list[Lesson]

    @property
    def open_gate(self) -> GateRequest | None:
        return next((request for request in self.gate_requests if request.status == GateStatus.OPEN), None)

    @property
    def draft_gate(self) -> GateRequest | None:
        return next((request for request in self.gate_requests if request.status == GateStatus.DRAFT), None)

    @property
    def last_decided(self) -> GateRequest | None:
        return next((request for request in self.gate_requests if request.status == GateStatus.DECIDED), None)


def dossier_of(project: Project, person: Any) -> Dossier:
    updates = UPDATES.objects(project=project.pk)
    requests = GATE_REQUESTS.objects(project=project.pk)
    facts = _facts(project, person)
    _know(project, "partnerships", facts["partnership"])
    _know(project, "alignments", facts["alignment"])
    _know(project, "gate_requests", requests)
    _know(project, "taggings", facts["tagging"])
    _know(project, "lessons", facts["lesson"])
    _know(project, "ai_reviews", sorted(facts["ai_review"], key=lambda step: (step.happened_on, step.pk)))
    for kind, relation in RELATIONS.items():
        _know(project, relation, sorted(facts[kind], key=lambda row: row.pk))
    wordings: dict[int, list[UpdateWording]] = {}
    for wording in sorted(facts["wording"], key=lambda wording: wording.number):
        wordings.setdefault(wording.update_of_id, []).append(wording)
    return Dossier(
        project=project,
        partnerships=facts["partnership"],
        alignments=facts["alignment"],
        milestones=sorted(
            facts["milestone"], key=lambda m: m.actual_on or m.forecast_on or m.baseline_on or dt.date.max
        ),
        transitions=sorted(facts["transition"], key=lambda step: (step.happened_on, step.pk)),
        updates=updates[:UPDATES_SHOWN],
        has_more_updates=len(updates) > UPDATES_SHOWN,
        wordings=wordings,
        gate_requests=requests,
        handover=next(iter(facts["handover"]), None),
        is_followed=bool(facts["follow"]),
        totals=_totals(facts["money"]),
        way_back=facts["way_back"],
        lessons=facts["lesson"],
        answers=sorted(facts["answer"], key=lambda answer: (answer.answered_on, answer.pk), reverse=True),
    )


UPDATES: KeptQuery[ProjectUpdate] = KeptQuery(
    lambda project: ProjectUpdate.objects.filter(project_id=project).select_related("posted_by")[: UPDATES_SHOWN + 1],
    project=int,
)
GATE_REQUESTS: KeptQuery[GateRequest] = KeptQuery(
    lambda project: (
        GateRequest.objects.filter(project_id=project)
        .select_related("gate", "asked_by", "decision__decided_by")
        .order_by("-asked_at", "-pk")
    ),
    project=int,
)

# One query for ten short tables: each row says of what kind it is, and its columns are read by place.
KINDS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "partnership": (Partnership, ("agency_id", "", "since", "", "", "", "", "", "")),
    "alignment": (Alignment, ("objective_id", "weight", "since", "", "", "", "", "", "")),
    "transition": (
        StageTransition,
        ("to_stage_id", "from_stage_id", "happened_on", "", "", "reason", "move", "source_name", ""),
    ),
    "milestone": (
        Milestone,
        (
            "stage_id",
            "",
            "baseline_on",
            "forecast_on",
            "actual_on",
            "title_en",
            "title_ar",
            "precision",
            "date_as_written",
        ),
    ),
    "wording": (
        UpdateWording,
        ("update_of_id", "number", "", "", "", "what_changed", "confidence", "confidence_note", "next_step"),
    ),
    "handover": (Handover, ("to_agency_id", "from_agency_id", "", "", "", "reason", "status", "", "")),
    "tagging": (Tagging, ("tag_id", "", "since", "", "", "", "", "", "")),
    "ai_review": (AiReview, ("answers_id", "recorded_by_id", "happened_on", "", "", "words", "advice", "", "")),
    "follow": (Follow, ("person_id", "", "", "", "", "", "", "", "")),
    "money": (MoneyStanding, ("", "", "", "", "", "budget", "forecast", "spend", "")),
    "lesson": (Lesson, ("decision_id", "recorded_by_id", "", "", "", "learnt_en", "learnt_ar", "", "")),
    "way_back": (FollowUp, ("", "", "due_on", "", "", "title", "", "", "")),
    "answer": (LeadershipAnswer, ("question_id", "", "answered_on", "", "", "chosen", "", "", "")),
}
TYPES = (*(["bigint"] * 2), *(["date"] * 3), *(["text"] * 4))
OF_PROJECT = "project_id = %(project)s"
# These name the project through another row, or by its number alone.
OF_SOMETHING_ELSE = ("wording", "way_back", "answer")
WHICH = {
    "milestone": f"{OF_PROJECT} AND dropped_on IS NULL",
    "partnership": f"{OF_PROJECT} AND until IS NULL",
    "alignment": f"{OF_PROJECT} AND until IS NULL",
    "tagging": f"{OF_PROJECT} AND until IS NULL",
    "wording": f"update_of_id IN (SELECT id FROM {ProjectUpdate._meta.db_table} WHERE {OF_PROJECT})",  # noqa: S608
    "handover": f"{OF_PROJECT} AND status = '{HandoverStatus.OFFERED.value}'",
    "follow": f"{OF_PROJECT} AND person_id = %(person)s",
    "way_back": f"subject_kind = '{PROJECT}' AND subject_id = %(project)s AND kind = '{TO_GREEN}' AND status = 'open'",
    "answer": f"question_id IN (SELECT id FROM {LeadershipQuestion._meta.db_table} WHERE {OF_PROJECT})",  # noqa: S608
}


def _branch(kind: str) -> str:
    model, names = KINDS[kind]
    columns = ", ".join(f"CAST({name or 'NULL'} AS {type_})" for name, type_ in zip(names, TYPES, strict=True))
    return f"SELECT '{kind}', id, {columns} FROM {model._meta.db_table} WHERE {WHICH.get(kind, OF_PROJECT)}"  # noqa: S608


# The relation of the project by which rows of a floor above are asked for.
RELATIONS: dict[str, str] = {}


def bring_in(kind: str, model: type[Model], names: tuple[str, ...], relation: str) -> None:
    """Called at start-up: rows of `model`, their columns in the order of TYPES, come with every dossier."""
    KINDS[kind] = (model, names)
    RELATIONS[kind] = relation
    all_facts.cache_clear()


# Kept: to have it built from querysets for every page took longer than the database took to answer it.
@cache
def all_facts(vendor: str) -> str:
    facts = " UNION ALL ".join(_branch(kind) for kind in KINDS)
    # SQLite keeps days as text, and to cast one to a date would leave its year.
    return facts.replace(" AS date)", " AS text)") if vendor == "sqlite" else facts


def _facts(project: Project, person: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(
            all_facts(connection.vendor),
            {"project": project.pk, "person": person.pk or 0},
        )
        for kind, pk, *values in cursor.fetchall():
            found[kind].append(_row(kind, pk, values, project))
    return found


def _row(kind: str, pk: int, values: list[Any], project: Project) -> Model:
    model, names = KINDS[kind]
    said = {
        name: dt.date.fromisoformat(value) if type_ == "date" and isinstance(value, str) else value
        for name, type_, value in zip(names, TYPES, values, strict=True)
        if name
    }
    if kind not in OF_SOMETHING_ELSE:
        said["project"] = project
    row = model(pk=pk, **said)
    row._state.adding = False
    return row


def _totals(standing: Sequence[Any]) -> Totals:
    """Read as text, so that no amount passes through a float."""
    if not standing:
        return Totals()
    return Totals(
        *(Decimal(str(getattr(standing[0], name))).quantize(CENT) for name in ("budget", "forecast", "spend"))
    )


def _know(project: Project, name: str, rows: Sequence[Any]) -> None:
    """Hand rows at hand to whoever asks the project for them, its rules among others."""
    manager = getattr(project, name)
    known = manager.all()
    known._result_cache = list(rows)
    known._prefetch_done = True
    if not hasattr(project, "_prefetched_objects_cache"):
        project._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    project._prefetched_objects_cache[manager.field.remote_field.cache_name] = known  # type: ignore[attr-defined]
