from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.rules import is_lab_staff
from accounts.standing import standing_of
from portfolio.projects.rules import is_government
from portfolio.reports.enums import UNSIGNED, WRITABLE, ReportStatus
from portfolio.reports.models import AgencyReport, Deputy
from records.policy import declare, rule, signed_in


def officer_of(person: Any) -> frozenset[int]:
    return standing_of(person).agencies_as(Role.INNOVATION_OFFICER)


def lead_of(person: Any) -> frozenset[int]:
    return standing_of(person).agencies_as(Role.AGENCY_LEAD)


@rule(_("Only an innovation officer of the agency writes and submits its report."))
def is_its_officer(person: Any, thing: AgencyReport | None) -> bool:
    own = officer_of(person)
    return bool(own) if thing is None else thing.agency_id in own


@rule(_("Only the lead of the agency signs its report, or a deputy named for these days."))
def is_its_lead_or_deputy(person: Any, thing: AgencyReport | None) -> bool:
    return may_sign_for(person, thing)


def may_sign_for(person: Any, thing: AgencyReport | None) -> bool:
    if not standing_of(person).is_government:
        return False
    own = lead_of(person)
    if thing is None:
        return bool(own) or deputyships_of(person).exists()
    if thing.agency_id in own:
        return True
    # Who does not work there stands in for nobody there.
    works_there = thing.agency_id in standing_of(person).inside_agencies
    return works_there and deputyships_of(person).filter(agency=thing.agency_id).exists()


def deputyships_of(person: Any) -> Any:
    """A deputy stands in only while the lead still leads and the deputy still works there."""
    inside = standing_of(person).inside_agencies
    leads = Deputy.objects.valid_today().filter(person=person.pk, agency__in=inside)
    return leads.filter(
        lead__is_active=True,
        lead__memberships__in=_leading_today(),
    ).distinct()


def _leading_today() -> Any:
    from accounts.models import Membership

    return Membership.objects.valid_today().filter(role=Role.AGENCY_LEAD)


@rule(_("Who submits a report does not sign it: the signature is another person's."))
def did_not_submit(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.submitted_by_id != person.pk


@rule(_("The report is not open for writing."))
def is_writable(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.status in WRITABLE


@rule(_("The agency is excused from this report, or was closed before the quarter ended."))
def is_owed(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.is_owed


@rule(_("The quarter is not over yet."))
def quarter_is_over(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.quarter.is_over


@rule(_("The report has not been drafted yet."))
def is_drafted(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.drafted_at is not None


@rule(_("The report is not waiting for a signature."))
def is_submitted(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.status == ReportStatus.SUBMITTED


@rule(_("The report is not waiting for the lab."))
def is_signed(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.status == ReportStatus.SIGNED


@rule(_("The report has not been accepted."))
def is_accepted(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.status == ReportStatus.ACCEPTED


@rule(_("The report has been signed."))
def is_unsigned(person: Any, thing: AgencyReport | None) -> bool:
    return thing is None or thing.status in UNSIGNED


@rule(_("Only the agency, the lab and the leadership see this report."))
def sees_report(person: Any, thing: AgencyReport | None) -> bool:
    standing = standing_of(person)
    if thing is None:
        return standing.is_government
    return standing.sees_country or thing.agency_id in standing.inside_agencies


@rule(_("Only the lead of an agency names who signs for it."))
def leads_an_agency(person: Any, thing: Deputy | None) -> bool:
    own = lead_of(person)
    return bool(own) if thing is None else thing.agency_id in own


@rule(_("Only the lab and the leadership read the reports of the whole country."))
def sees_the_country(person: Any, thing: Any) -> bool:
    return standing_of(person).sees_country


sees = signed_in & sees_report
may_write = signed_in & is_its_officer & is_owed & is_writable
may_sign = signed_in & is_its_lead_or_deputy & is_owed & is_submitted & did_not_submit
may_review = signed_in & is_lab_staff & is_signed

declare(
    actions={
        "reports.see_progress": signed_in & is_government,
        "reports.list": signed_in & is_government,
        "reports.see": sees,
        "reports.set_terms": signed_in & is_lab_staff,
        "reports.open_quarter": signed_in & is_lab_staff,
        "reports.write": may_write,
        "reports.submit": may_write & is_drafted & quarter_is_over,
        "reports.declare_nil": may_write & quarter_is_over,
        "reports.recall": signed_in & is_its_officer & is_submitted,
        "reports.sign": may_sign,
        "reports.send_back": may_sign | may_review,
        "reports.review": may_review,
        "reports.accept": may_review,
        "reports.reopen": signed_in & is_lab_staff & is_accepted,
        "reports.extend": signed_in & is_lab_staff & is_owed & is_unsigned,
        "reports.excuse": signed_in & is_lab_staff & is_owed & is_unsigned,
        "reports.name_deputy": signed_in & leads_an_agency,
        "reports.take_all": signed_in & sees_the_country,
        "reports.read_country": signed_in & sees_the_country,
        "reports.pick_story": signed_in & is_lab_staff,
        "reports.publish_country": signed_in & is_lab_staff,
    },
    urls={
        "reports:progress": "reports.see_progress",
        "reports:list": "reports.list",
        "reports:terms": "reports.set_terms",
        "reports:holiday_add": "reports.set_terms",
        "reports:holiday_remove": "reports.set_terms",
        "reports:open": "reports.open_quarter",
        "reports:bring_in": "reports.open_quarter",
        "reports:quarter": "reports.list",
        "reports:report": "reports.see",
        "reports:entry": "reports.see",
        "reports:now": "reports.see",
        "reports:now_of_agency": "reports.see",
        "reports:resync": "reports.write",
        "reports:template": "reports.write",
        "reports:table": "reports.write",
        "reports:submit": "reports.submit",
        "reports:nil": "reports.declare_nil",
        "reports:recall": "reports.recall",
        "reports:sign": "reports.sign",
        "reports:send_back": "reports.send_back",
        "reports:accept": "reports.accept",
        "reports:reopen": "reports.reopen",
        "reports:extend": "reports.extend",
        "reports:excuse": "reports.excuse",
        "reports:revision": "reports.see",
        "reports:country": "reports.read_country",
        "reports:country_page": "reports.read_country",
        "reports:country_table": "reports.read_country",
        "reports:country_revision": "reports.read_country",
        "reports:publish_country": "reports.publish_country",
        "reports:pick_story": "reports.pick_story",
        "reports:document": "reports.see",
        "reports:all_documents": "reports.take_all",
        "reports:deputies": "reports.name_deputy",
        "reports:deputy_end": "reports.name_deputy",
    },
)
