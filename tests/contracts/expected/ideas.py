from __future__ import annotations

from typing import Any

from portfolio.ideas.actions import calls, conversation, triage
from portfolio.ideas.enums import Audience, Showing
from portfolio.ideas.models import Call, Idea
from tests.contracts.expected.table import Cells
from tests.factories import ideas
from tests.world import GOVERNMENT, LAB, PERSONAS, SIGNED_IN, World

STAFF_OF_MOPH = ("maryam", "fatima", "ali")
BUT_MARYAM = tuple(name for name in GOVERNMENT if name != "maryam")


def call_to(audience: str) -> Any:
    return lambda world: world.keep(f"call to {audience}", lambda world: ideas.call(world.noora, audience))


def call_to_moph(world: World) -> Call:
    return world.keep("call to MOPH", lambda world: ideas.agency_call(world.noora, world.moph))


def closed_call(world: World) -> Call:
    return world.keep(
        "closed call", lambda world: calls.close(by=world.noora, call=ideas.call(world.noora, Audience.PUBLIC))
    )


def of_maryam(world: World) -> Idea:
    return world.keep("idea of Maryam", lambda world: ideas.idea(world.maryam, call_to(Audience.GOVERNMENT)(world)))


def of_noora(world: World) -> Idea:
    return world.keep("idea of Noora", lambda world: ideas.idea(world.noora, call_to(Audience.GOVERNMENT)(world)))


def inside_moph(world: World) -> Idea:
    return world.keep("idea inside MOPH", lambda world: ideas.idea(world.maryam, call_to_moph(world)))


def shown_to_all(world: World) -> Idea:
    def make(world: World) -> Idea:
        idea = ideas.idea(world.maryam, call_to(Audience.PUBLIC)(world))
        return triage.show(by=world.noora, idea=idea, showing=Showing.PUBLIC)

    return world.keep("idea shown to all", make)


def hidden(world: World) -> Idea:
    def make(world: World) -> Idea:
        idea = ideas.idea(world.maryam, call_to(Audience.PUBLIC)(world))
        return triage.show(by=world.noora, idea=idea, showing=Showing.HIDDEN, reason="It names somebody.")

    return world.keep("hidden idea", make)


def from_outside(world: World) -> Idea:
    return world.keep("idea from outside", lambda world: ideas.from_outside(call_to(Audience.PUBLIC)(world))[0])


def contributor(world: World) -> Any:
    return from_outside(world).authorships.get().contributor


def questioned(world: World) -> Idea:
    def make(world: World) -> Idea:
        idea = ideas.idea(world.maryam, call_to(Audience.GOVERNMENT)(world))
        return triage.ask(by=world.noora, idea=idea, question="Which counters?")

    return world.keep("questioned idea", make)


def declined(world: World) -> Idea:
    def make(world: World) -> Idea:
        idea = ideas.idea(world.maryam, call_to(Audience.GOVERNMENT)(world))
        return triage.decline(by=world.noora, idea=idea, reason="It is done already.")

    return world.keep("declined idea", make)


def comment(world: World) -> Any:
    return world.keep(
        "comment", lambda world: conversation.comment(by=world.khalid, idea=of_maryam(world), words="Good.")
    )


UNDECIDED_STEPS = ("take_up", "ask", "merge", "split", "decline", "adopt")

CELLS = [
    Cells("ideas.list", PERSONAS),
    Cells("ideas.look_up", PERSONAS),
    Cells("ideas.see_calls", PERSONAS),
    Cells("ideas.look_for_similar", PERSONAS),
    Cells("ideas.answer_call", PERSONAS),
    Cells("ideas.confirm", PERSONAS),
    Cells("ideas.follow", PERSONAS),
    Cells("ideas.see", PERSONAS),
    Cells("ideas.see", GOVERNMENT, of_maryam, "of a call to government"),
    Cells("ideas.see", (*STAFF_OF_MOPH, *LAB, "sheikha"), inside_moph, "of a call to MOPH"),
    Cells("ideas.see", PERSONAS, shown_to_all, "that is shown to all"),
    Cells("ideas.see", ("maryam", *LAB, "sheikha"), hidden, "that is hidden"),
    Cells("ideas.see", GOVERNMENT, from_outside, "from outside"),
    Cells("ideas.see_own", SIGNED_IN),
    Cells("ideas.keep_calls", LAB),
    Cells("ideas.send", SIGNED_IN),
    Cells("ideas.send", GOVERNMENT, call_to(Audience.GOVERNMENT), "to a call to government"),
    Cells("ideas.send", STAFF_OF_MOPH, call_to_moph, "to a call to MOPH"),
    Cells("ideas.send", SIGNED_IN, call_to(Audience.PUBLIC), "to a call to the public"),
    Cells("ideas.send", (), call_to(Audience.STUDENTS), "to a call to students"),
    Cells("ideas.send", (), closed_call, "to a call that is closed"),
    Cells("ideas.hold", PERSONAS),
    Cells("ideas.hold", PERSONAS, call_to(Audience.PUBLIC), "for a call to the public"),
    Cells("ideas.hold", (), call_to(Audience.GOVERNMENT), "for a call to government"),
    Cells("ideas.hold", (), closed_call, "for a call that is closed"),
    Cells("ideas.triage", LAB),
    *(Cells(f"ideas.{step}", LAB) for step in UNDECIDED_STEPS),
    *(Cells(f"ideas.{step}", LAB, of_maryam, "of Maryam") for step in UNDECIDED_STEPS),
    *(Cells(f"ideas.{step}", ("hamad",), of_noora, "of Noora") for step in UNDECIDED_STEPS),
    *(Cells(f"ideas.{step}", (), declined, "that is declined") for step in UNDECIDED_STEPS),
    Cells("ideas.reopen", LAB),
    Cells("ideas.reopen", LAB, declined, "that is declined"),
    Cells("ideas.reopen", (), of_maryam, "that is undecided"),
    Cells("ideas.answer", SIGNED_IN),
    Cells("ideas.answer", ("maryam",), questioned, "of Maryam"),
    Cells("ideas.answer", (), of_maryam, "that nobody asked about"),
    Cells("ideas.withdraw", SIGNED_IN),
    Cells("ideas.withdraw", ("maryam",), of_maryam, "of Maryam"),
    Cells("ideas.withdraw", (), declined, "that is declined"),
    Cells("ideas.show", LAB),
    Cells("ideas.support", GOVERNMENT),
    Cells("ideas.support", BUT_MARYAM, of_maryam, "of Maryam"),
    Cells("ideas.support", ("fatima", "ali", *LAB, "sheikha"), inside_moph, "of a call to MOPH"),
    Cells("ideas.support", (), declined, "that is declined"),
    Cells("ideas.comment", GOVERNMENT),
    Cells("ideas.comment", (*STAFF_OF_MOPH, *LAB, "sheikha"), inside_moph, "of a call to MOPH"),
    Cells("ideas.moderate", LAB),
    Cells("ideas.moderate", LAB, comment, "a comment"),
    Cells("ideas.forget_address", ("hamad",)),
    Cells("ideas.forget_address", ("hamad",), contributor, "of somebody else"),
]
