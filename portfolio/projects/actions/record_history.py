"""What happened elsewhere, or before anybody wrote it down here: dated facts that come in with their source.

The trail tells who recorded them and when; the facts keep the day on which they happened. What a source lacks stays
empty: nothing is made up for it. Facts that came in before, by source and key, are left as they are.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Person
from portfolio.agenda.models import Objective
from portfolio.projects.actions.registration import checked_weights, wrongly_classified
from portfolio.projects.actions.states import draw_histories
from portfolio.projects.enums import NEED_A_REASON, DatePrecision, Move, StageKind, Visibility
from portfolio.projects.models import (
    Alignment,
    Gate,
    GateReview,
    Lesson,
    Milestone,
    Partnership,
    Project,
    SourceNote,
    Stage,
    StageTransition,
    Tag,
    Tagging,
)
from portfolio.projects.queries import stages_of
from portfolio.projects.stage_machine import move_between
from records.actions import audit
from records.clock import today
from records.policy import require

Kept = TypeVar("Kept", bound=models.Model)
ACTION = "projects.record_history"
# Written by more than this in one transaction, others would wait too long.
BATCH = 500
# What of a project is kept beside its own row.
LINKED = ("partners", "objectives", "weights", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastProject:
    """A project as a source knows it. Its stage is the one registered, or seen, on `stage_on`."""

    key: str = ""
    lead_agency: Agency
    stage: Stage
    stage_on: dt.date
    was_seen: bool = False
    reason: str = ""
    title_en: str = ""
    title_ar: str = ""
    summary_en: str = ""
    summary_ar: str = ""
    visibility: str = Visibility.AGENCY
    lead_person: Person | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    partners: tuple[Agency, ...] = ()
    objectives: tuple[Objective, ...] = ()
    # Of the objectives, in their order; where there are none, they share the project equally.
    weights: tuple[int, ...] = ()
    facet: str = ""
    kind: str = ""
    trl: int | None = None
    uses_ai: bool = False
    in_digital_factory: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """A change of stage. `was_seen`: the day is that of who saw it, not of the move itself."""

    key: str = ""
    project: Project
    from_stage: Stage | None
    to_stage: Stage
    happened_on: dt.date
    was_seen: bool = False
    # Seen in the stage, and nothing is known of a move into it.
    is_sighting: bool = False
    reason: str = ""
    look_again_on: dt.date | None = None
    # Of a stop.
    lesson_en: str = ""
    lesson_ar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMilestone:
    key: str = ""
    project: Project
    stage: Stage | None = None
    title_en: str = ""
    title_ar: str = ""
    baseline_on: dt.date | None = None
    forecast_on: dt.date | None = None
    actual_on: dt.date | None = None
    precision: str = DatePrecision.DAY
    date_as_written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNote:
    """A dated fact that is no move, such as that the source took the project off its own list."""

    key: str = ""
    project: Project
    happened_on: dt.date
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReview:
    """A gate review that was held elsewhere. `gate` is None where this pathway has none at that point."""

    key: str = ""
    project: Project
    gate: Gate | None
    outcome: str
    held_on: dt.date
    is_again: bool = False
    as_written: str = ""
    place_in_source: int | None = None


def projects(*, by: Any, source: str, past: Sequence[PastProject], is_demo: bool = False) -> list[Project]:
    """Answers the projects that are new, in the order given."""
    require(by, ACTION)
    with transaction.atomic():
        past = _not_yet(Project, source, past)
        made = [
            Project(
                # Of any version that is open, or has been: a source tells of its own time.
                pathway=told.stage.version,
                registered_on=told.stage_on,
                stage_since=told.stage_on,
                source_name=source,
                source_key=told.key,
                is_demo=is_demo,
                **_columns(told, "key", "stage_on", "was_seen", "reason", *LINKED),
            )
            for told in past
        ]
        for project, told in zip(made, past, strict=True):
            _check_project(project, told)
        Project.objects.bulk_create(made, batch_size=BATCH)
        StageTransition.objects.bulk_create(
            (
                StageTransition(
                    project=project,
                    to_stage=told.stage,
                    move=Move.OBSERVED if told.was_seen else Move.REGISTERED,
                    reason=told.reason,
                    happened_on=told.stage_on,
                    recorded_by=by,
                    is_observation=told.was_seen,
                    source_name=source,
                    source_key=seen_key(told.key, told.stage_on, told.stage),
                )
                for project, told in zip(made, past, strict=True)
            ),
            batch_size=BATCH,
        )
        Partnership.objects.bulk_create(
            Partnership(project=project, agency=agency, since=told.stage_on)
            for project, told in zip(made, past, strict=True)
            for agency in told.partners
        )
        Alignment.objects.bulk_create(
            Alignment(project=project, objective_id=objective, weight=weight, since=told.stage_on)
            for project, told in zip(made, past, strict=True)
            for objective, weight in _weights(told).items()
        )
        Tagging.objects.bulk_create(
            Tagging(project=project, tag=tag, since=told.stage_on)
            for project, told in zip(made, past, strict=True)
            for tag in told.tags
        )
        draw_histories(made)
        _tell(by, source, "projects", made)
    return made


def steps(*, by: Any, source: str, past: Sequence[PastStep]) -> list[StageTransition]:
    """Answers the transitions that are new. Where each project stands is drawn anew from all its dated facts."""
    require(by, ACTION)
    with transaction.atomic():
        held = _held(told.project.pk for told in past)
        past = _not_yet(StageTransition, source, past)
        paths: dict[int, list[Stage]] = {}
        known = _stages_by_code(held.values())
        made = []
        for told in past:
            project = held[told.project.pk]
            told = _on_its_version(told, project, known)
            path = paths.setdefault(project.pathway_id, stages_of(project.pathway))
            move = Move.OBSERVED if told.is_sighting else move_between(told.from_stage, told.to_stage, path)
            _check_step(told, project, move, source)
            made.append(
                StageTransition(
                    project=project,
                    from_stage=told.from_stage,
                    to_stage=told.to_stage,
                    move=move,
                    reason=told.reason,
                    happened_on=told.happened_on,
                    recorded_by=by,
                    is_observation=told.was_seen,
                    source_name=source,
                    source_key=told.key,
                )
            )
        StageTransition.objects.bulk_create(made, batch_size=BATCH)
        Lesson.objects.bulk_create(
            Lesson(project_id=told.project.pk, learnt_en=told.lesson_en, learnt_ar=told.lesson_ar, recorded_by=by)
            for told in past
            if told.to_stage.kind == StageKind.STOPPED and (told.lesson_en or told.lesson_ar)
        )
        touched = {told.project.pk: held[told.project.pk] for told in past}
        for told in past:
            project = touched[told.project.pk]
            project.registered_on = min(project.registered_on, told.happened_on)
            if told.to_stage.kind == StageKind.HOLD and told.look_again_on:
                project.look_again_on = told.look_again_on
        Project.objects.bulk_update(touched.values(), ["registered_on", "look_again_on"], batch_size=BATCH)
        draw_histories(list(touched.values()))
        _tell(by, source, "steps", made)
    return made


def milestones(*, by: Any, source: str, past: Sequence[PastMilestone]) -> list[Milestone]:
    require(by, ACTION)
    with transaction.atomic():
        made = _new(Milestone, source, past)
        for milestone in made:
            if not (source or milestone.baseline_on or milestone.forecast_on or milestone.actual_on):
                raise ValidationError({"forecast_on": _("A milestone has at least one date.")})
            milestone.clean_fields(exclude=["project", "stage"])
        Milestone.objects.bulk_create(made, batch_size=BATCH)
        _tell(by, source, "milestones", made)
    return made


def notes(*, by: Any, source: str, past: Sequence[PastNote]) -> list[SourceNote]:
    require(by, ACTION)
    with transaction.atomic():
        made = _new(SourceNote, source, past)
        for note in made:
            _not_in_the_future(note.happened_on, "happened_on")
            note.clean_fields(exclude=["project"])
        SourceNote.objects.bulk_create(made, batch_size=BATCH)
        _tell(by, source, "notes", made)
    return made


def reviews(*, by: Any, source: str, past: Sequence[PastReview]) -> list[GateReview]:
    """As the source tells them, in whatever order: they move nothing and decide nothing here."""
    require(by, ACTION)
    with transaction.atomic():
        made = _new(GateReview, source, past)
        for review in made:
            _not_in_the_future(review.held_on, "held_on")
            if review.gate is not None and review.gate.version_id != review.project.pathway_id:
                raise ValidationError({"gate": _("This gate is not of the project's pathway.")})
            review.clean_fields(exclude=["project", "gate"])
        GateReview.objects.bulk_create(made, batch_size=BATCH)
        _tell(by, source, "reviews", made)
    return made


def _held(ids: Iterable[int]) -> dict[int, Project]:
    wanted = Project.objects.filter(pk__in=set(ids)).select_related("pathway").order_by("pk")
    return {project.pk: project for project in wanted.select_for_update(of=("self",))}


def _stages_by_code(projects: Iterable[Project]) -> dict[tuple[int, str], Stage]:
    versions = {project.pathway_id for project in projects}
    return {(stage.version_id, stage.code): stage for stage in Stage.objects.filter(version__in=versions)}


def _on_its_version(told: PastStep, project: Project, known: dict[tuple[int, str], Stage]) -> PastStep:
    """A source names stages by code; a project that stays on an older version has those of that version."""

    def own(stage: Stage) -> Stage:
        return known.get((project.pathway_id, stage.code), stage)

    return replace(told, from_stage=own(told.from_stage) if told.from_stage else None, to_stage=own(told.to_stage))


def _not_yet(model: type[models.Model], source: str, past: Sequence[Any]) -> list[Any]:
    keys = [told.key for told in past if told.key]
    here = set(
        model._default_manager.filter(source_name=source, source_key__in=keys).values_list("source_key", flat=True)
    )
    found = []
    for told in past:
        if not told.key or told.key not in here:
            found.append(told)
            here.add(told.key)
    return found


def _new(model: type[Kept], source: str, past: Sequence[Any]) -> list[Kept]:
    """Not written yet, of what the source has not told before."""
    return [
        model(source_name=source, source_key=told.key, **_columns(told, "key"))
        for told in _not_yet(model, source, past)
    ]


def _columns(told: Any, *without: str) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__slots__ if name not in without}


def seen_key(project_key: str, day: dt.date, stage: Stage) -> str:
    """The key of the fact that a source saw a project in a stage on a day."""
    return f"{project_key}|{day}|{stage.code}" if project_key else ""


def _weights(told: PastProject) -> dict[int, int]:
    if told.weights and len(told.weights) != len(told.objectives):
        raise ValidationError({"weights": _("Give as many weights as there are objectives, in the same order.")})
    said = told.weights or (None,) * len(told.objectives)
    return checked_weights({one.pk: weight for one, weight in zip(told.objectives, said, strict=True)})


def _check_project(project: Project, told: PastProject) -> None:
    _not_in_the_future(told.stage_on, "stage_on")
    if not (project.title_en.strip() or project.title_ar.strip()):
        raise ValidationError({"title_en": _("Give the title in one language at least.")})
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise ValidationError({"ends_on": _("The end comes before the start.")})
    if project.pathway.is_draft:
        raise ValidationError({"stage": _("Choose a stage of the path.")})
    if project.lead_agency in told.partners:
        raise ValidationError({"partners": _("The lead agency is not its own partner.")})
    if problems := wrongly_classified(project):
        raise ValidationError(problems)
    if project.visibility == Visibility.PUBLIC and not (told.objectives and _has_all_words(project)):
        raise ValidationError(
            {"visibility": _("Complete the project first: both titles, both summaries and at least one objective.")}
        )
    project.clean_fields(exclude=["lead_agency", "pathway", "stage", "lead_person", "cover", "last_update_on"])


def _has_all_words(project: Project) -> bool:
    return all((project.title_en, project.title_ar, project.summary_en, project.summary_ar))


def _check_step(told: PastStep, project: Project, move: str, source: str) -> None:
    _not_in_the_future(told.happened_on, "happened_on")
    if told.to_stage.version_id != project.pathway_id:
        raise ValidationError({"to_stage": _("The project cannot go from here to that stage.")})
    if not source and move in NEED_A_REASON and not told.reason.strip():
        raise ValidationError({"reason": _("Say why.")})


def _not_in_the_future(day: dt.date, field: str) -> None:
    if day > today():
        raise ValidationError({field: _("This day is still to come: history tells what has happened.")})


def _tell(by: Any, source: str, kind: str, made: Sequence[models.Model]) -> None:
    if made:
        audit.record(
            by=by,
            action=ACTION,
            target=made[0] if len(made) == 1 else None,
            count=len(made),
            after={"source": source, "kind": kind, "ids": [row.pk for row in made]},
        )
