from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Person
from accounts.rules import is_lab_administrator, is_lab_staff
from accounts.standing import standing_of
from records.policy import anyone, declare, rule, signed_in
from training.enums import LEARNING, LOOKING_BACK, OPEN_STATUSES, EnrolmentStatus
from training.models import Certificate, Course, Enrolment

SENDERS = (Role.INNOVATION_OFFICER, Role.AGENCY_LEAD)


@rule(_("Only people inside government can do this."))
def is_government(person: Any, thing: Any) -> bool:
    return standing_of(person).is_government


@rule(_("This course is for those whom their agency nominates."))
def lets_people_enrol(person: Any, thing: Course | None) -> bool:
    return not isinstance(thing, Course) or (thing.is_open_to_all and thing.is_offered)


@rule(_("Only an innovation officer or the lead of the agency can do this."))
def sends_people(person: Any, thing: Any) -> bool:
    """Of every one of the people where some are named; their agencies are asked of the roles of today."""
    sends = standing_of(person).agencies_as(*SENDERS)
    if not isinstance(thing, tuple):
        return bool(sends)
    return bool(sends) and all(works_for(one, sends) for one in thing)


def works_for(person: Person, agencies: frozenset[int]) -> bool:
    return person.memberships.valid_today().filter(agency__in=agencies).exists() or (
        hasattr(person, "learner") and person.learner.agency_id in agencies
    )


@rule(_("Only the person, the agency that sends her, or the lab can do this."))
def is_concerned(person: Any, thing: Enrolment | None) -> bool:
    standing = standing_of(person)
    if not isinstance(thing, Enrolment):
        return standing.is_government
    return thing.person_id == person.pk or standing.is_lab_staff or thing.agency_id in standing.agencies_as(*SENDERS)


@rule(_("This is another person's."))
def is_own(person: Any, thing: Any) -> bool:
    if isinstance(thing, Certificate):
        return thing.completion.person_id == person.pk
    return not isinstance(thing, Enrolment) or thing.person_id == person.pk


@rule(_("This enrolment is over."))
def is_not_over(person: Any, thing: Any) -> bool:
    return not isinstance(thing, Enrolment) or thing.status in OPEN_STATUSES


@rule(_("You can begin when you are enrolled; what is over stays as it is."))
def is_learning(person: Any, thing: Any) -> bool:
    return not isinstance(thing, Enrolment) or thing.status in LEARNING


@rule(_("You can look back when you have begun."))
def has_learned(person: Any, thing: Any) -> bool:
    return not isinstance(thing, Enrolment) or thing.status in LOOKING_BACK


@rule(_("Only the lab, and the officers and leads of an agency, see who takes part."))
def sees_who_takes_part(person: Any, thing: Any) -> bool:
    standing = standing_of(person)
    return standing.is_lab_staff or bool(standing.agencies_as(*SENDERS))


@rule(_("Only those who see the whole country see this."))
def sees_country(person: Any, thing: Any) -> bool:
    return standing_of(person).sees_country


@rule(_("This nomination has been answered."))
def waits_for_an_answer(person: Any, thing: Any) -> bool:
    return not isinstance(thing, Enrolment) or thing.status == EnrolmentStatus.NOMINATED


@rule(_("Only those who see an agency's whole work, or the country's, see its training."))
def sees_an_agency(person: Any, thing: Any) -> bool:
    standing = standing_of(person)
    return standing.sees_country or bool(standing.inside_agencies)


KEEPING = (
    "training:add_course",
    "training:edit_course",
    "training:build",
    "training:open_draft",
    "training:add_lesson",
    "training:edit_lesson",
    "training:place_lesson",
    "training:add_question",
    "training:edit_question",
    "training:remove_question",
)


@rule(_("Nobody merges her own account."))
def is_about_others(person: Any, thing: Any) -> bool:
    return not isinstance(thing, tuple) or all(one.pk != person.pk for one in thing)


declare(
    actions={
        "training.see_catalogue": signed_in & is_government,
        "training.see_enrolment": signed_in & is_concerned,
        "training.see_enrolments": signed_in & sees_who_takes_part,
        "training.record_catalogue": is_lab_staff,
        "training.keep_courses": is_lab_staff,
        "training.keep_sessions": is_lab_staff,
        "training.mark_attendance": is_lab_staff,
        "training.decide_nomination": is_lab_staff & waits_for_an_answer,
        "training.assess": is_lab_staff & is_learning,
        "training.nominate": signed_in & sends_people,
        "training.enrol": signed_in & is_government & lets_people_enrol,
        "training.withdraw": signed_in & is_concerned & is_not_over,
        "training.check_in": signed_in & is_own & is_learning,
        "training.learn": signed_in & is_own & is_learning,
        # The test after the course, and what one thought of it.
        "training.look_back": signed_in & is_own & has_learned,
        # Whoever was sent the link has it.
        "training.answer_by_link": anyone,
        "training.see_effect": signed_in & sees_country,
        "training.see_matrix": signed_in & sees_an_agency,
        "training.require_course": is_lab_staff,
        "training.record_completion": is_lab_staff,
        "training.record_completions": is_lab_staff,
        "training.record_people": is_lab_administrator,
        "training.see_matches": is_lab_staff,
        "training.keep_apart": is_lab_staff,
        "training.merge_people": is_lab_administrator & is_about_others,
        "training.take_back_completion": is_lab_staff,
        "training.verify": anyone,
        # The token that comes with them says whose they are.
        "training.send_statements": anyone,
        "training.keep_statement_sources": is_lab_administrator,
        "training.own_certificate": signed_in & is_own,
        "training.revoke_certificate": is_lab_staff,
    },
    urls={
        "training:home": "training.see_catalogue",
        "training:catalogue": "training.see_catalogue",
        "training:course": "training.see_catalogue",
        **dict.fromkeys(KEEPING, "training.keep_courses"),
        "training:learn": "training.see_catalogue",
        "training:lesson": "training.see_catalogue",
        "training:calendar": "training.see_catalogue",
        "training:enrol": "training.enrol",
        "training:finish": "training.learn",
        "training:answer": "training.look_back",
        "training:feedback": "training.look_back",
        "training:follow_up": "training.see_catalogue",
        "training:effect": "training.see_effect",
        "training_used:*": "training.answer_by_link",
        "training:check_in": "training.check_in",
        "training:withdraw": "training.withdraw",
        "training:enrolments": "training.see_enrolments",
        "training:nominate": "training.nominate",
        "training:nominations": "training.keep_sessions",
        "training:accept": "training.decide_nomination",
        "training:accept_all": "training.decide_nomination",
        "training:decline": "training.decide_nomination",
        "training:assess": "training.assess",
        "training:plan_session": "training.keep_sessions",
        "training:session": "training.keep_sessions",
        "training:capacity": "training.keep_sessions",
        "training:session_place": "training.keep_sessions",
        "training:cancel_session": "training.keep_sessions",
        "training:close_session": "training.keep_sessions",
        "training:mark": "training.mark_attendance",
        "training:require": "training.require_course",
        "training:end_requirement": "training.require_course",
        "training:certificate": "training.own_certificate",
        "training:show_name": "training.own_certificate",
        "training:certificates": "training.see_catalogue",
        "training:certificate_pdf": "training.own_certificate",
        "training:completions": "training.record_completion",
        "training:record_completion": "training.record_completion",
        "training:take_back": "training.take_back_completion",
        "training:revoke": "training.revoke_certificate",
        "training:credential": "training.own_certificate",
        "training:matches": "training.see_matches",
        "training:merge": "training.merge_people",
        "training:keep_apart": "training.keep_apart",
        "training:statement_sources": "training.keep_statement_sources",
        "training:revoke_statement_source": "training.keep_statement_sources",
        "training_xapi:*": "training.send_statements",
        "training:matrix": "training.see_matrix",
        "training:matrix_people": "training.see_matrix",
        "training_verify:*": "training.verify",
    },
)
