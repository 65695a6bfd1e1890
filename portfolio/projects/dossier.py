"""Everything that the page of one project tells, in three queries whatever the length of its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from portfolio.projects.enums import GateStatus, HandoverStatus
from portfolio.projects.models import (
    Alignment,
    Follow,
    GateRequest,
    Handover,
    Milestone,
    Partnership,
    Project,
    ProjectUpdate,
    StageTransition,
    UpdateWording,
)

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

    @property
    def open_gate(self) -> GateRequest | None:
        return next((request for request in self.gate_requests if request.status == GateStatus.OPEN), None)

    @property
    def last_decided(self) -> GateRequest | None:
        return next((request for request in self.gate_requests if request.status == GateStatus.DECIDED), None)


def dossier_of(project: Project, person: Any) -> Dossier:
    updates = list(project.updates.select_related("posted_by")[: UPDATES_SHOWN + 1])
    requests = list(
        project.gate_requests.select_related("gate", "asked_by", "decision__decided_by").order_by("-asked_at", "-pk")
    )
    facts = _facts(project, person)
    _know(project, "partnerships", facts["partnership"])
    _know(project, "alignments", facts["alignment"])
    _know(project, "gate_requests", requests)
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
    )


# One query for seven short tables: each row says of what kind it is, and its columns are read by place.
KINDS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "partnership": (Partnership, ("agency_id", "", "since", "", "", "", "", "", "")),
    "alignment": (Alignment, ("objective_id", "", "since", "", "", "", "", "", "")),
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
    "follow": (Follow, ("person_id", "", "", "", "", "", "", "", "")),
}
TYPES = (*(["bigint"] * 2), *(["date"] * 3), *(["text"] * 4))
OF_PROJECT = "project_id = %(project)s"
WHICH = {
    "partnership": f"{OF_PROJECT} AND until IS NULL",
    "alignment": f"{OF_PROJECT} AND until IS NULL",
    "wording": f"update_of_id IN (SELECT id FROM {ProjectUpdate._meta.db_table} WHERE {OF_PROJECT})",  # noqa: S608
    "handover": f"{OF_PROJECT} AND status = '{HandoverStatus.OFFERED.value}'",
    "follow": f"{OF_PROJECT} AND person_id = %(person)s",
}


def _branch(kind: str) -> str:
    model, names = KINDS[kind]
    columns = ", ".join(f"CAST({name or 'NULL'} AS {type_})" for name, type_ in zip(names, TYPES, strict=True))
    return f"SELECT '{kind}', id, {columns} FROM {model._meta.db_table} WHERE {WHICH.get(kind, OF_PROJECT)}"  # noqa: S608


# Written once: to have it built from querysets for every page took longer than the database took to answer it.
ALL_FACTS = " UNION ALL ".join(_branch(kind) for kind in KINDS)
# SQLite keeps days as text, and to cast one to a date would leave its year.
ALL_FACTS_ON_SQLITE = ALL_FACTS.replace(" AS date)", " AS text)")


def _facts(project: Project, person: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(
            ALL_FACTS_ON_SQLITE if connection.vendor == "sqlite" else ALL_FACTS,
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
    if kind != "wording":
        said["project"] = project
    row = model(pk=pk, **said)
    row._state.adding = False
    return row


def _know(project: Project, name: str, rows: Sequence[Model]) -> None:
    """Hand rows at hand to whoever asks the project for them, its rules among others."""
    manager = getattr(project, name)
    known = manager.all()
    known._result_cache = list(rows)
    known._prefetch_done = True
    if not hasattr(project, "_prefetched_objects_cache"):
        project._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    project._prefetched_objects_cache[manager.field.remote_field.cache_name] = known  # type: ignore[attr-defined]
