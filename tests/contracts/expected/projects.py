from __future__ import annotations

from typing import Any

from portfolio.projects.actions import gates, handovers
from portfolio.projects.enums import Visibility
from portfolio.projects.models import Project
from tests.contracts.expected.table import Cells
from tests.factories import projects
from tests.world import GOVERNMENT, LAB, PERSONAS, World

OFFICERS = ("maryam", "khalid")
# Who sees the whole of a project of the Ministry of Public Health that has no partner.
INSIDE_MOPH = ("maryam", "noora", "hamad", "sheikha", "fatima")


def of_moph(visibility: str = Visibility.AGENCY) -> Any:
    def made(world: World) -> Project:
        return world.keep(
            f"project of MOPH, {visibility}",
            lambda world: projects.project(world.maryam, world.moph, visibility=visibility, complete=True),
        )

    return made


def with_moi(world: World) -> Project:
    return world.keep(
        "project of MOPH with MOI",
        lambda world: projects.project(world.maryam, world.moph, partners=[world.moi], complete=True),
    )


def bare(world: World) -> Project:
    return world.keep("bare project", lambda world: projects.project(world.maryam, world.moph))


def stopped(world: World) -> Project:
    def make(world: World) -> Project:
        made = projects.project(world.maryam, world.moph, complete=True)
        projects.move(world.noora, made, "stopped")
        return Project.objects.get(pk=made.pk)

    return world.keep("stopped project", make)


def on_hold(world: World) -> Project:
    def make(world: World) -> Project:
        made = projects.project(world.maryam, world.moph, complete=True)
        projects.move(world.noora, made, "on-hold")
        return Project.objects.get(pk=made.pk)

    return world.keep("project on hold", make)


def embedded(world: World) -> Project:
    return world.keep(
        "embedded project",
        lambda world: projects.project(world.maryam, world.moph, stage="embedded", complete=True),
    )


def open_gate(world: World) -> Any:
    return world.keep(
        "open gate",
        lambda world: projects.gate_request(world.maryam, projects.project(world.maryam, world.moph, complete=True)),
    )


def waiting(world: World) -> Project:
    return open_gate(world).project


def withdrawn_gate(world: World) -> Any:
    def make(world: World) -> Any:
        request = projects.gate_request(world.maryam, projects.project(world.maryam, world.moph, complete=True))
        return gates.withdraw(by=world.maryam, request=request)

    return world.keep("withdrawn gate", make)


def update_of_maryam(world: World) -> Any:
    return world.keep("update of Maryam", lambda world: projects.update(world.maryam, with_moi(world)))


def update_of_khalid(world: World) -> Any:
    return world.keep("update of Khalid", lambda world: projects.update(world.khalid, with_moi(world)))


def offer_to_moi(world: World) -> Any:
    return world.keep(
        "offer to MOI",
        lambda world: handovers.offer(
            by=world.maryam,
            project=projects.project(world.maryam, world.moph),
            to_agency=world.moi,
            reason="The counters are theirs.",
        ),
    )


CELLS = [
    Cells("projects.list", PERSONAS),
    Cells("projects.look_up", PERSONAS),
    Cells("projects.see", PERSONAS),
    Cells("projects.see", INSIDE_MOPH, of_moph(), "of its agency"),
    Cells("projects.see", (*INSIDE_MOPH, "khalid"), with_moi, "with a partner"),
    Cells("projects.see", GOVERNMENT, of_moph(Visibility.GOVERNMENT), "of the government"),
    Cells("projects.see", PERSONAS, of_moph(Visibility.PUBLIC), "public"),
    Cells("projects.see_wholly", GOVERNMENT),
    Cells("projects.see_wholly", INSIDE_MOPH, of_moph(), "of its agency"),
    Cells("projects.see_wholly", (*INSIDE_MOPH, "khalid"), with_moi, "with a partner"),
    Cells("projects.see_wholly", INSIDE_MOPH, of_moph(Visibility.PUBLIC), "public"),
    Cells("projects.register", (*OFFICERS, *LAB)),
    Cells("projects.register", ("maryam", *LAB), of_moph(), "for MOPH"),
    Cells("projects.edit", (*OFFICERS, *LAB)),
    Cells("projects.edit", ("maryam", *LAB), with_moi, "of MOPH"),
    Cells("projects.edit", (), stopped, "that is stopped"),
    Cells("projects.set_cover", (*OFFICERS, *LAB)),
    Cells("projects.set_cover", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.set_cover", (), stopped, "that is stopped"),
    Cells("projects.post_update", OFFICERS),
    Cells("projects.post_update", ("maryam",), of_moph(), "on a project of MOPH"),
    Cells("projects.post_update", OFFICERS, with_moi, "on a project with a partner"),
    Cells("projects.post_update", ("maryam",), on_hold, "on a project on hold"),
    Cells("projects.post_update", (), stopped, "on a stopped project"),
    Cells("projects.correct_update", OFFICERS),
    Cells("projects.correct_update", ("maryam",), update_of_maryam, "Maryam's"),
    Cells("projects.correct_update", ("khalid",), update_of_khalid, "Khalid's"),
    Cells("projects.ask_gate", OFFICERS),
    Cells("projects.ask_gate", ("maryam",), with_moi, "of MOPH"),
    Cells("projects.ask_gate", (), bare, "without what a gate needs"),
    Cells("projects.ask_gate", (), on_hold, "on hold"),
    Cells("projects.ask_gate", (), stopped, "that is stopped"),
    Cells("projects.ask_gate", (), embedded, "at the end of the path"),
    Cells("projects.ask_gate", (), waiting, "whose gate is open"),
    Cells("projects.withdraw_gate", OFFICERS),
    Cells("projects.withdraw_gate", ("maryam",), open_gate, "of MOPH"),
    Cells("projects.withdraw_gate", (), withdrawn_gate, "that is withdrawn"),
    Cells("projects.decide_gate", LAB),
    Cells("projects.decide_gate", LAB, open_gate, "of MOPH"),
    Cells("projects.decide_gate", (), withdrawn_gate, "that is withdrawn"),
    Cells("projects.move", LAB),
    Cells("projects.move", LAB, of_moph(), "of MOPH"),
    Cells("projects.move", LAB, on_hold, "on hold"),
    Cells("projects.move", (), stopped, "that is stopped"),
    Cells("projects.move", (), waiting, "whose gate is open"),
    Cells("projects.offer_handover", OFFICERS),
    Cells("projects.offer_handover", ("maryam",), with_moi, "of MOPH"),
    Cells("projects.offer_handover", (), waiting, "whose gate is open"),
    Cells("projects.offer_handover", (), stopped, "that is stopped"),
    Cells("projects.see_handover", GOVERNMENT),
    Cells("projects.withdraw_handover", OFFICERS),
    Cells("projects.withdraw_handover", ("maryam",), offer_to_moi, "from MOPH"),
    Cells("projects.answer_handover", OFFICERS),
    Cells("projects.answer_handover", ("khalid",), offer_to_moi, "to MOI"),
    Cells("projects.follow", GOVERNMENT),
    Cells("projects.follow", INSIDE_MOPH, of_moph(), "of its agency"),
    Cells("projects.follow", GOVERNMENT, of_moph(Visibility.PUBLIC), "public"),
    Cells("projects.record_history", LAB),
]
