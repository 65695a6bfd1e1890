import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions.following import tell_followers
from portfolio.projects.actions.states import draw_today
from portfolio.projects.enums import NEED_A_REASON, StageKind
from portfolio.projects.models import GateDecision, Lesson, Project, Stage, StageTransition
from portfolio.projects.queries import stages_of
from portfolio.projects.stage_machine import is_legal, move_between
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked


def move(
    *,
    by: Any,
    project: Project,
    to_stage: Stage,
    reason: str,
    look_again_on: dt.date | None = None,
    version: int | None = None,
    lesson_en: str = "",
    lesson_ar: str = "",
) -> StageTransition:
    """The lab moves a project without a gate, and says why; one that is stopped leaves its lesson."""
    require(by, "projects.move", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk, version)
        require(by, "projects.move", project)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the project moves without a gate.")})
        before = project.stage
        is_stopped = to_stage.kind == StageKind.STOPPED
        if is_stopped:
            check_lesson(lesson_en, lesson_ar)
        step = enter(by=by, project=project, to_stage=to_stage, reason=reason, look_again_on=look_again_on)
        if is_stopped:
            learn(by=by, project=project, lesson_en=lesson_en, lesson_ar=lesson_ar)
        audit.record(
            by=by,
            action="projects.move",
            target=project,
            agency_id=project.lead_agency_id,
            before={"stage": before.code},
            after={"stage": to_stage.code, "move": step.move},
        )
        tell_of_move(by, project, step)
    return step


def tell_lesson(*, by: Any, project: Project, lesson_en: str = "", lesson_ar: str = "") -> Lesson:
    """Of a project that a source brought in as stopped, without saying what was learnt."""
    require(by, "projects.tell_lesson", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "projects.tell_lesson", project)
        check_lesson(lesson_en, lesson_ar)
        lesson = learn(by=by, project=project, lesson_en=lesson_en, lesson_ar=lesson_ar)
        audit.record(
            by=by,
            action="projects.tell_lesson",
            target=project,
            agency_id=project.lead_agency_id,
            after={"lesson": lesson.pk},
        )
    return lesson


def check_lesson(lesson_en: str, lesson_ar: str) -> None:
    if not (lesson_en.strip() or lesson_ar.strip()):
        raise ValidationError({"lesson_en": _("Say in one language at least what others can learn from it.")})


def learn(*, by: Any, project: Project, lesson_en: str, lesson_ar: str, decision: GateDecision | None = None) -> Lesson:
    """Part of an action that stops the project and records the event."""
    return Lesson.objects.create(
        project=project,
        decision=decision,
        learnt_en=lesson_en.strip(),
        learnt_ar=lesson_ar.strip(),
        recorded_by=by,
    )


def enter(
    *,
    by: Any,
    project: Project,
    to_stage: Stage,
    reason: str,
    look_again_on: dt.date | None = None,
    decision: GateDecision | None = None,
) -> StageTransition:
    """Write the transition and draw the day. Part of an action that holds the row and records the event."""
    before = project.stage
    if to_stage.version_id != project.pathway_id or not is_legal(before, to_stage):
        raise ValidationError({"to_stage": _("The project cannot go from here to that stage.")})
    kind_of_move = move_between(before, to_stage, stages_of(project.pathway))
    if kind_of_move in NEED_A_REASON and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if to_stage.kind == StageKind.HOLD:
        if look_again_on is None or look_again_on <= today():
            raise ValidationError({"look_again_on": _("Choose a day after today on which the lab looks again.")})
    else:
        look_again_on = None
    step = StageTransition.objects.create(
        project=project,
        from_stage=before,
        to_stage=to_stage,
        move=kind_of_move,
        reason=reason,
        happened_on=today(),
        recorded_by=by,
        decision=decision,
    )
    project.stage, project.stage_since, project.look_again_on = to_stage, today(), look_again_on
    project.version += 1
    project.save(update_fields=["stage", "stage_since", "look_again_on", "version"])
    draw_today(project)
    return step


def tell_of_move(by: Any, project: Project, step: StageTransition) -> None:
    tell_followers(by=by, project=project, kind="projects.moved", facts={"to_stage": step.to_stage_id})
