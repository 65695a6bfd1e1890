"""From the opened quarter to the accepted report, and back."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from portfolio.projects.models import Project, ProjectState
from portfolio.reports.actions import deputies, quarters, signing, writing
from portfolio.reports.actions.signing import Marked
from portfolio.reports.contents import Frozen, frozen_of
from portfolio.reports.differences import fingerprint
from portfolio.reports.enums import Part, ReportStatus
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportingQuarter
from portfolio.reports.models.quarter import quarter_of_day
from portfolio.reports.needs import needs_of
from portfolio.reports.rules import may_sign_for
from portfolio.reports.verifying import findings
from records.clock import today
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import accounts, projects, reports

pytestmark = pytest.mark.django_db


def frozen(held: AgencyReport, revision: int | None = None) -> Frozen:
    found = frozen_of(held, revision)
    assert found
    return found


# The cycle


def test_opening_gives_every_agency_its_report_once(quarter: ReportingQuarter, noora: Any, moph: Any, moi: Any) -> None:
    assert {report.agency for report in quarter.reports.all()} == {moph, moi}

    assert quarters.bring_in_agencies(by=noora, quarter=quarter, agencies=[moph, moi]) == 0
    assert quarter.reports.count() == 2


def test_a_quarter_is_opened_once(quarter: ReportingQuarter, noora: Any, moph: Any) -> None:
    with pytest.raises(ValidationError, match="opened already"):
        reports.quarter(noora, moph)


def test_quarters_of_other_terms_do_not_overlap(quarter: ReportingQuarter, noora: Any, moph: Any) -> None:
    terms = quarters.terms()
    quarters.set_terms(
        by=noora, version=terms.version, year_starts_in=2, due_after_days=14, variance_percent=terms.variance_percent
    )
    later = reports.last_quarter().first_day + dt.timedelta(days=5)
    year, number = quarter_of_day(later, 2)
    with pytest.raises(ValidationError, match="overlap"):
        quarters.open_quarter(by=noora, year=year, number=number, agencies=[moph])


def test_a_quarter_to_come_is_not_opened(noora: Any, moph: Any) -> None:
    ahead = reports.last_quarter().next.next
    with pytest.raises(ValidationError, match="not begun"):
        reports.quarter(noora, moph, of=ahead)


def test_only_the_lab_opens_a_quarter(maryam: Any, moph: Any) -> None:
    with pytest.raises(NotAllowed):
        reports.quarter(maryam, moph)


# Drafting


def test_the_draft_is_filled_from_the_records(drafted: AgencyReport, door: Project) -> None:
    entry = reports.entry(drafted, door)
    texts = dict(entry.parts.values_list("name", "text"))
    assert drafted.status == ReportStatus.DRAFT
    assert texts[Part.NARRATIVE] == "Two clinics began."
    assert texts[Part.RATING] == "green"
    assert texts[Part.PLAN] == "Ask the second clinic."
    assert entry.facts["stage"]["code"] == "discovery"


def test_what_is_not_rated_stays_missing(door: Project, quarter: ReportingQuarter, moph: Any, maryam: Any) -> None:
    drafted = reports.draft(maryam, reports.report(quarter, moph))
    assert not reports.entry(drafted, door).parts.filter(name=Part.RATING).exists()


def test_drafting_takes_as_many_queries_for_thirty_projects_as_for_one(
    quarter: ReportingQuarter, noora: Any, maryam: Any, moph: Any, door: Project, django_assert_max_num_queries: Any
) -> None:
    for number in range(29):
        made = reports.past_project(noora, moph, title_en=f"Project {number}")
        projects.update(maryam, made, happened_on=reports.days_into(quarter, 5))
    held = reports.report(quarter, moph)
    with django_assert_max_num_queries(40) as counted:
        reports.draft(maryam, held)
    assert held.entries.count() == 30
    assert len(counted) < 38


def test_the_records_change_and_what_was_written_stays(drafted: AgencyReport, door: Project, maryam: Any) -> None:
    entry = reports.entry(drafted, door)
    reports.write(maryam, drafted, entry, {Part.NARRATIVE: "Two clinics began, a month early."})
    projects.update(
        maryam, door, what_changed="A third one joined.", happened_on=reports.days_into(drafted.quarter, 40)
    )

    offered = writing.differences(reports.fresh(drafted))

    assert [one.part for one in offered] == [Part.NARRATIVE]
    assert offered[0].was_written
    taken = writing.take(by=maryam, report=drafted, seen=fingerprint(offered), keys=[offered[0].key])
    text = entry.parts.get(name=Part.NARRATIVE).text
    assert taken == 1
    assert text == "Two clinics began, a month early.\n\nTwo clinics began.\n\nA third one joined."
    assert writing.differences(reports.fresh(drafted)) == []


def test_differences_that_changed_meanwhile_are_shown_again(drafted: AgencyReport, door: Project, maryam: Any) -> None:
    projects.update(maryam, door, happened_on=reports.days_into(drafted.quarter, 40))
    offered = writing.differences(drafted)
    projects.update(maryam, door, what_changed="And more.", happened_on=reports.days_into(drafted.quarter, 41))
    with pytest.raises(ValidationError, match="changed once more"):
        writing.take(by=maryam, report=drafted, seen=fingerprint(offered), keys=[offered[0].key])


def test_a_project_that_changed_hands_is_told_by_who_has_it_at_the_end(
    quarter: ReportingQuarter, noora: Any, maryam: Any, khalid: Any, moph: Any, moi: Any, door: Project
) -> None:
    drafted = reports.draft(maryam, reports.report(quarter, moph))
    ProjectState.objects.filter(project=door).update(lead_agency=moi)

    assert [one.kind for one in writing.differences(reports.fresh(drafted))] == ["project_left"]
    assert reports.draft(khalid, reports.report(quarter, moi)).entries.get().project == door


def test_two_people_write_different_parts_and_lose_nothing(drafted: AgencyReport, door: Project, maryam: Any) -> None:
    entry = reports.entry(drafted, door)
    reports.write(maryam, drafted, entry, {Part.RISKS: "The data link."}, risks=0)
    reports.write(maryam, drafted, entry, {Part.DECISIONS: "More nurses."}, decisions=0)

    with pytest.raises(writing.PartsConflict) as conflict:
        reports.write(maryam, drafted, entry, {Part.RISKS: "Something else."}, risks=0)

    assert conflict.value.parts[Part.RISKS].text == "The data link."
    assert entry.parts.get(name=Part.RISKS).text == "The data link."
    reports.write(maryam, drafted, entry, {Part.RISKS: "Both."}, risks=1)
    assert entry.parts.get(name=Part.RISKS).text == "Both."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (Part.RATING, "purple"),
        (Part.BUDGET, "-5"),
        (Part.BUDGET, "NaN"),
        (Part.BUDGET, "1e900"),
        (Part.BUDGET, "1.005"),
        (Part.ENDS_ON, "2026-02-30"),
        (Part.NARRATIVE, "x" * 8001),
    ],
)
def test_what_cannot_be_is_refused_at_its_part(
    drafted: AgencyReport, door: Project, maryam: Any, name: str, text: str
) -> None:
    entry = reports.entry(drafted, door)
    with pytest.raises(ValidationError) as refusal:
        reports.write(maryam, drafted, entry, {name: text})
    assert list(refusal.value.error_dict) == [name]


def test_a_red_project_says_how_it_recovers(drafted: AgencyReport, door: Project, maryam: Any) -> None:
    entry = reports.entry(drafted, door)
    reports.write(maryam, drafted, entry, {Part.RATING: "red", Part.RATING_REASON: "No data."})
    with pytest.raises(ValidationError, match="still empty"):
        reports.submit(maryam, drafted)

    reports.write(maryam, drafted, entry, {Part.RECOVERY: "A second supplier begins."})

    assert reports.submit(maryam, drafted).status == ReportStatus.SUBMITTED


def test_a_difference_over_the_threshold_is_explained(drafted: AgencyReport, door: Project, maryam: Any) -> None:
    entry = reports.entry(drafted, door)
    reports.write(maryam, drafted, entry, {Part.BUDGET: "100000", Part.FORECAST: "105001"})
    with pytest.raises(ValidationError, match="still empty"):
        reports.submit(maryam, drafted)

    reports.write(maryam, drafted, entry, {Part.FORECAST: "105000"})

    assert reports.submit(maryam, drafted).status == ReportStatus.SUBMITTED


def test_it_is_not_submitted_before_the_quarter_is_over(noora: Any, maryam: Any, moph: Any) -> None:
    now = reports.quarter(noora, moph, of=reports.last_quarter().next)
    drafted = reports.draft(maryam, reports.report(now, moph))
    with pytest.raises(NotAllowed, match="not over"):
        reports.submit(maryam, drafted)


# Signing


def test_the_lead_signs_and_the_part_is_frozen(signed: AgencyReport, fatima: Any, door: Project) -> None:
    told = frozen(signed)
    assert signed.status == ReportStatus.SIGNED
    assert told.content["signed"]["by"] == fatima.pk
    assert told.content["projects"][0]["texts"][Part.NARRATIVE] == "Two clinics began."
    assert fatima.name_en not in told.agency_part.content
    assert findings() == []


def test_nobody_signs_what_she_submitted(drafted: AgencyReport, hamad: Any, maryam: Any, moph: Any) -> None:
    memberships.give_role(by=hamad, person=maryam, role=Role.AGENCY_LEAD, agency=moph)
    both = Person.objects.get(pk=maryam.pk)
    held = reports.submit(both, drafted)
    with pytest.raises(NotAllowed, match="another person"):
        reports.sign(both, held)


def test_what_was_changed_since_it_was_read_is_not_signed(submitted: AgencyReport, fatima: Any) -> None:
    with pytest.raises(EditConflict):
        signing.sign(by=fatima, report=submitted, version=submitted.version - 1)


def test_a_deputy_signs_within_her_days_as_for_the_lead(
    submitted: AgencyReport, fatima: Any, hamad: Any, moph: Any
) -> None:
    reem = accounts.person(hamad, "reem@moph.example", Role.INNOVATION_OFFICER, moph)
    with pytest.raises(NotAllowed, match="deputy"):
        reports.sign(reem, submitted)
    deputy = deputies.name(by=fatima, agency=moph, person=reem, starts_on=today(), ends_on=today())

    reports.sign(reem, submitted)

    told = frozen(submitted).content["signed"]
    assert (told["by"], told["for"]) == (reem.pk, fatima.pk)
    deputies.withdraw(by=fatima, deputy=deputy)
    assert not may_sign_for(reem, submitted)


def test_deputies_of_other_days_do_not_sign(submitted: AgencyReport, fatima: Any, hamad: Any, moph: Any) -> None:
    reem = accounts.person(hamad, "reem@moph.example", Role.INNOVATION_OFFICER, moph)
    tomorrow = today() + dt.timedelta(days=1)
    deputies.name(by=fatima, agency=moph, person=reem, starts_on=tomorrow, ends_on=tomorrow)
    with pytest.raises(NotAllowed):
        reports.sign(reem, submitted)


def test_the_lab_returns_it_to_the_paragraph_and_a_new_revision_begins(
    signed: AgencyReport, noora: Any, maryam: Any, fatima: Any, door: Project
) -> None:
    entry = reports.entry(signed, door)
    signing.send_back(
        by=noora,
        report=signed,
        reason="Say who the clinics are.",
        remarks=[Marked(entry, Part.NARRATIVE, "Which two?")],
    )
    held = reports.fresh(signed)
    assert (held.status, held.revision) == (ReportStatus.RETURNED, 2)
    assert entry.remarks.get().words == "Which two?"

    reports.write(maryam, held, entry, {Part.NARRATIVE: "Wakra and Khor began."})
    reports.submit(maryam, held)
    reports.sign(fatima, held)

    first, second = frozen(held, 1), frozen(held, 2)
    assert first.content["projects"][0]["texts"][Part.NARRATIVE] == "Two clinics began."
    assert second.content["projects"][0]["texts"][Part.NARRATIVE] == "Wakra and Khor began."
    assert second.content["revised_because"] == "Say who the clinics are."
    assert findings() == []


def test_the_lead_returns_it_before_signing_in_the_same_revision(submitted: AgencyReport, fatima: Any) -> None:
    held = signing.send_back(by=fatima, report=submitted, reason="Add the risks.")
    assert (held.status, held.revision) == (ReportStatus.RETURNED, 1)


def test_the_acceptance_freezes_the_labs_ratings(signed: AgencyReport, noora: Any, door: Project) -> None:
    entry = reports.entry(signed, door)
    reports.write(noora, signed, entry, {Part.LAB_RATING: "amber", Part.LAB_REASON: "The link."}, may="reports.review")

    reports.accept(noora, signed)

    row = FrozenEntry.objects.get()
    assert (row.rating, row.lab_rating, row.stage) == ("green", "amber", "discovery")
    assert frozen(reports.fresh(signed)).lab_texts[door.pk][Part.LAB_RATING] == "amber"
    assert findings() == []


def test_a_correction_leaves_the_accepted_one_counting(accepted: AgencyReport, noora: Any, maryam: Any) -> None:
    signing.reopen(by=noora, report=accepted, reason="The number of clinics was wrong.")
    held = reports.fresh(accepted)
    assert (held.status, held.revision) == (ReportStatus.RETURNED, 2)
    assert held.accepted is not None
    assert frozen(held).revision == 1


def test_nothing_to_report_is_said_and_signed(quarter: ReportingQuarter, moph: Any, maryam: Any, fatima: Any) -> None:
    held = reports.report(quarter, moph)
    with pytest.raises(ValidationError):
        signing.declare_nil(by=maryam, report=held, reason=" ")
    signing.declare_nil(by=maryam, report=held, reason="No project was with us.")
    reports.sign(fatima, held)
    assert frozen(held).content["nil_because"] == "No project was with us."
    assert frozen(held).content["projects"] == []


def test_a_fallen_rating_and_a_moved_end_are_explained_in_the_next_quarter(
    accepted: AgencyReport, noora: Any, maryam: Any, fatima: Any, moph: Any, door: Project
) -> None:
    last = {"ends_on": "2026-12-31", "trend": [{"quarter": "2026-q2", "rating": "green", "lab_rating": "green"}]}
    texts = {Part.RATING: "amber", Part.ENDS_ON: "2027-01-31"}
    assert {need.part for need in needs_of({"last": last}, texts, Decimal(5))} == {Part.RATING_REASON, Part.END_MOVED}
    same = {Part.RATING: "green", Part.ENDS_ON: "2026-12-31"}
    assert needs_of({"last": last}, same, Decimal(5)) == []
    assert json.loads(accepted.accepted.content)["projects"][0]["project"] == door.pk


# Chasing


def test_late_is_told_by_the_day(quarter: ReportingQuarter, moph: Any, noora: Any) -> None:
    held = reports.report(quarter, moph)
    assert held.is_late == (today() > quarter.due_on)
    until = max(today(), quarter.due_on) + dt.timedelta(days=3)
    quarters.extend(by=noora, report=held, until=until, reason="The officer is ill.")
    assert not reports.fresh(held).is_late
    assert reports.fresh(held).is_extended


def test_an_excused_agency_owes_nothing(quarter: ReportingQuarter, moph: Any, noora: Any, maryam: Any) -> None:
    held = reports.report(quarter, moph)
    quarters.excuse(by=noora, report=held, reason="It was founded in the last week.")
    assert held not in AgencyReport.objects.due_from()
    with pytest.raises(NotAllowed, match="excused"):
        reports.draft(maryam, reports.fresh(held))
