import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.followups.actions import promises
from portfolio.projects import owner_team
from portfolio.projects.actions import gate_evidence
from portfolio.projects.actions.following import lab_staff, officers_of, path_of, tell_followers
from portfolio.projects.actions.gate_evidence import Shown
from portfolio.projects.actions.moves import check_lesson, enter, learn
from portfolio.projects.enums import LETS_PASS, GateStatus, Ruling, StageKind
from portfolio.projects.followed_up import GATE_CONDITION
from portfolio.projects.models import (
    GateCondition,
    GateCriterion,
    GateDecision,
    GateRequest,
    PanelSeat,
    Project,
    Stage,
)
from portfolio.projects.panel_findings import LEAST_MEMBERS, blocking, combined
from portfolio.projects.queries import stage_of_kind
from records.actions import audit, notices
from records.clock import today
from records.policy import require
from records.versions import locked

LONGEST_CONDITION = 300


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to happen on the way, by whom and until when."""

    text: str
    owner: Any
    due_on: dt.date | None


def write_draft(
    *, by: Any, project: Project, case: str, shown: Sequence[Shown] = (), version: int | None = None
) -> GateRequest:
    """The officer keeps what has been written so far. Raises EditConflict when the draft was saved since `version`."""
    require(by, "projects.ask_gate", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage__gate_out"), project.pk)
        require(by, "projects.ask_gate", project)
        request = _drafted(by, project, case, shown, version)
        audit.record(
            by=by,
            action="projects.draft_gate",
            target=request,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "gate": request.gate.code, "version": request.version},
        )
    return request


def ask(
    *, by: Any, project: Project, case: str, shown: Sequence[Shown] = (), version: int | None = None
) -> GateRequest:
    """The officer asks that the project may pass the gate ahead of it. From now on what is judged is locked."""
    require(by, "projects.ask_gate", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage__gate_out"), project.pk)
        require(by, "projects.ask_gate", project)
        if not case.strip():
            raise ValidationError({"case": _("Say why the project is ready for the gate.")})
        request = _drafted(by, project, case, shown, version)
        gate_evidence.check_complete(request)
        gate_evidence.find_facts(request)
        request.status, request.asked_by, request.asked_at = GateStatus.OPEN, by, timezone.now()
        request.save(update_fields=["status", "asked_by", "asked_at"])
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


def _drafted(by: Any, project: Project, case: str, shown: Sequence[Shown], version: int | None) -> GateRequest:
    drafts = GateRequest.objects.select_related("gate")
    found = drafts.filter(project=project, status=GateStatus.DRAFT).first()
    if found is not None and found.gate_id != project.stage.gate_out.pk:
        # The project has moved since: what was written is for another gate.
        _throw_away(found)
        found = None
    if found is None:
        request = GateRequest(project=project, gate=project.stage.gate_out, status=GateStatus.DRAFT, asked_by=by)
    else:
        request = locked(drafts, found.pk, version)
        request.version += 1
    request.project = project
    request.case = case.strip()
    request.save()
    gate_evidence.write(by, request, shown)
    return request


def discard_draft(*, by: Any, request: GateRequest) -> None:
    require(by, "projects.discard_gate_draft", request)
    with transaction.atomic():
        locked(Project.objects.all(), request.project_id)
        request = GateRequest.objects.select_related("project__stage").get(pk=request.pk)
        require(by, "projects.discard_gate_draft", request)
        audit.record(
            by=by,
            action="projects.discard_gate_draft",
            target=request,
            agency_id=request.project.lead_agency_id,
            before={"project": request.project_id},
        )
        _throw_away(request)


def _throw_away(request: GateRequest) -> None:
    gate_evidence.remove_all(request)
    request.delete()


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
    conditions: Sequence[Condition] = (),
    lesson_en: str = "",
    lesson_ar: str = "",
) -> GateDecision:
    """The lab records what the panel's ratings lead to; where the decision moves the project, it is moved with it."""
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
        _check_panel(request, ruling)
        kept = _kept_conditions(ruling, conditions)
        if ruling == Ruling.STOP:
            check_lesson(lesson_en, lesson_ar)
        goal = _goal_of(ruling, request, project, return_to)
        decision = GateDecision.objects.create(
            request=request,
            ruling=ruling,
            reason=reason,
            return_to=goal if ruling == Ruling.RETURN else None,
            decided_by=by,
        )
        for order, condition in enumerate(kept, start=1):
            _set(by, project, decision, order, condition)
        if ruling == Ruling.STOP:
            learn(by=by, project=project, lesson_en=lesson_en, lesson_ar=lesson_ar, decision=decision)
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


def judging_seats(request: GateRequest) -> list[PanelSeat]:
    """The members whose ratings count: not recused, complete, and today not of those that own the project."""
    seats = request.seats.select_related("person").prefetch_related("ratings")
    return [
        seat
        for seat in seats
        if seat.rated_at is not None
        and not seat.is_recused
        and seat.person.is_active
        and not owner_team.owns(seat.person, request.project)
    ]


def blocking_criteria(request: GateRequest, seats: Sequence[PanelSeat]) -> list[GateCriterion]:
    criteria = list(request.gate.criteria.all())
    given: dict[int, list[str]] = {criterion.pk: [] for criterion in criteria}
    for seat in seats:
        for rating in seat.ratings.all():
            given[rating.criterion_id].append(rating.rating)
    found = {criterion: combined(ratings) for criterion, ratings in given.items()}
    blocked = set(blocking(found, [criterion.pk for criterion in criteria if criterion.is_mandatory]))
    return [criterion for criterion in criteria if criterion.pk in blocked]


def _check_panel(request: GateRequest, ruling: Ruling) -> None:
    seats = judging_seats(request)
    if len(seats) < LEAST_MEMBERS:
        raise ValidationError(
            _("The panel is not complete: %(least)s members have to rate every criterion first, and %(count)s have.")
            % {"least": LEAST_MEMBERS, "count": len(seats)}
        )
    if ruling == Ruling.PROCEED and (blocked := blocking_criteria(request, seats)):
        raise ValidationError(
            {
                "ruling": _(
                    "A mandatory criterion is not met: “%(criterion)s”. It can proceed with conditions, or not proceed."
                )
                % {"criterion": blocked[0]}
            }
        )


def _set(by: Any, project: Project, decision: GateDecision, order: int, condition: Condition) -> None:
    """As it was decided, and as what somebody now owes."""
    assert condition.due_on is not None  # _kept_conditions lets none pass without its date
    followup = promises.lay(
        by=by,
        kind=GATE_CONDITION,
        about=project,
        title=condition.text,
        due_on=condition.due_on,
        owner=condition.owner,
    )
    GateCondition.objects.create(
        decision=decision,
        order=order,
        text=condition.text.strip(),
        owner=condition.owner,
        due_on=condition.due_on,
        followup=followup,
    )


def _kept_conditions(ruling: Ruling, conditions: Sequence[Condition]) -> Sequence[Condition]:
    """A decision that sets no conditions keeps none, whatever was typed before another was chosen."""
    if ruling != Ruling.CONDITIONS:
        return ()
    if not conditions:
        raise ValidationError({"conditions": _("Name one condition at least, with its owner and its date.")})
    for condition in conditions:
        if not condition.text.strip() or condition.owner is None or condition.due_on is None:
            raise ValidationError({"conditions": _("Each condition has words, an owner and a date.")})
        if condition.due_on <= today():
            raise ValidationError({"conditions": _("A condition is due on a day that is still to come.")})
        if len(condition.text.strip()) > LONGEST_CONDITION:
            raise ValidationError({"conditions": _("This is too long; at most 300 characters fit.")})
    return conditions


def _goal_of(ruling: Ruling, request: GateRequest, project: Project, return_to: Stage | None) -> Stage | None:
    if ruling in LETS_PASS:
        return request.gate.to_stage
    if ruling == Ruling.PAUSE:
        return stage_of_kind(project.pathway, StageKind.HOLD)
    if ruling == Ruling.STOP:
        return stage_of_kind(project.pathway, StageKind.STOPPED)
    if ruling == Ruling.REWORK:
        return None
    if (
        return_to is None
        or return_to.version_id != project.pathway_id
        or return_to.kind != StageKind.ON_PATH
        or return_to.order >= project.stage.order
    ):
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
