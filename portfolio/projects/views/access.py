"""The only way to fetch what a page is about. What is out of scope is the same 404 as what is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.standing import standing_of
from portfolio.projects.models import GateRequest, Handover, Partnership, Project, ProjectUpdate
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
        project.gate_requests.select_related(
            "gate__from_stage", "gate__to_stage", "asked_by", "decision__decided_by", "decision__return_to"
        ),
        pk,
    )
    request.project = project
    return request


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


def _projects() -> Any:
    return Project.objects.select_related("stage__gate_out__to_stage", "lead_person")


def _found(queryset: QuerySet, pk: int) -> Any:
    try:
        return queryset.get(pk=pk)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error
