import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.enums import AGENCY_INSIDER_ROLES, LAB_ROLES, Role
from accounts.models import Membership, Person
from portfolio.projects.models import Follow, Partnership, Project
from records.actions import audit, notices
from records.clock import today
from records.kept_query import KeptQuery
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
    people = KEPT_FOLLOWERS.objects(
        project=project.pk, lead=project.lead_agency_id, day=today(), by=getattr(by, "pk", None) or NOBODY
    )
    notices.tell(people, kind=kind, path=path_of(project), facts={"project": project.pk, **facts})


def _followers(project: int, lead: int, day: dt.date, by: int) -> QuerySet[Person]:
    partners = Partnership.objects.filter(project=project, until=None).values("agency")
    insiders = Membership.objects.valid_on(day).filter(
        Q(role__in=LAB_ROLES)
        | Q(role=Role.LEADER, agency=None)
        | Q(role__in=AGENCY_INSIDER_ROLES) & (Q(agency=lead) | Q(agency__in=partners))
    )
    return Person.objects.filter(follows__project=project, is_active=True, pk__in=insiders.values("person")).exclude(
        pk=by
    )


NOBODY = 0
KEPT_FOLLOWERS = KeptQuery(_followers, project=int, lead=int, day=dt.date, by=int)


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
