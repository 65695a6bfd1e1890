"""What a person is today: the roles that are valid now, and how far each reaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.enums import AGENCY_INSIDER_ROLES, LAB_ROLES, SECOND_FACTOR_ROLES, Role
from records.clock import today
from records.kept_query import KeptQuery

if TYPE_CHECKING:
    from accounts.models import Person


@dataclass(frozen=True)
class Standing:
    # (role, agency id or None for the country)
    held: frozenset[tuple[str, int | None]]

    @classmethod
    def of(cls, person: Person, day: dt.date | None = None) -> Standing:
        if not person.is_active:
            return NOBODY
        return cls(frozenset(HELD.rows(person=person.pk, day=day or today())))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _ in self.held)

    def has(self, role: Role, agency_id: int | None = None) -> bool:
        return (role, agency_id) in self.held or (role, None) in self.held

    def agencies_as(self, *roles: str) -> frozenset[int]:
        return frozenset(agency for role, agency in self.held if agency is not None and role in roles)

    @property
    def is_government(self) -> bool:
        return bool(self.held)

    @property
    def is_lab_staff(self) -> bool:
        return not self.roles.isdisjoint(LAB_ROLES)

    @property
    def is_lab_administrator(self) -> bool:
        return Role.LAB_ADMINISTRATOR in self.roles

    @property
    def sees_country(self) -> bool:
        return self.is_lab_staff or (Role.LEADER, None) in self.held

    @property
    def inside_agencies(self) -> frozenset[int]:
        """Agencies whose whole work the person sees."""
        return self.agencies_as(*AGENCY_INSIDER_ROLES)

    @property
    def needs_second_factor(self) -> bool:
        return not self.roles.isdisjoint(SECOND_FACTOR_ROLES)


NOBODY = Standing(frozenset())


def _held(person: int, day: dt.date) -> Any:
    from accounts.models import Membership

    return Membership.objects.filter(person_id=person).valid_on(day).values_list("role", "agency_id")


HELD: KeptQuery[Any] = KeptQuery(_held, person=int, day=dt.date)


def standing_of(person: object) -> Standing:
    """Also for visitors who have not signed in, and for the system itself (None)."""
    return getattr(person, "standing", NOBODY)
