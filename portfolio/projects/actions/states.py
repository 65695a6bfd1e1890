"""Drawing where a project stands, and where it stood, from its dated facts."""

import datetime as dt
from typing import Any

from portfolio.projects.enums import Confidence, HandoverStatus, Move
from portfolio.projects.models import Project, ProjectState
from records.clock import day_of, today
from records.search_words import words_of

DATED = ("stage_id", "stage_since", "lead_agency_id", "confidence", "visibility", "title_en", "title_ar")
DESCRIPTIVE = ("visibility", "title_en", "title_ar", "words")


def words_of_project(project: Project) -> str:
    return words_of(
        project.title_en, project.title_ar, project.summary_en, project.summary_ar, project.reference, project.source_key
    )


def standing_of_today(project: Project) -> dict[str, Any]:
    return {
        **{name: getattr(project, name) for name in DATED},
        "last_update_on": project.last_update_on,
        "words": words_of_project(project),
    }


def draw_today(project: Project) -> None:
    """After a change of today. The caller holds the project's row."""
    values = standing_of_today(project)
    current = ProjectState.objects.filter(project=project, to_date=None).first()
    if current is None:
        ProjectState.objects.create(project=project, from_date=project.registered_on, **values)
        return
    if current.from_date < today() and any(getattr(current, name) != values[name] for name in DATED):
        current.to_date = today()
        current.save(update_fields=["to_date"])
        ProjectState.objects.create(project=project, from_date=today(), **values)
        return
    ProjectState.objects.filter(pk=current.pk).update(**values)


def draw_history(project: Project) -> None:
    """After a fact of another day was recorded: every state anew, and with the last one where the project stands.

    The latest dated fact decides; of one day, the one recorded last. The caller holds the project's row.
    """
    transitions = list(project.transitions.order_by("happened_on", "id"))
    updates = list(
        project.updates.order_by("happened_on", "id").values_list("happened_on", "confidence", "confidence_note")
    )
    handovers = list(
        project.handovers.filter(status=HandoverStatus.ACCEPTED)
        .order_by("answered_at")
        .values_list("answered_at", "from_agency_id", "to_agency_id")
    )
    described = list(project.states.order_by("from_date").values("from_date", *DESCRIPTIVE))
    first_day = transitions[0].happened_on
    days = {first_day, *(t.happened_on for t in transitions)}
    days |= {day for day, *_ in updates} | {day_of(at) for at, *_ in handovers} | {d["from_date"] for d in described}
    states: list[ProjectState] = []
    for day in sorted(day for day in days if first_day <= day <= today()):
        values = {
            **_stage_on(day, transitions),
            "lead_agency_id": _lead_on(day, project, handovers),
            "confidence": next((c for on, c, _ in reversed(updates) if on <= day), Confidence.NOT_RATED),
            **_described_on(day, project, described),
            "last_update_on": next((on for on, *_ in reversed(updates) if on <= day), None),
        }
        if states and all(getattr(states[-1], name) == values[name] for name in DATED):
            states[-1].last_update_on = values["last_update_on"]
            continue
        if states:
            states[-1].to_date = day
        states.append(ProjectState(project=project, from_date=day, **values))
    last = states[-1]
    last.words = words_of_project(project)
    project.states.all().delete()
    ProjectState.objects.bulk_create(states)
    project.stage_id, project.stage_since = last.stage_id, last.stage_since
    project.last_update_on = last.last_update_on
    if updates:
        _, project.confidence, project.confidence_note = updates[-1]
    project.save(update_fields=["stage", "stage_since", "last_update_on", "confidence", "confidence_note"])


def _stage_on(day: dt.date, transitions: list[Any]) -> dict[str, Any]:
    stage_id, since = transitions[0].to_stage_id, transitions[0].happened_on
    for transition in transitions:
        if transition.happened_on > day:
            break
        moved = transition.to_stage_id != stage_id and transition.move != Move.RELABELLED
        if moved:
            since = transition.happened_on
        stage_id = transition.to_stage_id
    return {"stage_id": stage_id, "stage_since": since}


def _lead_on(day: dt.date, project: Project, handovers: list[Any]) -> int:
    if not handovers:
        return project.lead_agency_id
    lead = handovers[0][1]
    for at, _, to_agency in handovers:
        if day_of(at) <= day:
            lead = to_agency
    return lead


def _described_on(day: dt.date, project: Project, described: list[dict[str, Any]]) -> dict[str, Any]:
    if not described:
        return {**{name: getattr(project, name) for name in DESCRIPTIVE[:-1]}, "words": words_of_project(project)}
    found = described[0]
    for state in described:
        if state["from_date"] <= day:
            found = state
    return {name: found[name] for name in DESCRIPTIVE}
