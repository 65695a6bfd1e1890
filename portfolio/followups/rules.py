from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from portfolio.followups.models import FollowUp
from portfolio.followups.subjects import ANSWER_FOR_AN_AGENCY, KINDS, SUBJECTS, Test
from records.policy import declare, rule, signed_in


@rule(_("Only people inside government can do this."))
def is_government(person: Any, thing: Any) -> bool:
    return standing_of(person).is_government


@rule(_("This action is not visible to you."))
def sees_it(person: Any, thing: Any) -> bool:
    return not isinstance(thing, FollowUp) or FollowUp.objects.visible_to(person).filter(pk=thing.pk).exists()


@rule(_("This action is closed."))
def is_open(person: Any, thing: Any) -> bool:
    return not isinstance(thing, FollowUp) or thing.is_open


def owes(person: Any, followup: FollowUp) -> bool:
    if followup.owner_id is not None:
        return followup.owner_id == person.pk
    return followup.owner_agency_id in standing_of(person).agencies_as(*ANSWER_FOR_AN_AGENCY)


def answers_for_its_agency(person: Any, followup: FollowUp) -> bool:
    return followup.owner_agency_id in standing_of(person).agencies_as(*ANSWER_FOR_AN_AGENCY)


def looks_after(person: Any, followup: FollowUp) -> bool:
    """The lab, and who looks after what the follow-up belongs to."""
    if standing_of(person).is_lab_staff:
        return True
    subject = SUBJECTS.get(followup.subject_kind)
    return subject is not None and subject.looks_after(person, followup.subject_id)


def owes_or_looks_after(person: Any, followup: FollowUp) -> bool:
    return owes(person, followup) or answers_for_its_agency(person, followup) or looks_after(person, followup)


def _of_kind(name: str, usual: Test) -> Callable[[Any, Any], bool]:
    def test(person: Any, thing: Any) -> bool:
        if not isinstance(thing, FollowUp):
            return True
        kind = KINDS.get(thing.kind)
        return ((getattr(kind, name) if kind else None) or usual)(person, thing)

    test.__name__ = name
    return test


OWES = _("Only who owes this action, or who looks after what it belongs to, can do this.")

may_close = rule(OWES)(_of_kind("may_close", owes_or_looks_after))
may_change_due = rule(OWES)(_of_kind("may_change_due", owes_or_looks_after))
may_hand_on = rule(OWES)(_of_kind("may_hand_on", owes_or_looks_after))
may_drop = rule(_("Only who looks after what this action belongs to can drop it."))(_of_kind("may_drop", looks_after))


@rule(_("Only who looks after it can open an action on it."))
def looks_after_subject(person: Any, thing: Any) -> bool:
    if thing is None or standing_of(person).is_lab_staff:
        return True
    subject = SUBJECTS.get(thing._meta.label_lower)
    return subject is not None and subject.looks_after(person, thing.pk)


declare(
    actions={
        "followups.list": signed_in & is_government,
        "followups.see": signed_in & is_government & sees_it,
        # The thing is what the follow-up will belong to.
        "followups.open": signed_in & is_government & looks_after_subject,
        "followups.change_due": signed_in & is_government & may_change_due & is_open,
        "followups.hand_on": signed_in & is_government & may_hand_on & is_open,
        "followups.close": signed_in & is_government & may_close & is_open,
        "followups.drop": signed_in & is_government & may_drop & is_open,
    },
    urls={
        "followups:list": "followups.list",
        "followups:one": "followups.list",
        "followups:change_due": "followups.change_due",
        "followups:hand_on": "followups.hand_on",
        "followups:close": "followups.close",
        "followups:drop": "followups.drop",
    },
)
