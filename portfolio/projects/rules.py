from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.rules import is_lab_staff
from accounts.standing import standing_of
from portfolio.projects.enums import ENDED, GateStatus, StageKind, Visibility
from portfolio.projects.models import GateRequest, Handover, Project, ProjectUpdate
from records.policy import anyone, declare, rule, signed_in


def project_of(thing: Any) -> Project | None:
    return thing if isinstance(thing, Project) or thing is None else thing.project


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


@rule(_("Only who wrote an update can correct it."))
def wrote_it(person: Any, thing: ProjectUpdate | None) -> bool:
    return not isinstance(thing, ProjectUpdate) or (
        thing.posted_by_id == person.pk and thing.project.lead_agency_id is not None
    )


@rule(_("Only an innovation officer of the agency that it is offered to can answer."))
def is_officer_of_receiving_agency(person: Any, thing: Handover | None) -> bool:
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    return bool(officer_of) if thing is None else thing.to_agency_id in officer_of


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


def missing_parts(project: Project) -> list[str]:
    """Fields that must be there before a project is published or asks for a gate."""
    missing = [name for name in ("title_en", "title_ar", "summary_en", "summary_ar") if not getattr(project, name)]
    if not any(link.until is None for link in project.alignments.all()):
        missing.append("objectives")
    return missing


is_officer = is_officer_of_lead_agency | is_officer_of_a_partner
can_edit = signed_in & (is_officer_of_lead_agency | is_lab_staff) & has_not_ended

declare(
    actions={
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
        "projects.decide_gate": signed_in & is_lab_staff & gate_is_open & did_not_ask,
        "projects.move": signed_in & is_lab_staff & has_not_ended & has_no_open_gate,
        "projects.offer_handover": signed_in & is_officer_of_lead_agency & has_not_ended & has_no_open_gate,
        "projects.see_handover": signed_in & is_government,
        "projects.withdraw_handover": signed_in & is_officer_of_lead_agency,
        "projects.answer_handover": signed_in & is_officer_of_receiving_agency,
        "projects.follow": signed_in & is_government & sees,
        "projects.record_history": is_lab_staff,
    },
    urls={
        "projects:list": "projects.list",
        "projects:board": "projects.list",
        "projects:register": "projects.register",
        "projects:page": "projects.look_up",
        "projects:picture": "projects.look_up",
        "projects:history": "projects.see_wholly",
        "projects:edit": "projects.edit",
        "projects:cover": "projects.set_cover",
        "projects:update": "projects.post_update",
        "projects:update_correct": "projects.correct_update",
        "projects:gate_ask": "projects.ask_gate",
        "projects:gate_decide": "projects.decide_gate",
        "projects:gate_withdraw": "projects.withdraw_gate",
        "projects:move": "projects.move",
        "projects:handover_offer": "projects.offer_handover",
        "projects:handover": "projects.see_handover",
        "projects:handover_withdraw": "projects.withdraw_handover",
        "projects:follow": "projects.follow",
        "projects:unfollow": "projects.follow",
    },
)
