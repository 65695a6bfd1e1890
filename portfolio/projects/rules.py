from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.rules import is_lab_staff
from accounts.standing import standing_of
from portfolio.projects import owner_team
from portfolio.projects.enums import ENDED, GateStatus, StageKind, Visibility
from portfolio.projects.models import (
    AiReview,
    GateRequest,
    Handover,
    LeadershipQuestion,
    PanelSeat,
    PathwayVersion,
    Project,
    ProjectUpdate,
)
from records.policy import anyone, declare, rule, signed_in


def project_of(thing: Any) -> Project | None:
    if isinstance(thing, Project) or thing is None:
        return thing
    return thing.request.project if isinstance(thing, PanelSeat) else thing.project


def is_partner_of(project: Project, agencies: frozenset[int]) -> bool:
    # Read through the relation, so that a page which has the partners at hand is not asked for them again.
    return any(link.until is None and link.agency_id in agencies for link in project.partnerships.all())


@rule(_("Only people inside government can do this."))
def is_government(person: Any, thing: Any) -> bool:
    return standing_of(person).is_government


@rule(_("Only an innovation officer of the lead agency can do this."))
def is_officer_of_lead_agency(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    return bool(officer_of) if project is None else project.lead_agency_id in officer_of


@rule(_("Only an innovation officer of the lead agency or of a partner can do this."))
def is_officer_of_a_partner(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    if project is None:
        return bool(officer_of)
    return bool(officer_of) and is_partner_of(project, officer_of)


@rule(_("This project has ended."))
def has_not_ended(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or project.stage.kind not in ENDED


@rule(_("The project is off the path; the lab resumes it first."))
def is_on_path(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or project.stage.kind == StageKind.ON_PATH


@rule(_("This is the last stage of the path: no gate follows it."))
def has_a_gate_ahead(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or hasattr(project.stage, "gate_out")


@rule(_("A gate has been asked for and waits for its decision."))
def has_no_open_gate(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or not any(request.status == GateStatus.OPEN for request in project.gate_requests.all())


@rule(_("Complete the project first: both titles, both summaries and at least one objective."))
def is_complete(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or not missing_parts(project)


@rule(_("This gate has been decided or withdrawn."))
def gate_is_open(person: Any, thing: GateRequest | None) -> bool:
    return not isinstance(thing, GateRequest) or thing.status == GateStatus.OPEN


@rule(_("Who asked for a gate does not decide it."))
def did_not_ask(person: Any, thing: GateRequest | None) -> bool:
    return not isinstance(thing, GateRequest) or thing.asked_by_id != person.pk


@rule(_("This request is not a draft any more."))
def gate_is_a_draft(person: Any, thing: GateRequest | None) -> bool:
    return not isinstance(thing, GateRequest) or thing.status == GateStatus.DRAFT


@rule(_("Who belongs to those that own a project does not decide its gates."))
def does_not_own_it(person: Any, thing: GateRequest | None) -> bool:
    return not isinstance(thing, GateRequest) or not owner_team.owns_beside_the_lab(person, thing.project)


@rule(_("Only a member of this panel can do this."))
def holds_the_seat(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or thing.person_id == person.pk


@rule(_("This gate has been decided or withdrawn."))
def panel_still_judges(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or thing.request.status == GateStatus.OPEN


@rule(_("You are recused from this panel."))
def is_not_recused(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or not thing.is_recused


@rule(_("You belong to those that own this project, and cannot judge it."))
def judges_for_others(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or not owner_team.owns(person, thing.request.project)


@rule(_("Declare first whether anything binds you to this project."))
def has_declared(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or thing.has_declared


@rule(_("You have given your ratings; they are given once."))
def has_not_rated(person: Any, thing: PanelSeat | None) -> bool:
    return not isinstance(thing, PanelSeat) or thing.rated_at is None


@rule(_("This version is open: projects can run under it, so it stays as it is. Draft the next one instead."))
def version_is_a_draft(person: Any, thing: PathwayVersion | None) -> bool:
    return thing is None or thing.is_draft


@rule(_("Only who wrote an update can correct it."))
def wrote_it(person: Any, thing: ProjectUpdate | None) -> bool:
    return not isinstance(thing, ProjectUpdate) or (
        thing.posted_by_id == person.pk and thing.project.lead_agency_id is not None
    )


@rule(_("Only an innovation officer of the agency that it is offered to can answer."))
def is_officer_of_receiving_agency(person: Any, thing: Handover | None) -> bool:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    return bool(officer_of) if thing is None else thing.to_agency_id in officer_of


@rule(_("Only leaders of the country or of the lead agency can answer this."))
def is_leader_over_it(person: Any, thing: Any) -> bool:
    standing = standing_of(person)
    if Role.LEADER not in standing.roles:
        return False
    project = project_of(thing)
    return project is None or standing.has(Role.LEADER, project.lead_agency_id)


@rule(_("This question has been answered or taken back."))
def question_is_open(person: Any, thing: Any) -> bool:
    return not isinstance(thing, LeadershipQuestion) or thing.followup.is_open


@rule(_("This project is not visible to you."))
def sees(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    if project is None:
        return True
    standing = standing_of(person)
    if standing.sees_country or project.visibility == Visibility.PUBLIC:
        return True
    if standing.is_government and project.visibility == Visibility.GOVERNMENT:
        return True
    return bool(sees_wholly(person, project))


@rule(_("Only its agencies and the lab see the whole of this project."))
def sees_wholly(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    standing = standing_of(person)
    if project is None:
        return standing.is_government
    inside = standing.inside_agencies
    return (
        standing.sees_country or project.lead_agency_id in inside or (bool(inside) and is_partner_of(project, inside))
    )


@rule(_("Only members of the AI Committee can do this."))
def is_ai_reviewer(person: Any, thing: Any) -> bool:
    return Role.AI_REVIEWER in standing_of(person).roles


@rule(_("Only the AI Committee, the lab and leaders see what it was asked."))
def sees_the_country(person: Any, thing: Any) -> bool:
    return standing_of(person).sees_country


@rule(_("Who belongs to an agency of the project does not advise on it."))
def is_not_of_its_agency(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    if project is None:
        return True
    own = frozenset(agency for _role, agency in standing_of(person).held if agency is not None)
    return project.lead_agency_id not in own and not is_partner_of(project, own)


@rule(_("The committee has answered this."))
def committee_has_not_answered(person: Any, thing: Any) -> bool:
    return not isinstance(thing, AiReview) or (thing.answers_id is None and not hasattr(thing, "answer"))


@rule(_("Say first, in the edit form, that the project uses artificial intelligence."))
def uses_ai(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or project.uses_ai


@rule(_("A lesson is told of a project that was stopped."))
def was_stopped(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or project.stage.kind == StageKind.STOPPED


@rule(_("Its lesson has been told."))
def tells_no_lesson_yet(person: Any, thing: Any) -> bool:
    project = project_of(thing)
    return project is None or not project.lessons.all()


def missing_parts(project: Project) -> list[str]:
    """Fields that must be there before a project is published or asks for a gate."""
    missing = [name for name in ("title_en", "title_ar", "summary_en", "summary_ar") if not getattr(project, name)]
    if not any(link.until is None for link in project.alignments.all()):
        missing.append("objectives")
    return missing


is_officer = is_officer_of_lead_agency | is_officer_of_a_partner
# For who belongs to the panel, and of them for who may still judge.
sits = signed_in & is_government & holds_the_seat & panel_still_judges & is_not_recused & judges_for_others
can_edit = signed_in & (is_officer_of_lead_agency | is_lab_staff) & has_not_ended
# What a gate judges holds still while it is judged.
can_plan = can_edit & has_no_open_gate

declare(
    actions={
        "projects.plan": can_plan,
        "projects.rebaseline": signed_in & is_lab_staff & has_not_ended & has_no_open_gate,
        "projects.keep_money": can_plan,
        "projects.keep_files": can_plan,
        "projects.keep_risks": can_edit,
        "projects.keep_team": can_edit,
        "projects.plan_to_green": can_edit,
        "projects.ask_leadership": can_edit,
        "projects.answer_question": signed_in & is_leader_over_it & question_is_open,
        "projects.list": anyone,
        # Whether there is something to see is for the page to find out: of a public project, also by a visitor.
        "projects.look_up": anyone,
        "projects.see": sees,
        "projects.see_wholly": sees_wholly,
        "projects.register": signed_in & (is_officer_of_lead_agency | is_lab_staff),
        "projects.edit": can_edit,
        "projects.set_cover": can_edit,
        "projects.post_update": signed_in & is_officer & has_not_ended,
        "projects.correct_update": signed_in & wrote_it & is_officer & has_not_ended,
        "projects.ask_gate": signed_in
        & is_officer_of_lead_agency
        & is_on_path
        & has_a_gate_ahead
        & has_no_open_gate
        & is_complete,
        "projects.withdraw_gate": signed_in & is_officer_of_lead_agency & gate_is_open,
        "projects.discard_gate_draft": signed_in & is_officer_of_lead_agency & gate_is_a_draft,
        "projects.convene_panel": signed_in & is_lab_staff & gate_is_open & does_not_own_it,
        "projects.sit_on_panel": sits,
        "projects.rate_gate": sits & has_declared & has_not_rated,
        "projects.decide_gate": signed_in & is_lab_staff & gate_is_open & did_not_ask & does_not_own_it,
        "projects.move": signed_in & is_lab_staff & has_not_ended & has_no_open_gate,
        "projects.tell_lesson": signed_in
        & (is_officer_of_lead_agency | is_lab_staff)
        & was_stopped
        & tells_no_lesson_yet,
        "projects.offer_handover": signed_in & is_officer_of_lead_agency & has_not_ended & has_no_open_gate,
        "projects.see_handover": signed_in & is_government,
        "projects.withdraw_handover": signed_in & is_officer_of_lead_agency,
        "projects.answer_handover": signed_in & is_officer_of_receiving_agency,
        "projects.follow": signed_in & is_government & sees,
        "projects.record_history": is_lab_staff,
        "projects.see_ai_queue": is_ai_reviewer | sees_the_country,
        "projects.see_ai_review": is_government,
        "projects.ask_ai_review": signed_in & (is_officer_of_lead_agency | is_lab_staff) & has_not_ended & uses_ai,
        "projects.advise_on_ai": signed_in & is_ai_reviewer & is_not_of_its_agency & committee_has_not_answered,
        "projects.keep_tags": is_lab_staff,
        "projects.rate": signed_in & is_lab_staff & has_not_ended,
        "projects.edit_scales": is_lab_staff,
        # What the lab thinks of a project is told inside government alone, and there of what is seen wholly.
        "projects.see_matrix": is_government,
        "projects.write_pathway": signed_in & is_lab_staff & version_is_a_draft,
        "projects.move_to_version": signed_in & is_lab_staff,
        "projects.export": signed_in & is_government,
    },
    urls={
        "projects:list": "projects.list",
        "projects:board": "projects.list",
        "projects:roadmap": "projects.list",
        "projects:balance": "projects.list",
        "projects:export": "projects.export",
        "projects:matrix": "projects.see_matrix",
        "projects:ratings": "projects.see_wholly",
        "projects:register": "projects.register",
        "projects:page": "projects.look_up",
        "projects:picture": "projects.look_up",
        "projects:tags": "projects.keep_tags",
        "projects:tag_retire": "projects.keep_tags",
        "projects:ai_queue": "projects.see_ai_queue",
        "projects:ai_review": "projects.see_ai_review",
        "projects:ai_ask": "projects.ask_ai_review",
        "projects:history": "projects.see_wholly",
        "projects:edit": "projects.edit",
        "projects:plan": "projects.see_wholly",
        "projects:milestone_add": "projects.plan",
        "projects:milestone_paste": "projects.plan",
        "projects:milestone": "projects.see_wholly",
        "projects:milestone_edit": "projects.plan",
        "projects:milestone_reach": "projects.plan",
        "projects:milestone_rebaseline": "projects.rebaseline",
        "projects:milestone_drop": "projects.plan",
        "projects:risk_add": "projects.keep_risks",
        "projects:risk": "projects.see_wholly",
        "projects:risk_judge": "projects.keep_risks",
        "projects:risk_answer": "projects.keep_risks",
        "projects:action_add": "followups.open",
        "projects:to_green": "projects.plan_to_green",
        "projects:money": "projects.see_wholly",
        "projects:money_keep": "projects.keep_money",
        "projects:team": "projects.see_wholly",
        "projects:member_add": "projects.keep_team",
        "projects:member_end": "projects.keep_team",
        "projects:file_add": "projects.keep_files",
        "projects:file_remove": "projects.keep_files",
        "projects:question_ask": "projects.ask_leadership",
        "projects:question": "projects.see_wholly",
        "projects:question_answer": "projects.answer_question",
        "projects:cover": "projects.set_cover",
        "projects:update": "projects.post_update",
        "projects:update_correct": "projects.correct_update",
        "projects:gate_ask": "projects.ask_gate",
        "projects:gate_discard": "projects.discard_gate_draft",
        "projects:gates": "projects.see_wholly",
        "projects:gate": "projects.see_wholly",
        "projects:gate_minutes": "projects.see_wholly",
        "projects:gate_minutes_pdf": "projects.see_wholly",
        "projects:gate_panel": "projects.convene_panel",
        "projects:panel_recuse": "projects.convene_panel",
        "projects:panel": "projects.sit_on_panel",
        "projects:panel_declare": "projects.sit_on_panel",
        "projects:panel_rate": "projects.rate_gate",
        "projects:gate_decide": "projects.decide_gate",
        "projects:gate_withdraw": "projects.withdraw_gate",
        "projects:move": "projects.move",
        "projects:lesson_tell": "projects.tell_lesson",
        "projects:handover_offer": "projects.offer_handover",
        "projects:handover": "projects.see_handover",
        "projects:handover_withdraw": "projects.withdraw_handover",
        "projects:follow": "projects.follow",
        "projects:unfollow": "projects.follow",
    },
)
