"""Drawing where a project stands, and where it stood, from its dated facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from portfolio.projects.enums import Confidence, HandoverStatus, Move
from portfolio.projects.models import CLASSIFIED, Handover, Project, ProjectState, ProjectUpdate, StageTransition
from records.clock import day_of, today
from records.kept_query import KeptQuery
from records.search_words import words_of

DATED = (
    "stage_id",
    "stage_since",
    "lead_agency_id",
    "confidence",
    "visibility",
    "title_en",
    "title_ar",
    "ends_on",
    *CLASSIFIED,
)
# What the history says of the project as it stands.
DRAWN = ("stage", "stage_since", "last_update_on", "confidence", "confidence_note")
DESCRIPTIVE = ("visibility", "title_en", "title_ar", "ends_on", *CLASSIFIED, "words")


def words_of_project(project: Project) -> str:
    titles = (project.title_en, project.title_ar)
    summaries = (project.summary_en, project.summary_ar)
    return words_of(*titles, *summaries, project.reference, project.source_key)


def standing_of_today(project: Project) -> dict[str, Any]:
    return {
        **{name: getattr(project, name) for name in DATED},
        "last_update_on": project.last_update_on,
        "words": words_of_project(project),
    }


def draw_today(project: Project) -> None:
    """After a change of today. The caller holds the project's row."""
    values = standing_of_today(project)
    current = next(iter(KEPT_CURRENT.objects(project=project.pk)), None)
    if current is None:
        ProjectState.objects.create(project=project, from_date=project.registered_on, **values)
        return
    if current.from_date < today() and any(getattr(current, name) != values[name] for name in DATED):
        current.to_date = today()
        current.save(update_fields=["to_date"])
        ProjectState.objects.create(project=project, from_date=today(), **values)
        return
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    if changed:
        # What is not written anew is not sorted into the indexes of words and days anew.
        ProjectState.objects.filter(pk=current.pk).update(**changed)


KEPT_CURRENT = KeptQuery(lambda project: ProjectState.objects.filter(project=project, to_date=None), project=int)


def draw_history(project: Project) -> None:
    """After a fact of another day was recorded: every state anew, and with the last one where the project stands.

    The latest dated fact decides; of one day, the one recorded last. The caller holds the project's row.
    """
    draw_histories([project])


def draw_histories(projects: Collection[Project]) -> None:
    """The same for many, in as many queries as for one. The caller holds their rows."""
    ids = [project.pk for project in projects]
    stood = {project.pk: _stands(project) for project in projects}
    transitions = _by_project(StageTransition.objects.filter(project__in=ids).order_by("happened_on", "id"))
    updates = _by_project(
        ProjectUpdate.objects.filter(project__in=ids)
        .order_by("happened_on", "id")
        .only("project", "happened_on", "confidence", "confidence_note")
    )
    handovers = _by_project(
        Handover.objects.filter(project__in=ids, status=HandoverStatus.ACCEPTED).order_by("answered_at")
    )
    before = _by_project(ProjectState.objects.filter(project__in=ids).order_by("from_date"))
    states = [
        state
        for project in projects
        for state in _drawn(
            project, transitions[project.pk], updates[project.pk], handovers[project.pk], before[project.pk]
        )
    ]
    if any(before.values()):
        ProjectState.objects.filter(project__in=ids).delete()
    ProjectState.objects.bulk_create(states, batch_size=500)
    moved = [project for project in projects if _stands(project) != stood[project.pk]]
    if moved:
        Project.objects.bulk_update(moved, DRAWN, batch_size=200)


def _stands(project: Project) -> tuple[Any, ...]:
    return tuple(getattr(project, "stage_id" if name == "stage" else name) for name in DRAWN)


def _by_project(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _drawn(
    project: Project,
    transitions: list[StageTransition],
    updates: list[ProjectUpdate],
    handovers: list[Handover],
    before: list[ProjectState],
) -> list[ProjectState]:
    first_day = transitions[0].happened_on
    days = {t.happened_on for t in transitions} | {u.happened_on for u in updates}
    days |= {day_of(h.answered_at) for h in handovers if h.answered_at} | {s.from_date for s in before}
    words = words_of_project(project)
    states: list[ProjectState] = []
    for day in sorted(day for day in days if first_day <= day <= today()):
        told = next((update for update in reversed(updates) if update.happened_on <= day), None)
        values = {
            **_stage_on(day, transitions),
            "lead_agency_id": _lead_on(day, project, handovers),
            "confidence": told.confidence if told else Confidence.NOT_RATED,
            **_described_on(day, project, words, before),
            "last_update_on": told.happened_on if told else None,
        }
        if states and all(getattr(states[-1], name) == values[name] for name in DATED):
            states[-1].last_update_on = values["last_update_on"]
            continue
        if states:
            states[-1].to_date = day
        states.append(ProjectState(project=project, from_date=day, **values))
    last = states[-1]
    last.words = words
    project.stage_id, project.stage_since = last.stage_id, last.stage_since
    project.last_update_on = last.last_update_on
    if updates:
        project.confidence, project.confidence_note = updates[-1].confidence, updates[-1].confidence_note
    return states


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


def _lead_on(day: dt.date, project: Project, handovers: list[Handover]) -> int:
    if not handovers:
        return project.lead_agency_id
    lead = handovers[0].from_agency_id
    for handover in handovers:
        if handover.answered_at and day_of(handover.answered_at) <= day:
            lead = handover.to_agency_id
    return lead


def _described_on(day: dt.date, project: Project, words: str, before: list[ProjectState]) -> dict[str, Any]:
    if not before:
        return {**{name: getattr(project, name) for name in DESCRIPTIVE[:-1]}, "words": words}
    found = before[0]
    for state in before:
        if state.from_date <= day:
            found = state
    return {name: getattr(found, name) for name in DESCRIPTIVE}
