from __future__ import annotations

from typing import Any

from tests.contracts.expected.table import Cells
from tests.factories import training as make
from tests.world import GOVERNMENT, LAB, PERSONAS, SIGNED_IN, World

SENDERS = ("maryam", "khalid", "fatima")


def course(world: World) -> Any:
    return world.keep("training_course", lambda world: make.course(world.noora))


def open_course(world: World) -> Any:
    return world.keep("training_open_course", lambda world: make.course(world.noora, is_open_to_all=True))


def enrolment(world: World) -> Any:
    """Ali learns."""
    return world.keep("training_enrolment", lambda world: make.enrolled(world.person("ali"), open_course(world)))


def nomination(world: World) -> Any:
    """Maryam has nominated Ali, and nobody has answered yet."""
    made = lambda world: make.nominated(world.maryam, course(world), world.person("ali"))[0]  # noqa: E731
    return world.keep("training_nomination", made)


def withdrawn(world: World) -> Any:
    def made(world: World) -> Any:
        from training.actions import enrolments

        found = make.enrolled(world.person("ali"), make.course(world.noora, is_open_to_all=True))
        return enrolments.withdraw(by=world.person("ali"), enrolment=found)

    return world.keep("training_withdrawn", made)


def certificate(world: World) -> Any:
    from records.clock import today

    made = lambda world: make.completion(world.noora, world.ali, course(world), today()).certificate  # noqa: E731
    return world.keep("training_certificate", made)


def ali_alone(world: World) -> tuple[Any, ...]:
    return (world.ali,)


def begun(world: World) -> Any:
    def made(world: World) -> Any:
        from training.actions import learning

        course = make.course(world.noora, is_open_to_all=True)
        first, _second = make.lessons(world.noora, course, "First", "Second")
        found = make.enrolled(world.person("ali"), course)
        learning.finish_lesson(by=world.person("ali"), enrolment=found, lesson=first)
        return type(found).objects.get(pk=found.pk)

    return world.keep("training_begun", made)


def ali_and_maryam(world: World) -> tuple[Any, ...]:
    return (world.ali, world.maryam)


def hamad_and_ali(world: World) -> tuple[Any, ...]:
    return (world.hamad, world.ali)


CELLS = [
    Cells("training.look_back", ("ali",), begun, of="Ali's that he has begun"),
    Cells("training.look_back", (), enrolment, of="Ali's that he has not begun"),
    Cells("training.answer_by_link", PERSONAS),
    Cells("training.see_effect", ("sheikha", *LAB)),
    Cells("training.see_catalogue", GOVERNMENT),
    Cells("training.see_enrolments", (*SENDERS, *LAB)),
    Cells("training.record_catalogue", LAB),
    Cells("training.keep_courses", LAB),
    Cells("training.keep_sessions", LAB),
    Cells("training.mark_attendance", LAB),
    Cells("training.require_course", LAB),
    Cells("training.record_completion", LAB),
    Cells("training.record_completions", LAB),
    Cells("training.record_people", ("hamad",)),
    Cells("training.see_matches", LAB),
    Cells("training.keep_apart", LAB),
    Cells("training.merge_people", ("hamad",)),
    Cells("training.merge_people", ("hamad",), ali_and_maryam, of="two others"),
    Cells("training.merge_people", (), hamad_and_ali, of="hers and another's"),
    Cells("training.send_statements", PERSONAS),
    Cells("training.keep_statement_sources", ("hamad",)),
    Cells("training.take_back_completion", LAB),
    Cells("training.revoke_certificate", LAB),
    Cells("training.verify", PERSONAS),
    Cells("training.nominate", SENDERS),
    Cells("training.nominate", ("maryam", "fatima"), ali_alone, of="Ali of the same ministry"),
    Cells("training.enrol", GOVERNMENT, open_course, of="a course that is open to all"),
    Cells("training.enrol", (), course, of="a course for the nominated"),
    Cells("training.see_enrolment", ("ali", "maryam", "fatima", *LAB), enrolment, of="Ali's"),
    Cells("training.withdraw", ("ali", "maryam", "fatima", *LAB), enrolment, of="Ali's"),
    Cells("training.withdraw", (), withdrawn, of="one that is over"),
    Cells("training.learn", ("ali",), enrolment, of="Ali's"),
    Cells("training.learn", (), nomination, of="one that is not accepted yet"),
    Cells("training.check_in", ("ali",), enrolment, of="Ali's"),
    Cells("training.decide_nomination", LAB, nomination, of="one that waits"),
    Cells("training.decide_nomination", (), enrolment, of="one that is answered"),
    Cells("training.assess", LAB, enrolment, of="Ali's"),
    Cells("training.see_matrix", ("maryam", "khalid", "fatima", "sheikha", *LAB)),
    Cells("training.own_certificate", ("ali",), certificate, of="Ali's"),
    Cells("training.own_certificate", SIGNED_IN),
]
