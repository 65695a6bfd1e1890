from __future__ import annotations

from typing import Any

from portfolio.benefits.models import Benefit
from tests.contracts.expected.measures import of_moph as indicator
from tests.contracts.expected.projects import INSIDE_MOPH, of_moph, stopped, with_moi
from tests.contracts.expected.table import Cells
from tests.factories import benefits
from tests.world import GOVERNMENT, LAB, World

OFFICERS = ("maryam", "khalid")


def benefit(world: World) -> Benefit:
    return world.keep("benefit", lambda world: benefits.benefit(world.maryam, with_moi(world), indicator(world)))


def claim(world: World) -> Any:
    return world.keep("claim", lambda world: benefits.claim(world.maryam, benefit(world), "2026-01", "5"))


def verified(world: World) -> Any:
    def make(world: World) -> Any:
        made = benefits.claim(world.maryam, benefit(world), "2025-12", "5")
        benefits.verify(world.noora, made)
        return made

    return world.keep("verified claim", make)


def forecast(world: World) -> Any:
    return world.keep("forecast", lambda world: benefits.forecast(world.maryam, benefit(world), "2026-01", "5"))


CELLS = [
    Cells("benefits.see_country", GOVERNMENT),
    Cells("benefits.see", GOVERNMENT),
    Cells("benefits.see", INSIDE_MOPH, of_moph(), "of a project of MOPH"),
    Cells("benefits.see", (*INSIDE_MOPH, "khalid"), benefit, "of a project with a partner"),
    Cells("benefits.promise", (*OFFICERS, *LAB)),
    Cells("benefits.promise", ("maryam", *LAB), with_moi, "of MOPH"),
    Cells("benefits.promise", (), stopped, "of a stopped project"),
    Cells("benefits.forecast", (*OFFICERS, *LAB)),
    Cells("benefits.forecast", (*OFFICERS, *LAB), benefit, "with a partner"),
    Cells("benefits.forecast", (), stopped, "of a stopped project"),
    Cells("benefits.claim", OFFICERS),
    Cells("benefits.claim", ("maryam",), of_moph(), "of MOPH"),
    Cells("benefits.claim", OFFICERS, benefit, "with a partner"),
    Cells("benefits.verify", LAB),
    Cells("benefits.verify", LAB, claim, "of Maryam"),
    Cells("benefits.verify", (), verified, "that is verified"),
    Cells("benefits.verify", (), forecast, "that is a forecast"),
    Cells("benefits.share", (*OFFICERS, *LAB)),
    Cells("benefits.share", ("maryam", *LAB), benefit, "of MOPH"),
]
