from __future__ import annotations

from typing import Any

from accounts.actions import memberships
from accounts.enums import Role
from portfolio.projects.actions import ai_reviews, gates, handovers, panels, pathways, questions
from portfolio.projects.enums import Visibility
from portfolio.projects.models import Project
from portfolio.projects.queries import standard_version
from tests.contracts.expected.table import Cells
from tests.factories import doing, projects
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


def stopped_untold(world: World) -> Project:
    """As a source brings it in: stopped, and nothing said of what was learnt."""

    def make(world: World) -> Project:
        made = projects.project(world.maryam, world.moph, complete=True)
        projects.move(world.noora, made, "stopped")
        made.lessons.all().delete()
        return Project.objects.get(pk=made.pk)

    return world.keep("stopped project without a lesson", make)


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


def draft_gate(world: World) -> Any:
    def make(world: World) -> Any:
        project = projects.project(world.maryam, world.moph, complete=True)
        return gates.write_draft(by=world.maryam, project=project, case="So far.")

    return world.keep("draft gate", make)


def panel_gate(world: World) -> Any:
    """Judged by Yousef, of another ministry, and Noora."""

    def make(world: World) -> Any:
        request = projects.gate_request(world.maryam, projects.project(world.maryam, world.moph, complete=True))
        projects.panel(world.noora, request, [world.yousef, world.noora])
        return request

    return world.keep("gate with a panel", make)


def seat_of_yousef(world: World) -> Any:
    return panel_gate(world).seats.get(person=world.yousef)


def declared_seat(world: World) -> Any:
    def make(world: World) -> Any:
        request = projects.gate_request(world.maryam, projects.project(world.maryam, world.moph, complete=True))
        projects.panel(world.noora, request, [world.yousef, world.noora])
        return panels.declare(by=world.yousef, seat=request.seats.get(person=world.yousef), has_conflict=False)

    return world.keep("declared seat", make)


def standard(world: World) -> Any:
    return standard_version()


def pathway_draft(world: World) -> Any:
    return world.keep(
        "draft of the pathway",
        lambda world: pathways.draft(by=world.person("noora"), pathway=standard_version().pathway),
    )


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


def milestone_of_moph(world: World) -> Any:
    return world.keep("milestone of MOPH", lambda world: doing.milestone(world.maryam, of_moph()(world)))


def milestone_whose_gate_is_open(world: World) -> Any:
    def make(world: World) -> Any:
        own = projects.project(world.maryam, world.moph, complete=True)
        made = doing.milestone(world.maryam, own)
        projects.gate_request(world.maryam, own)
        return type(made).objects.get(pk=made.pk)

    return world.keep("milestone behind a gate", make)


def question_to_sheikha(world: World) -> Any:
    return world.keep("question", lambda world: doing.question(world.maryam, of_moph()(world), world.sheikha))


def question_answered(world: World) -> Any:
    def make(world: World) -> Any:
        asked = doing.question(world.maryam, of_moph()(world), world.sheikha)
        questions.answer(by=world.sheikha, question=asked, chosen="With one")
        return type(asked).objects.select_related("followup").get(pk=asked.pk)

    return world.keep("answered question", make)


def ai_question(world: World) -> Any:
    """Of a project of MOPH; Yousef sits on the AI Committee for the Ministry of Interior."""

    def make(world: World) -> Any:
        memberships.give_role(by=world.hamad, person=world.yousef, role=Role.AI_REVIEWER, agency=world.moi)
        made = projects.project(world.maryam, world.moph, uses_ai=True)
        return ai_reviews.ask(by=world.maryam, project=made, words="It sorts requests by their words.")

    return world.keep("question to the AI Committee", make)


def using_ai(world: World) -> Project:
    return world.keep("project with AI", lambda world: projects.project(world.maryam, world.moph, uses_ai=True))


def of_yousefs_agency(world: World) -> Any:
    def make(world: World) -> Any:
        made = projects.project(world.maryam, world.moph, uses_ai=True, partners=[world.moi])
        return ai_reviews.ask(by=world.maryam, project=made, words="It sorts requests by their words.")

    ai_question(world)
    return world.keep("question of a partner", make)


CELLS = [
    Cells("projects.plan", (*OFFICERS, *LAB)),
    Cells("projects.plan", ("maryam", *LAB), milestone_of_moph, "a milestone of MOPH"),
    Cells("projects.plan", ("maryam", *LAB), with_moi, "with a partner"),
    Cells("projects.plan", (), milestone_whose_gate_is_open, "whose gate is open"),
    Cells("projects.plan", (), stopped, "that is stopped"),
    Cells("projects.rebaseline", LAB),
    Cells("projects.rebaseline", LAB, milestone_of_moph, "a milestone of MOPH"),
    Cells("projects.rebaseline", (), milestone_whose_gate_is_open, "whose gate is open"),
    Cells("projects.keep_money", (*OFFICERS, *LAB)),
    Cells("projects.keep_money", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.keep_money", (), waiting, "whose gate is open"),
    Cells("projects.keep_files", (*OFFICERS, *LAB)),
    Cells("projects.keep_files", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.keep_files", (), waiting, "whose gate is open"),
    Cells("projects.keep_risks", (*OFFICERS, *LAB)),
    Cells("projects.keep_risks", ("maryam", *LAB), waiting, "whose gate is open"),
    Cells("projects.keep_risks", (), stopped, "that is stopped"),
    Cells("projects.keep_team", (*OFFICERS, *LAB)),
    Cells("projects.keep_team", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.keep_team", (), stopped, "that is stopped"),
    Cells("projects.plan_to_green", (*OFFICERS, *LAB)),
    Cells("projects.plan_to_green", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.plan_to_green", (), stopped, "that is stopped"),
    Cells("projects.ask_leadership", (*OFFICERS, *LAB)),
    Cells("projects.ask_leadership", ("maryam", *LAB), of_moph(), "of MOPH"),
    Cells("projects.ask_leadership", (), stopped, "that is stopped"),
    Cells("projects.answer_question", ("sheikha",)),
    Cells("projects.answer_question", ("sheikha",), question_to_sheikha, "asked of Sheikha"),
    Cells("projects.answer_question", (), question_answered, "that is answered"),
    Cells("projects.see_ai_queue", ("noora", "hamad", "sheikha", "yousef"), ai_question, "as Yousef sits on it"),
    Cells("projects.see_ai_review", GOVERNMENT),
    Cells("projects.ask_ai_review", ("maryam", *LAB), using_ai, "of MOPH"),
    Cells("projects.ask_ai_review", (), bare, "without artificial intelligence"),
    Cells("projects.advise_on_ai", ("yousef",), ai_question, "of MOPH"),
    Cells("projects.advise_on_ai", (), of_yousefs_agency, "with his own agency as a partner"),
    Cells("projects.keep_tags", LAB),
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
    Cells("projects.discard_gate_draft", OFFICERS),
    Cells("projects.discard_gate_draft", ("maryam",), draft_gate, "of MOPH"),
    Cells("projects.discard_gate_draft", (), open_gate, "that is asked"),
    Cells("projects.convene_panel", LAB),
    Cells("projects.convene_panel", LAB, open_gate, "of MOPH"),
    Cells("projects.convene_panel", (), withdrawn_gate, "that is withdrawn"),
    Cells("projects.sit_on_panel", GOVERNMENT),
    Cells("projects.sit_on_panel", ("yousef",), seat_of_yousef, "Yousef's seat"),
    Cells("projects.rate_gate", GOVERNMENT),
    Cells("projects.rate_gate", (), seat_of_yousef, "before declaring"),
    Cells("projects.rate_gate", ("yousef",), declared_seat, "after declaring"),
    Cells("projects.decide_gate", LAB),
    Cells("projects.decide_gate", LAB, open_gate, "of MOPH"),
    Cells("projects.decide_gate", (), withdrawn_gate, "that is withdrawn"),
    Cells("projects.move", LAB),
    Cells("projects.move", LAB, of_moph(), "of MOPH"),
    Cells("projects.move", LAB, on_hold, "on hold"),
    Cells("projects.move", (), stopped, "that is stopped"),
    Cells("projects.move", (), waiting, "whose gate is open"),
    Cells("projects.tell_lesson", OFFICERS + LAB),
    Cells("projects.tell_lesson", (), of_moph(), "that runs"),
    Cells("projects.tell_lesson", ("maryam", *LAB), stopped_untold, "that was stopped without one"),
    Cells("projects.tell_lesson", (), stopped, "whose lesson is told"),
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
    Cells("projects.rate", LAB),
    Cells("projects.rate", LAB, of_moph(), "of MOPH"),
    Cells("projects.rate", (), stopped, "that is stopped"),
    Cells("projects.edit_scales", LAB),
    Cells("projects.see_matrix", GOVERNMENT),
    Cells("projects.write_pathway", LAB),
    Cells("projects.write_pathway", (), standard, "of the version in force"),
    Cells("projects.write_pathway", LAB, pathway_draft, "of a draft"),
    Cells("projects.move_to_version", LAB),
    Cells("projects.export", GOVERNMENT),
]
