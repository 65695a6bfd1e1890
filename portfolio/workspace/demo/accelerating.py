"""The project of the demo country that runs the hundred days: past its day 50, with its second half before it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from portfolio.agenda.models import Objective
from portfolio.projects.actions import record_history, team, updates
from portfolio.projects.actions.cover import set_cover
from portfolio.projects.enums import Confidence, Facet, InnovationKind, Visibility
from portfolio.projects.founding_pathways import ACCELERATOR
from portfolio.projects.models import PathwayVersion, Project, Stage
from portfolio.workspace.demo.covers import cover

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading

CODE, LEAD, PARTNERS = "arrival", "PHCC", ("MOPH", "MCIT")
TITLE = ("From arrival to doctor in twenty minutes", "من الوصول إلى الطبيب في عشرين دقيقة")
SUMMARY = (
    "In a hundred days three health centres halve the time between arrival and doctor, with the people at the counter "
    "deciding what changes.",
    "في مئة يوم تخفض ثلاثة مراكز صحية الوقت بين الوصول ومقابلة الطبيب إلى النصف، ويقرر موظفو الاستقبال ما يتغير.",
)
# Days ago, stage, and why it went on.
WAY = (
    (71, "start-up", ""),
    (64, "to-day-50", "اتُّفق في الورشة على هدف واحد ومقياسه، ومنحت القيادات الفريق تفويضه."),
    (15, "to-day-100", "انخفض الانتظار من ثلاث وأربعين دقيقة إلى ثمان وعشرين في مركزين، وخطة النصف الثاني جاهزة."),
)
TOLD = (
    (
        57,
        Confidence.GREEN,
        "سُجّل وقت الوصول ووقت مقابلة الطبيب لكل مراجع في المراكز الثلاثة، والوسيط ثلاث وأربعون دقيقة.",
    ),
    (36, Confidence.GREEN, "جُرّبت بطاقة ترتيب واحدة بدل ثلاث نوافذ في مركزين، وقرر الموظفون الإبقاء عليها."),
    (16, Confidence.GREEN, "في منتصف المدة صار الوسيط ثمانيًا وعشرين دقيقة في مركزين، وبدأ المركز الثالث."),
    (3, Confidence.AMBER, "المركز الثالث أبطأ من غيره لأن نظام مواعيده مختلف."),
)
WHY_AMBER = "يحتاج المركز الثالث إلى ربط نظام مواعيده خلال أسبوعين."
# Days from the day of loading, how many of them a slip; reached where they lie behind.
POINTS = (
    (-57, 0, "Waiting times are measured", "قياس أوقات الانتظار"),
    (-18, 4, "Day 50: two centres under thirty minutes", "اليوم الخمسون: مركزان دون ثلاثين دقيقة"),
    (29, 0, "Day 100: three centres under twenty minutes", "اليوم المئة: ثلاثة مراكز دون عشرين دقيقة"),
)
ROLES = ("قائد الفريق", "مدرّب المسرّعة", "الخبير الاستراتيجي")


def accelerate(loading: Loading) -> None:
    by, officer = loading.noora, loading.officer(LEAD)
    version = PathwayVersion.objects.open().filter(pathway__code=ACCELERATOR).order_by("-number")[0]
    stages = {stage.code: stage for stage in version.stages.all()}
    project = _registered(loading, stages)
    loading.projects[CODE] = project
    record_history.steps(
        by=by,
        source="",
        past=[
            record_history.PastStep(
                project=project,
                from_stage=stages[before[1]],
                to_stage=stages[after[1]],
                happened_on=loading.ago(after[0]),
                reason=after[2],
            )
            for before, after in pairwise(WAY)
        ],
    )
    record_history.milestones(by=by, source="", past=[_milestone(loading, project, *point) for point in POINTS])
    set_cover(by=officer, project=project, content=ContentFile(cover(CODE), "cover.jpg"))
    for days_ago, confidence, words in TOLD:
        updates.post(
            by=officer,
            project=project,
            what_changed=words,
            confidence=confidence,
            confidence_note=WHY_AMBER if confidence == Confidence.AMBER else "",
            next_step="مراجعة الأرقام مع الفريق كل أسبوع.",
            happened_on=loading.ago(days_ago),
        )
    since = loading.ago(WAY[0][0])
    team.add_member(by=officer, project=project, person=officer, role=ROLES[0], since=since)
    for name, role in (("Salma Idris", ROLES[1]), ("Tariq Nabil", ROLES[2])):
        team.add_member(by=officer, project=project, outside_name=name, role=role, since=since)


def _registered(loading: Loading, stages: dict[str, Stage]) -> Project:
    past = record_history.PastProject(
        lead_agency=loading.agencies[LEAD],
        stage=stages[WAY[0][1]],
        stage_on=loading.ago(WAY[0][0]),
        title_en=TITLE[0],
        title_ar=TITLE[1],
        summary_en=SUMMARY[0],
        summary_ar=SUMMARY[1],
        visibility=Visibility.PUBLIC,
        lead_person=loading.officer(LEAD),
        starts_on=loading.ago(WAY[0][0]),
        ends_on=loading.day + dt.timedelta(days=29),
        partners=tuple(loading.agencies[code] for code in PARTNERS),
        objectives=(Objective.objects.get(code="nds3-innovation"),),
        facet=Facet.MISSION,
        kind=InnovationKind.PROCESS,
    )
    [made] = record_history.projects(by=loading.noora, source="", past=[past], is_demo=True)
    return made


def _milestone(
    loading: Loading, project: Project, days: int, slip: int, title_en: str, title_ar: str
) -> record_history.PastMilestone:
    day = loading.ago(-days)
    return record_history.PastMilestone(
        project=project,
        title_en=title_en,
        title_ar=title_ar,
        baseline_on=day - dt.timedelta(days=slip),
        forecast_on=day,
        actual_on=day if days < 0 else None,
    )
