from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.rules import is_lab_staff
from accounts.standing import standing_of
from portfolio.measures.models import Indicator, Reading
from records import file_rules
from records.clock import today
from records.models import PrivateFile
from records.policy import YES, Verdict, declare, rule, signed_in


def indicator_of(thing: Any) -> Indicator | None:
    return thing.indicator if isinstance(thing, Reading) else thing


@rule(_("Only people inside government can see indicators."))
def is_in_government(person: Any, thing: Any) -> bool:
    return standing_of(person).is_government


@rule(_("Only an innovation officer of the agency that owns the indicator can do this."))
def is_officer_of_owner(person: Any, thing: Any) -> bool:
    indicator = indicator_of(thing)
    officer_of = standing_of(person).agencies_as(Role.INNOVATION_OFFICER)
    return bool(officer_of) if indicator is None else indicator.owner_agency_id in officer_of


@rule(_("This indicator is retired: it is not read any more."))
def is_in_force(person: Any, thing: Any) -> bool:
    indicator = indicator_of(thing)
    return indicator is None or indicator.retired_on is None or indicator.retired_on > today()


def may_open_evidence(person: Any, file: PrivateFile) -> Verdict:
    return YES if standing_of(person).is_government else Verdict(False)


file_rules.register("measures.reading", may_open_evidence)

declare(
    actions={
        "measures.see": is_in_government,
        "measures.define": is_lab_staff,
        "measures.retire": is_lab_staff,
        "measures.read": signed_in & (is_officer_of_owner | is_lab_staff) & is_in_force,
        "measures.correct": signed_in & (is_officer_of_owner | is_lab_staff),
        "measures.record_history": is_lab_staff,
    },
    urls={
        "measures:list": "measures.see",
        "measures:page": "measures.see",
        "measures:define": "measures.define",
        "measures:edit": "measures.define",
        "measures:read": "measures.read",
        "measures:correct": "measures.correct",
    },
)
