"""The only way to fetch what a page is about. What is out of scope is the same 404 as what is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.enums import Role
from accounts.standing import standing_of
from portfolio.projects.enums import Declaration, GateStatus
from portfolio.projects.models import (
    AiReview,
    GateRequest,
    Handover,
    LeadershipQuestion,
    Milestone,
    PanelSeat,
    Partnership,
    Project,
    ProjectFile,
    ProjectUpdate,
    Risk,
    TeamMember,
)
from portfolio.projects.models.project import reference_of


class ReferenceConverter:
    """`p-0042` in an address is 42; any other way to write the number is another address, which is not there."""

    regex = r"p-[0-9]{4,15}"

    def to_python(self, value: str) -> int:
        number = int(re.sub(r"^p-", "", value))
        if reference_of(number) != value:
            raise ValueError(value)
        return number

    def to_url(self, value: int | Project) -> str:
        return value.reference if isinstance(value, Project) else reference_of(int(value))


@dataclass(frozen=True)
class SeenProject:
    project: Project
    # False: the person sees what its visibility shows, and nothing of the work inside.
    wholly: bool


def seen_project(person: Any, number: int) -> SeenProject:
    standing = standing_of(person)
    inside = standing.inside_agencies
    projects = _projects().visible_to(person)
    if inside:
        partner = Partnership.objects.filter(project=OuterRef("pk"), agency__in=inside, until=None)
        projects = projects.annotate(is_partner=Exists(partner))
    project = _found(projects, number)
    is_inside = project.lead_agency_id in inside or getattr(project, "is_partner", False)
    return SeenProject(project, wholly=standing.sees_country or is_inside)


def whole_project(person: Any, number: int) -> Project:
    return _found(_projects().wholly_visible_to(person), number)


def update_of(person: Any, number: int, pk: int) -> ProjectUpdate:
    project = whole_project(person, number)
    update = _found(project.updates.select_related("posted_by"), pk)
    update.project = project
    return update


def gate_request_of(person: Any, number: int, pk: int) -> GateRequest:
    project = whole_project(person, number)
    request = _found(
        project.gate_requests.exclude(status=GateStatus.DRAFT).select_related(
            "gate__from_stage", "gate__to_stage", "asked_by", "decision__decided_by", "decision__return_to"
        ),
        pk,
    )
    request.project = project
    return request


def gate_draft_of(project: Project) -> GateRequest | None:
    """What its officers are writing; the project is one that was fetched here."""
    draft = project.gate_requests.filter(status=GateStatus.DRAFT).select_related("gate", "asked_by").first()
    if draft is not None:
        draft.project = project
    return draft


def panel_seat_of(person: Any, number: int, pk: int, seat: int) -> PanelSeat:
    request = gate_request_of(person, number, pk)
    found = _found(request.seats.select_related("person"), seat)
    found.request = request
    return found


def own_panel_seat(person: Any, pk: int) -> PanelSeat:
    """A member's own seat while its panel judges: the one way into a project for who has no other."""
    seats = PanelSeat.objects.filter(person=person.pk, request__status=GateStatus.OPEN).exclude(
        declaration=Declaration.RECUSED
    )
    return _found(
        seats.select_related(
            "person",
            "request__gate__from_stage",
            "request__gate__to_stage",
            "request__asked_by",
            "request__project__stage",
            "request__project__lead_agency",
            "request__project__lead_person",
        ),
        pk,
    )


def milestone_of(person: Any, number: int, pk: int) -> Milestone:
    project = whole_project(person, number)
    milestone = _found(project.milestones.all(), pk)
    milestone.project = project
    return milestone


def risk_of(person: Any, number: int, pk: int) -> Risk:
    project = whole_project(person, number)
    risk = _found(project.risks.select_related("owner", "response"), pk)
    risk.project = project
    return risk


def question_of(person: Any, number: int, pk: int) -> LeadershipQuestion:
    project = whole_project(person, number)
    question = _found(project.questions.select_related("followup__owner", "asked_by", "answer__answered_by"), pk)
    question.project = project
    return question


def member_of(person: Any, number: int, pk: int) -> TeamMember:
    project = whole_project(person, number)
    member = _found(project.team.select_related("person"), pk)
    member.project = project
    return member


def shown_file_of(person: Any, number: int, pk: int) -> ProjectFile:
    project = whole_project(person, number)
    shown = _found(project.files.select_related("file"), pk)
    shown.project = project
    return shown


def handover_for(person: Any, pk: int) -> Handover:
    """Both agencies see the offer, and the lab; the receiving one also where the project is not visible to it yet."""
    standing = standing_of(person)
    offers = Handover.objects.select_related(
        "project__stage", "project__lead_agency", "from_agency", "to_agency", "offered_by", "answered_by"
    )
    if not standing.sees_country:
        inside = standing.inside_agencies
        offers = offers.filter(Q(from_agency__in=inside) | Q(to_agency__in=inside))
    return _found(offers, pk)


def ai_questions_for(person: Any) -> QuerySet[AiReview]:
    """What the committee was asked: all for its members, the lab and leaders; for others, of their own projects."""
    questions = AiReview.objects.filter(answers=None).select_related(
        "project__lead_agency", "project__stage", "recorded_by", "answer__recorded_by"
    )
    standing = standing_of(person)
    if standing.sees_country or Role.AI_REVIEWER in standing.roles:
        return questions
    return questions.filter(project__in=Project.objects.wholly_visible_to(person).values("pk"))


def ai_question_for(person: Any, pk: int) -> AiReview:
    return _found(ai_questions_for(person), pk)


def _projects() -> Any:
    return Project.objects.select_related("stage__gate_out__to_stage", "lead_person")


def _found(queryset: QuerySet, pk: int) -> Any:
    try:
        return queryset.get(pk=pk)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error
