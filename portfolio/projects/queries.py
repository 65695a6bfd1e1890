from portfolio.projects.enums import StageKind
from portfolio.projects.models import PathwayVersion, Stage

STANDARD = "standard"


def standard_version() -> PathwayVersion:
    return PathwayVersion.objects.filter(pathway__code=STANDARD).order_by("-number")[0]


def stages_of(version: PathwayVersion) -> list[Stage]:
    return list(version.stages.order_by("order"))


def stage_of_kind(version: PathwayVersion, kind: StageKind) -> Stage:
    return version.stages.get(kind=kind)
