from __future__ import annotations

from typing import Any

from accounts.enums import Role
from accounts.models import Invitation, Membership
from tests.contracts.expected.table import Cells
from tests.world import GOVERNMENT, LAB, PERSONAS, SIGNED_IN, World

ADMINISTRATOR = ("hamad",)


def membership_of(name: str, role: Role = Role.LEADER) -> Any:
    return lambda world: Membership(person=getattr(world, name), role=role, agency=world.moph)


def invitation_to(email: str) -> Any:
    return lambda world: Invitation(email=email, role=Role.JUROR, agency=world.moph, invited_by=world.hamad)


def person(name: str) -> Any:
    return lambda world: getattr(world, name)


def agency(world: World) -> Any:
    return world.moph


assert set(LAB) < set(GOVERNMENT) < set(SIGNED_IN)

CELLS = [
    Cells("accounts.sign_in", PERSONAS),
    Cells("accounts.accept_invitation", PERSONAS),
    Cells("accounts.choose_language", PERSONAS),
    Cells("accounts.read_site", PERSONAS),
    Cells("accounts.own_account", SIGNED_IN),
    Cells("accounts.own_account", ("maryam",), person("maryam"), "Maryam's"),
    Cells("accounts.register_person", ADMINISTRATOR),
    Cells("accounts.see_people", LAB),
    Cells("accounts.invite", ADMINISTRATOR),
    Cells("accounts.invite", ADMINISTRATOR, invitation_to("somebody@moph.example"), "somebody else"),
    Cells("accounts.invite", (), invitation_to("HAMAD@cgb.example"), "the administrator herself"),
    Cells("accounts.withdraw_invitation", ADMINISTRATOR),
    Cells("accounts.give_role", ADMINISTRATOR, membership_of("maryam"), "Maryam's"),
    Cells("accounts.give_role", (), membership_of("hamad"), "the administrator's own"),
    Cells("accounts.end_role", ADMINISTRATOR, membership_of("noora"), "Noora's"),
    Cells("accounts.end_role", (), membership_of("hamad"), "the administrator's own"),
    Cells("accounts.deactivate", ADMINISTRATOR, person("khalid"), "Khalid"),
    Cells("accounts.deactivate", (), person("hamad"), "the administrator herself"),
    Cells("accounts.forget_person", ADMINISTRATOR, person("khalid"), "Khalid"),
    Cells("accounts.forget_person", (), person("hamad"), "the administrator herself"),
    Cells("accounts.see_agencies", LAB),
    Cells("accounts.edit_agency", LAB, agency, "MOPH"),
    Cells("accounts.read_trail", ADMINISTRATOR),
    Cells("accounts.enter_editor", LAB),
    Cells("accounts.keep_site", ADMINISTRATOR),
]
