from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.rules import is_lab_staff
from portfolio.benefits.enums import Entry
from portfolio.benefits.models import Benefit, LedgerEntry
from portfolio.projects.rules import (
    has_not_ended,
    is_government,
    is_officer_of_a_partner,
    is_officer_of_lead_agency,
    sees_wholly,
)
from records import file_rules
from records.models import PrivateFile
from records.policy import Verdict, declare, rule, signed_in


@rule(_("Who claimed a benefit does not verify it. Somebody else of the lab does."))
def did_not_claim(person: Any, thing: Any) -> bool:
    return not isinstance(thing, LedgerEntry) or thing.recorded_by_id != person.pk


@rule(_("This is no claim, or it has been verified."))
def waits_for_verification(person: Any, thing: Any) -> bool:
    return not isinstance(thing, LedgerEntry) or (
        thing.kind == Entry.CLAIMED and not LedgerEntry.objects.filter(claim=thing).exists()
    )


def may_open_evidence(person: Any, file: PrivateFile) -> Verdict:
    benefit = Benefit.objects.select_related("project").filter(pk=file.owner_id).first()
    return sees_wholly(person, benefit.project) if benefit else Verdict(False)


file_rules.register("benefits.entry", may_open_evidence)


is_insider = is_officer_of_lead_agency | is_officer_of_a_partner

declare(
    actions={
        "benefits.see_country": is_government,
        "benefits.see": sees_wholly,
        "benefits.promise": signed_in & (is_officer_of_lead_agency | is_lab_staff) & has_not_ended,
        "benefits.forecast": signed_in & (is_insider | is_lab_staff) & has_not_ended,
        "benefits.claim": signed_in & is_insider & has_not_ended,
        "benefits.verify": signed_in & is_lab_staff & waits_for_verification & did_not_claim,
        "benefits.share": signed_in & (is_officer_of_lead_agency | is_lab_staff) & has_not_ended,
    },
    urls={
        "benefits:overview": "benefits.see_country",
        "benefits:list": "benefits.see_country",
        "benefits:objective": "benefits.see_country",
        "benefits:of_project": "benefits.see",
        "benefits:promise": "benefits.promise",
        "benefits:one": "benefits.see",
        "benefits:reword": "benefits.promise",
        "benefits:tell": "benefits.forecast",
        "benefits:verify": "benefits.verify",
        "benefits:share": "benefits.share",
    },
)
