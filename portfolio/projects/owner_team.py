"""Who belongs to those that own a project, and so cannot judge it: people of its lead and partner agencies, its lead
person, and whoever works in its team."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.enums import LAB_ROLES, Role
from accounts.models import Membership
from accounts.standing import standing_of
from portfolio.projects.models import Project, TeamMember
from records.clock import today

# The lab keeps the record of every gate, also of a project that its own agency leads; it then sits on no panel of it.
NOT_THE_LAB = tuple(role for role in Role if role not in LAB_ROLES)


def owning_agencies(project: Project) -> set[int]:
    return {
        project.lead_agency_id,
        *(link.agency_id for link in project.partnerships.all() if link.until is None),
    }


def named_people(project: Project) -> set[int]:
    now = TeamMember.objects.filter(project=project).exclude(person=None).filter(Q(until=None) | Q(until__gte=today()))
    lead = {project.lead_person_id} if project.lead_person_id else set()
    return lead | set(now.values_list("person", flat=True))


def owns(person: Any, project: Project) -> bool:
    """In any role: also a juror of the agency would judge the work of their own house."""
    held = {agency for _role, agency in standing_of(person).held if agency is not None}
    return bool(held & owning_agencies(project)) or person.pk in named_people(project)


def owns_beside_the_lab(person: Any, project: Project) -> bool:
    """The same, without what a person is for the lab alone."""
    held = standing_of(person).agencies_as(*NOT_THE_LAB)
    return bool(held & owning_agencies(project)) or person.pk in named_people(project)


def ids_of_owner_team(project: Project) -> set[int]:
    there = Membership.objects.valid_on(today()).filter(agency__in=owning_agencies(project))
    return set(there.values_list("person", flat=True)) | named_people(project)
