from typing import Any

from django.db import transaction

from accounts.enums import LAB_ROLES, Role
from accounts.models import Person
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
    """Everybody who follows the project and may still see it, but not who did it."""
    from portfolio.projects.rules import sees_wholly

    people = [
        person
        for person in Person.objects.filter(follows__project=project, is_active=True).exclude(pk=getattr(by, "pk", None))
        if sees_wholly(person, project)
    ]
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
    from accounts.models import Membership

    return Membership.objects.valid_on(today())
