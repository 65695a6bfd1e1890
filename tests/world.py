"""Everybody at once: for tests that go through all personas."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from accounts.enums import Role
from accounts.models import Agency, Person
from tests.factories import accounts

# Who asks. A visitor has not signed in; Majed's account is deactivated; Layla's role ended yesterday.
PERSONAS = (
    "visitor",
    "maryam",
    "khalid",
    "noora",
    "hamad",
    "sheikha",
    "yousef",
    "fatima",
    "ali",
    "majed",
    "layla",
)
SIGNED_IN = tuple(name for name in PERSONAS if name not in ("visitor", "majed"))
LAB = ("noora", "hamad")
GOVERNMENT = tuple(name for name in SIGNED_IN if name != "layla")


class World:
    """`world.maryam`, `world.moph` and so on. Apps add what their tables need by `world.keep(name, make)`."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def keep(self, name: str, make: Any) -> Any:
        if name not in self._kept:
            self._kept[name] = make(self)
        return self._kept[name]

    def person(self, name: str) -> Any:
        from django.contrib.auth.models import AnonymousUser

        if name == "visitor":
            return AnonymousUser()
        # Read anew, so that nobody's standing is remembered from before.
        return Person.objects.get(pk=getattr(self, name).pk)

    @cached_property
    def hamad(self) -> Person:
        return accounts.found_lab()

    @cached_property
    def cgb(self) -> Agency:
        self.hamad  # noqa: B018
        return Agency.objects.get(code="CGB")

    @cached_property
    def moph(self) -> Agency:
        return accounts.agency(self.hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")

    @cached_property
    def moi(self) -> Agency:
        return accounts.agency(self.hamad, "MOI", name_en="Ministry of Interior", name_ar="وزارة الداخلية")

    @cached_property
    def maryam(self) -> Person:
        return accounts.person(self.hamad, "maryam@moph.example", Role.INNOVATION_OFFICER, self.moph)

    @cached_property
    def khalid(self) -> Person:
        return accounts.person(self.hamad, "khalid@moi.example", Role.INNOVATION_OFFICER, self.moi)

    @cached_property
    def noora(self) -> Person:
        return accounts.person(self.hamad, "noora@cgb.example", Role.LAB_CURATOR, self.cgb)

    @cached_property
    def sheikha(self) -> Person:
        return accounts.person(self.hamad, "sheikha@gov.example", Role.LEADER, None)

    @cached_property
    def yousef(self) -> Person:
        return accounts.person(self.hamad, "yousef@moi.example", Role.JUROR, self.moi)

    @cached_property
    def fatima(self) -> Person:
        return accounts.person(self.hamad, "fatima@moph.example", Role.AGENCY_LEAD, self.moph)

    @cached_property
    def ali(self) -> Person:
        return accounts.person(self.hamad, "ali@moph.example", Role.TRAINEE, self.moph)

    @cached_property
    def majed(self) -> Person:
        from accounts.actions import people

        made = accounts.person(self.hamad, "majed@cgb.example", Role.LAB_ADMINISTRATOR, self.cgb)
        return people.deactivate(by=self.hamad, person=made)

    @cached_property
    def layla(self) -> Person:
        from accounts.actions import memberships

        made = accounts.person(self.hamad, "layla@cgb.example", Role.LAB_ADMINISTRATOR, self.cgb)
        memberships.end_role(by=self.hamad, membership=made.memberships.get())
        return made
