import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from portfolio.projects.enums import MOVED_FORWARD, Move, StageKind
from portfolio.projects.models import PathwayVersion, Project, ProjectUpdate, Stage, StageTransition
from portfolio.projects.models.project_state import ProjectStateQuerySet
from records.models import AuditEvent

STANDARD = "standard"

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
    return PathwayVersion.objects.filter(pathway__code=STANDARD).order_by("-number")[0]


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
    too_long = Q(pk__in=[])
    for stage in stages:
        if stage.kind == StageKind.ON_PATH:
            too_long |= Q(stage=stage.pk, stage_since__lt=day - dt.timedelta(days=stage.usual_days))
    return too_long


def stands_still(stage: Stage, since: dt.date, day: dt.date) -> bool:
    """The same of one project whose stage is at hand."""
    return stage.kind == StageKind.ON_PATH and since < day - dt.timedelta(days=stage.usual_days)


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
