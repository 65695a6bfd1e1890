from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from portfolio.followups.models import FollowUp
from portfolio.projects.enums import ENDED, MOVED_FORWARD, Confidence, Move, StageKind
from portfolio.projects.followed_up import PROJECT, TO_GREEN
from portfolio.projects.founding_pathways import STANDARD
from portfolio.projects.models import (
    Milestone,
    MilestoneChange,
    PathwayVersion,
    Project,
    ProjectUpdate,
    Stage,
    StageTransition,
)
from portfolio.projects.models.project_state import ProjectStateQuerySet
from records.models import AuditEvent

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# What a reader may ask for: projects that moved forward, back, or at all. To be registered or relabelled is no move.
MOVES_SOUGHT: dict[str, tuple[Move, ...]] = {
    "forward": MOVED_FORWARD,
    "back": (Move.RETURNED,),
    "any": (
        *MOVED_FORWARD,
        Move.RETURNED,
        Move.HELD,
        Move.RESUMED,
        Move.STOPPED,
        Move.MERGED,
    ),
}


def standard_version() -> PathwayVersion:
    return PathwayVersion.objects.open().filter(pathway__code=STANDARD).order_by("-number")[0]


def current_versions() -> list[PathwayVersion]:
    """Of each pathway the newest version that is open, the standard one first: what a project can begin on."""
    newest: dict[int, PathwayVersion] = {}
    for version in PathwayVersion.objects.open().select_related("pathway").order_by("number"):
        newest[version.pathway_id] = version
    return sorted(newest.values(), key=lambda version: (version.pathway.code != STANDARD, version.pathway.code))


def stages_of(version: PathwayVersion) -> list[Stage]:
    return list(version.stages.order_by("order"))


def stage_of_kind(version: PathwayVersion, kind: StageKind) -> Stage:
    return version.stages.get(kind=kind)


def standing_still(
    states: ProjectStateQuerySet, day: dt.date, stages: Collection[Stage] | None = None
) -> ProjectStateQuerySet:
    """On the path and longer in the stage than is usual, counted on `day`. Known `stages` save a query."""
    known = Stage.objects.filter(kind=StageKind.ON_PATH) if stages is None else stages
    return states.filter(longer_than_usual(day, known))


def longer_than_usual(day: dt.date, stages: Iterable[Stage]) -> Q:
    return in_stage_before({stage.pk: usual_start(stage, day) for stage in stages if stage.kind == StageKind.ON_PATH})


def usual_start(stage: Stage, day: dt.date) -> dt.date:
    """Who came into the stage before it has been in it longer than is usual."""
    return day - dt.timedelta(days=stage.usual_days)


def in_stage_before(starts: Mapping[int, dt.date]) -> Q:
    too_long = Q(pk__in=[])
    for stage, start in starts.items():
        too_long |= Q(stage=stage, stage_since__lt=start)
    return too_long


def stands_still(stage: Stage, since: dt.date, day: dt.date) -> bool:
    """The same of one project whose stage is at hand."""
    return stage.kind == StageKind.ON_PATH and since < usual_start(stage, day)


def moved_between(
    states: ProjectStateQuerySet, moves: Collection[Move], since: dt.date, until: dt.date
) -> ProjectStateQuerySet:
    """Projects with such a transition that happened from `since` to `until`, both days included."""
    step = StageTransition.objects.filter(
        project=OuterRef("project"), move__in=moves, happened_on__gte=since, happened_on__lte=until
    )
    return states.filter(Exists(step))


def latest_event_of(project: Project) -> AuditEvent | None:
    return events_of(project).first()


def events_of(project: Project) -> QuerySet[AuditEvent]:
    """What was written to the project's own row: registered, edited, moved, given a picture."""
    return AuditEvent.objects.filter(target_type=project._meta.label_lower, target_id=str(project.pk)).select_related(
        "actor"
    )


def latest_update_of(project: Project) -> ProjectUpdate | None:
    return project.updates.select_related("posted_by").first()


class PlanThen(TypedDict):
    baseline_then: dt.date | None
    forecast_then: dt.date | None
    actual_then: dt.date | None


def milestones_on(day: dt.date | None = None) -> QuerySet[WithAnnotations[Milestone, PlanThen]]:
    """The plans as they were told at the end of `day` (today's for None): each milestone with `baseline_then`,
    `forecast_then` and `actual_then`.

    What a source brought in without telling since when is known on every day, and reached from the day that it was.
    """
    if day is None:
        return Milestone.objects.in_plan().annotate(
            baseline_then=F("baseline_on"), forecast_then=F("forecast_on"), actual_then=F("actual_on")
        )
    told = MilestoneChange.objects.filter(milestone=OuterRef("pk"), happened_on__lte=day).order_by(
        "-happened_on", "-pk"
    )
    planned = Q(planned_on=None) | Q(planned_on__lte=day)
    still_there = Q(dropped_on=None) | Q(dropped_on__gt=day)
    # What a source brought in: its days before the first change, or today's where nothing has changed.
    first = MilestoneChange.objects.filter(milestone=OuterRef("pk")).order_by("happened_on", "pk")
    as_told = {
        f"{name}_then": Case(
            When(
                planned_on=None,
                told_then=None,
                then=Coalesce(Subquery(first.values(f"{name}_on")[:1]), F(f"{name}_on")),
            ),
            default=Subquery(told.values(f"{name}_on")[:1]),
            output_field=DateField(),
        )
        for name in ("baseline", "forecast")
    }
    return (
        Milestone.objects.filter(planned & still_there)  # type: ignore[return-value]
        .alias(told_then=Subquery(told.values("pk")[:1]))
        .annotate(
            **as_told,
            actual_then=Case(When(actual_on__lte=day, then=F("actual_on")), default=None, output_field=DateField()),
        )
    )


def in_order_of_plan(project: Project) -> list[Milestone]:
    """By the day that is told of each last."""
    told = Coalesce("actual_on", "forecast_on", "baseline_on")
    return list(project.milestones.filter(dropped_on=None).order_by(told, "pk"))


def lacks_way_back(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of them that are off track with no step back to green under way."""
    steps = FollowUp.objects.open_now().filter(subject_kind=PROJECT, subject_id=OuterRef("pk"), kind=TO_GREEN)
    return (
        projects.filter(confidence=Confidence.RED, source_name="")
        .exclude(stage__kind__in=ENDED)
        .filter(~Exists(steps.order_by()))
    )
