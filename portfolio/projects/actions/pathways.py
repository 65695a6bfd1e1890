from itertools import pairwise

from django.db import transaction

from portfolio.projects.enums import StageKind
from portfolio.projects.models import Gate, Pathway, PathwayVersion, Stage
from records.actions import audit
from records.clock import today

STANDARD = "standard"
# code, kind, English, Arabic, days that are usual in it
STANDARD_STAGES = (
    ("idea", StageKind.ON_PATH, "Idea", "فكرة", 60),
    ("discovery", StageKind.ON_PATH, "Discovery", "الاستكشاف", 120),
    ("prototype", StageKind.ON_PATH, "Prototype", "نموذج أولي", 120),
    ("pilot", StageKind.ON_PATH, "Pilot", "التجريب", 180),
    ("scale", StageKind.ON_PATH, "Scale", "التوسّع", 270),
    ("embedded", StageKind.ON_PATH, "Embedded", "الترسيخ", 365),
    ("on-hold", StageKind.HOLD, "On hold", "معلّق", 90),
    ("stopped", StageKind.STOPPED, "Stopped", "متوقف نهائيًا", 365),
    ("merged", StageKind.MERGED, "Merged", "مدمج", 365),
)


@transaction.atomic
def ensure_standard_pathway() -> None:
    """The pathway that every country begins with; one that exists is left as the curators made it."""
    pathway, is_new = Pathway.objects.get_or_create(
        code=STANDARD, defaults={"title_en": "From idea to scale", "title_ar": "من الفكرة إلى التوسّع"}
    )
    if not is_new:
        return
    version = PathwayVersion.objects.create(pathway=pathway, number=1, opened_on=today())
    stages = [
        Stage.objects.create(
            version=version, code=code, kind=kind, order=order, title_en=en, title_ar=ar, usual_days=days
        )
        for order, (code, kind, en, ar, days) in enumerate(STANDARD_STAGES, start=1)
    ]
    on_path = [stage for stage in stages if stage.kind == StageKind.ON_PATH]
    for number, (before, after) in enumerate(pairwise(on_path), start=1):
        Gate.objects.create(version=version, code=f"G{number}", from_stage=before, to_stage=after)
    audit.record(by=None, action="projects.lay_pathway", target=pathway, after={"stages": len(stages)})
