"""Who may do what with calls and ideas. Who acts may be a person, a contributor known by an address, or a visitor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.rules import is_lab_administrator, is_lab_staff
from accounts.standing import standing_of
from portfolio.ideas.enums import UNDECIDED, Audience, Showing, Step
from portfolio.ideas.life_cycle import is_legal
from portfolio.ideas.models import Authorship, Call, Comment, Contributor, Idea
from records.policy import AnyRule, anyone, declare, rule, signed_in


def idea_of(thing: Any) -> Idea | None:
    return thing.idea if isinstance(thing, Comment) else thing if isinstance(thing, Idea) else None


def call_of(thing: Any) -> Call | None:
    idea = idea_of(thing)
    return idea.call if idea else thing if isinstance(thing, Call) else None


def is_author(person: Any, idea: Idea) -> bool:
    # Read through the relation, so that a page which has the authors at hand is not asked for them again.
    own = "contributor_id" if isinstance(person, Contributor) else "person_id"
    if getattr(person, "pk", None) is None:
        return False
    return any(getattr(one, own) == person.pk for one in authorships_of(idea))


def authorships_of(idea: Idea) -> list[Authorship]:
    return list(idea.authorships.all())


def reaches(person: Any, call: Call) -> bool:
    """Whether the call is put to the person."""
    standing = standing_of(person)
    if call.audience == Audience.AGENCY:
        return call.agency_id in {agency for _role, agency in standing.held}
    if call.audience == Audience.GOVERNMENT:
        return standing.is_government
    if call.audience == Audience.STUDENTS:
        return is_address_of_student(getattr(person, "email", ""), call)
    return True


def is_address_of_student(email: str, call: Call) -> bool:
    domain = email.rpartition("@")[2].casefold()
    return any(domain == one.casefold() or domain.endswith("." + one.casefold()) for one in call.student_domains)


@rule(_("This call is put to others."))
def is_put_to_them(person: Any, thing: Any) -> bool:
    call = call_of(thing)
    return call is None or reaches(person, call)


@rule(_("This call does not take ideas today."))
def is_open(person: Any, thing: Any) -> bool:
    call = call_of(thing)
    return call is None or call.is_open


@rule(_("This call asks for an account."))
def takes_addresses(person: Any, thing: Any) -> bool:
    call = call_of(thing)
    return call is None or call.takes_addresses


@rule(_("Only somebody with a role in government can do this."))
def is_government(person: Any, thing: Any) -> bool:
    return standing_of(person).is_government


@rule(_("This idea is not visible to you."))
def sees(person: Any, thing: Any) -> bool:
    idea = idea_of(thing)
    if idea is None:
        return True
    standing = standing_of(person)
    if standing.sees_country or idea.showing == Showing.PUBLIC or is_author(person, idea):
        return True
    if idea.showing == Showing.HIDDEN or not standing.is_government:
        return False
    call = idea.call
    return call.audience != Audience.AGENCY or call.agency_id in {agency for _role, agency in standing.held}


@rule(_("Only its authors can do this."))
def wrote_it(person: Any, thing: Any) -> bool:
    idea = idea_of(thing)
    if not isinstance(person, Contributor) and not signed_in(person):
        return False
    return idea is None or is_author(person, idea)


@rule(_("Who wrote an idea does not decide on it, nor support it."))
def did_not_write_it(person: Any, thing: Any) -> bool:
    idea = idea_of(thing)
    return idea is None or not is_author(person, idea)


@rule(_("The lab has decided on this idea already."))
def is_undecided(person: Any, thing: Any) -> bool:
    idea = idea_of(thing)
    return idea is None or idea.status in UNDECIDED


@rule(_("This is another person's address."))
def is_own_address(person: Any, thing: Any) -> bool:
    return isinstance(person, Contributor) and (thing is None or thing.pk == person.pk)


def can_take(step: Step) -> AnyRule:
    @rule(_("As the idea stands now, this step is not open: somebody may have been quicker. Open it again."))
    def is_a_step_from_here(person: Any, thing: Any) -> bool:
        idea = idea_of(thing)
        return idea is None or is_legal(step, idea.status)

    return is_a_step_from_here


weighs = signed_in & is_lab_staff & did_not_write_it

declare(
    actions={
        "ideas.list": anyone,
        "ideas.look_up": anyone,
        "ideas.see": sees,
        "ideas.see_calls": anyone,
        "ideas.look_for_similar": anyone,
        "ideas.keep_calls": signed_in & is_lab_staff,
        "ideas.answer_call": anyone,
        "ideas.send": signed_in & is_put_to_them & is_open,
        "ideas.hold": is_open & takes_addresses,
        "ideas.confirm": anyone,
        "ideas.follow": anyone,
        "ideas.see_own": signed_in,
        "ideas.triage": signed_in & is_lab_staff,
        "ideas.take_up": weighs & can_take(Step.TAKEN_UP),
        "ideas.ask": weighs & can_take(Step.ASKED),
        "ideas.answer": wrote_it & can_take(Step.ANSWERED),
        "ideas.merge": weighs & can_take(Step.MERGED),
        "ideas.split": weighs & can_take(Step.SPLIT),
        "ideas.decline": weighs & can_take(Step.DECLINED),
        "ideas.adopt": weighs & can_take(Step.ADOPTED),
        "ideas.reopen": weighs & can_take(Step.REOPENED),
        "ideas.withdraw": wrote_it & can_take(Step.WITHDRAWN),
        "ideas.show": signed_in & is_lab_staff,
        "ideas.support": signed_in & is_government & sees & did_not_write_it & is_undecided,
        "ideas.comment": signed_in & is_government & sees,
        "ideas.moderate": signed_in & is_lab_staff,
        "ideas.forget_address": is_own_address | (signed_in & is_lab_administrator),
    },
    urls={
        "ideas:list": "ideas.list",
        "ideas:calls": "ideas.see_calls",
        "ideas:call": "ideas.see_calls",
        "ideas:call_new": "ideas.keep_calls",
        "ideas:call_edit": "ideas.keep_calls",
        "ideas:call_form": "ideas.keep_calls",
        "ideas:call_open": "ideas.keep_calls",
        "ideas:call_close": "ideas.keep_calls",
        "ideas:send": "ideas.answer_call",
        "ideas:held": "ideas.answer_call",
        "ideas:similar": "ideas.look_for_similar",
        "ideas:confirm": "ideas.confirm",
        "ideas:new_link": "ideas.follow",
        "ideas:followed": "ideas.follow",
        "ideas:followed_idea": "ideas.follow",
        "ideas:followed_answer": "ideas.follow",
        "ideas:followed_withdraw": "ideas.follow",
        "ideas:forget": "ideas.follow",
        "ideas:mine": "ideas.see_own",
        "ideas:queue": "ideas.triage",
        "ideas:page": "ideas.look_up",
        "ideas:take_up": "ideas.take_up",
        "ideas:ask": "ideas.ask",
        "ideas:answer": "ideas.answer",
        "ideas:merge": "ideas.merge",
        "ideas:split": "ideas.split",
        "ideas:decline": "ideas.decline",
        "ideas:adopt": "ideas.adopt",
        "ideas:reopen": "ideas.reopen",
        "ideas:withdraw": "ideas.withdraw",
        "ideas:show": "ideas.show",
        "ideas:support": "ideas.support",
        "ideas:unsupport": "ideas.support",
        "ideas:comment": "ideas.comment",
        "ideas:comment_hide": "ideas.moderate",
        "ideas:comment_show": "ideas.moderate",
    },
)
