from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.enums import AGENCY_INSIDER_ROLES, LAB_ROLES, Role
from accounts.models import Membership, Person
from portfolio.projects.models import Follow, Project
from records.actions import audit, notices
from records.clock import today
from records.policy import require


def follow(*, by: Any, project: Project) -> None:
    require(by, "projects.follow", project)
    with transaction.atomic():
        Follow.objects.get_or_create(person=by, project=project)
        audit.record(by=by, action="projects.follow", target=project, agency_id=project.lead_agency_id)


def unfollow(*, by: Any, project: Project) -> None:
    require(by, "projects.follow", project)
    with transaction.atomic():
        Follow.objects.filter(person=by, project=project).delete()
        audit.record(by=by, action="projects.unfollow", target=project, agency_id=project.lead_agency_id)


def tell_followers(*, by: Any, project: Project, kind: str, facts: dict[str, Any]) -> None:
    """Everybody who follows the project and still sees the whole of it, but not who did it."""
    inside = [project.lead_agency_id, *project.partnerships.filter(until=None).values_list("agency", flat=True)]
    insiders = _valid().filter(
        Q(role__in=LAB_ROLES) | Q(role=Role.LEADER, agency=None) | Q(role__in=AGENCY_INSIDER_ROLES, agency__in=inside)
    )
    people = Person.objects.filter(follows__project=project, is_active=True, pk__in=insiders.values("person")).exclude(
        pk=getattr(by, "pk", None) or 0
    )
    notices.tell(people, kind=kind, path=path_of(project), facts={"project": project.pk, **facts})


def path_of(project: Project) -> str:
    return f"/portfolio/projects/{project.reference}/"


def officers_of(agency_id: int) -> list[Person]:
    holders = Person.objects.filter(
        is_active=True,
        memberships__role=Role.INNOVATION_OFFICER,
        memberships__agency=agency_id,
        memberships__in=_valid(),
    )
    return list(holders.distinct())


def lab_staff() -> list[Person]:
    return list(
        Person.objects.filter(is_active=True, memberships__role__in=LAB_ROLES, memberships__in=_valid()).distinct()
    )


def _valid() -> Any:
    return Membership.objects.valid_on(today())
