import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions.following import lab_staff, officers_of, path_of, tell_followers
from portfolio.projects.actions.moves import enter
from portfolio.projects.enums import GateStatus, Ruling, StageKind
from portfolio.projects.models import GateDecision, GateRequest, Project, Stage
from portfolio.projects.queries import stage_of_kind
from records.actions import audit, notices
from records.policy import require
from records.versions import locked


def ask(*, by: Any, project: Project, case: str) -> GateRequest:
    """The officer asks that the project may pass the gate ahead of it."""
    require(by, "projects.ask_gate", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage__gate_out"), project.pk)
        require(by, "projects.ask_gate", project)
        if not case.strip():
            raise ValidationError({"case": _("Say why the project is ready for the gate.")})
        request = GateRequest.objects.create(project=project, gate=project.stage.gate_out, case=case, asked_by=by)
        audit.record(
            by=by,
            action="projects.ask_gate",
            target=request,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "gate": request.gate.code},
        )
        notices.tell(
            [person for person in lab_staff() if person.pk != by.pk],
            kind="projects.gate_asked",
            path=path_of(project),
            facts={"project": project.pk},
            once=f"gate-asked:{request.pk}",
        )
    return request


def withdraw(*, by: Any, request: GateRequest) -> GateRequest:
    require(by, "projects.withdraw_gate", request)
    with transaction.atomic():
        locked(Project.objects.all(), request.project_id)
        request = GateRequest.objects.select_related("project__stage").get(pk=request.pk)
        require(by, "projects.withdraw_gate", request)
        request.status = GateStatus.WITHDRAWN
        request.save(update_fields=["status"])
        audit.record(by=by, action="projects.withdraw_gate", target=request, agency_id=request.project.lead_agency_id)
    return request


def decide(
    *,
    by: Any,
    request: GateRequest,
    ruling: Ruling,
    reason: str,
    return_to: Stage | None = None,
    look_again_on: dt.date | None = None,
) -> GateDecision:
    """The lab decides; where the decision moves the project, the move is made with it."""
    require(by, "projects.decide_gate", request)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage", "pathway"), request.project_id)
        request = GateRequest.objects.select_related("gate__to_stage", "project__stage").get(pk=request.pk)
        require(by, "projects.decide_gate", request)
        if not reason.strip():
            raise ValidationError({"reason": _("Give the reason of the decision.")})
        if ruling not in Ruling.values:
            raise ValidationError({"ruling": _("Choose one of the decisions.")})
        if project.stage_id != request.gate.from_stage_id:
            raise ValidationError(
                _("The project has left the stage before this gate; the request has to be withdrawn.")
            )
        goal = _goal_of(ruling, request, project, return_to)
        decision = GateDecision.objects.create(
            request=request,
            ruling=ruling,
            reason=reason,
            return_to=goal if ruling == Ruling.RETURN else None,
            decided_by=by,
        )
        request.status = GateStatus.DECIDED
        request.save(update_fields=["status"])
        before = project.stage.code
        if goal is not None:
            enter(by=by, project=project, to_stage=goal, reason=reason, look_again_on=look_again_on, decision=decision)
        audit.record(
            by=by,
            action="projects.decide_gate",
            target=request,
            agency_id=project.lead_agency_id,
            before={"stage": before},
            after={"ruling": ruling, "stage": project.stage.code},
        )
        _tell(by, project, request)
    return decision


def _goal_of(ruling: Ruling, request: GateRequest, project: Project, return_to: Stage | None) -> Stage | None:
    if ruling == Ruling.PROCEED:
        return request.gate.to_stage
    if ruling == Ruling.PAUSE:
        return stage_of_kind(project.pathway, StageKind.HOLD)
    if ruling == Ruling.STOP:
        return stage_of_kind(project.pathway, StageKind.STOPPED)
    if ruling == Ruling.REWORK:
        return None
    if return_to is None or return_to.kind != StageKind.ON_PATH or return_to.order >= project.stage.order:
        raise ValidationError({"return_to": _("Choose the earlier stage that the project returns to.")})
    return return_to


def _tell(by: Any, project: Project, request: GateRequest) -> None:
    officers = [person for person in officers_of(project.lead_agency_id) if person.pk != by.pk]
    notices.tell(
        officers,
        kind="projects.gate_decided",
        path=path_of(project),
        facts={"project": project.pk},
        once=f"gate-decided:{request.pk}",
    )
    if project.stage_id != request.gate.from_stage_id:
        tell_followers(by=by, project=project, kind="projects.moved", facts={"to_stage": project.stage_id})
