from __future__ import annotations

from typing import Any

from portfolio.followups.actions import promises
from portfolio.followups.models import FollowUp
from portfolio.projects.followed_up import GATE_CONDITION
from tests.contracts.expected.projects import INSIDE_MOPH, of_moph
from tests.contracts.expected.table import Cells
from tests.factories import followups
from tests.world import GOVERNMENT, LAB, World


def of_ali(world: World) -> FollowUp:
    return world.keep(
        "action of Ali", lambda world: followups.followup(world.maryam, of_moph()(world), owner=world.ali)
    )


def of_moi(world: World) -> FollowUp:
    return world.keep(
        "action of MOI", lambda world: followups.followup(world.maryam, of_moph()(world), owner_agency=world.moi)
    )


def condition(world: World) -> FollowUp:
    return world.keep(
        "condition",
        lambda world: followups.followup(world.noora, of_moph()(world), kind=GATE_CONDITION, owner=world.maryam),
    )


def closed(world: World) -> Any:
    def make(world: World) -> FollowUp:
        made = followups.followup(world.maryam, of_moph()(world))
        return promises.close(by=world.maryam, followup=made, version=1, outcome="Signed.")

    return world.keep("closed action", make)


CELLS = [
    Cells("followups.list", GOVERNMENT),
    Cells("followups.see", GOVERNMENT),
    Cells("followups.see", (*INSIDE_MOPH, "ali"), of_ali, "of Ali"),
    Cells("followups.see", (*INSIDE_MOPH, "khalid"), of_moi, "of MOI"),
    Cells("followups.open", GOVERNMENT),
    Cells("followups.open", ("maryam", *LAB), of_moph(), "of a project of MOPH"),
    Cells("followups.change_due", GOVERNMENT),
    Cells("followups.change_due", ("maryam", "ali", *LAB), of_ali, "of Ali"),
    Cells("followups.change_due", ("maryam", "khalid", *LAB), of_moi, "of MOI"),
    Cells("followups.change_due", LAB, condition, "condition of a gate"),
    Cells("followups.change_due", (), closed, "that is closed"),
    Cells("followups.hand_on", GOVERNMENT),
    Cells("followups.hand_on", ("maryam", "khalid", *LAB), of_moi, "of MOI"),
    Cells("followups.hand_on", (), closed, "that is closed"),
    Cells("followups.close", GOVERNMENT),
    Cells("followups.close", ("maryam", "ali", *LAB), of_ali, "of Ali"),
    Cells("followups.close", (), closed, "that is closed"),
    Cells("followups.drop", GOVERNMENT),
    Cells("followups.drop", ("maryam", *LAB), of_ali, "of Ali"),
    Cells("followups.drop", LAB, condition, "condition of a gate"),
    Cells("followups.drop", (), closed, "that is closed"),
]
