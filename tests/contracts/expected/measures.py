from __future__ import annotations

from typing import Any

from portfolio.measures.actions import indicators
from portfolio.measures.models import Indicator
from records.clock import today
from tests.contracts.expected.table import Cells
from tests.factories import measures
from tests.world import GOVERNMENT, LAB, World

OFFICERS = ("maryam", "khalid")


def of_moph(world: World) -> Indicator:
    return world.keep("indicator of MOPH", lambda world: measures.indicator(world.noora, world.moph))


def retired(world: World) -> Indicator:
    def make(world: World) -> Indicator:
        made = measures.indicator(world.noora, world.moph)
        return indicators.retire(by=world.noora, indicator=made, on=today())

    return world.keep("retired indicator", make)


def reading(world: World) -> Any:
    return world.keep("reading", lambda world: measures.reading(world.maryam, of_moph(world), "2026-01", "5"))


CELLS = [
    Cells("measures.see", GOVERNMENT),
    Cells("measures.define", LAB),
    Cells("measures.define", LAB, of_moph, "of MOPH"),
    Cells("measures.retire", LAB),
    Cells("measures.read", (*OFFICERS, *LAB)),
    Cells("measures.read", ("maryam", *LAB), of_moph, "of MOPH"),
    Cells("measures.read", (), retired, "that is retired"),
    Cells("measures.correct", (*OFFICERS, *LAB)),
    Cells("measures.correct", ("maryam", *LAB), reading, "of MOPH"),
    Cells("measures.record_history", LAB),
]
