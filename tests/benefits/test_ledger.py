"""The ledger of one benefit: forecast, claimed, verified; shared so that nothing is counted twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from portfolio.benefits.actions import benefits as actions
from portfolio.benefits.enums import WHOLE, Entry
from portfolio.benefits.models import LedgerEntry, Share
from portfolio.benefits.rollups import roll_up
from portfolio.benefits.shares import divided
from portfolio.projects.models import ProjectState
from records.models import Notification
from records.policy import NotAllowed
from tests.factories import benefits, measures, projects

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


@pytest.fixture
def project(maryam: Any, moph: Any, moi: Any) -> Any:
    return projects.project(maryam, moph, complete=True, partners=[moi])


@pytest.fixture
def benefit(noora: Any, maryam: Any, moph: Any, project: Any) -> Any:
    return benefits.benefit(maryam, project, measures.indicator(noora, moph))


def country(**more: Any) -> dict[str, Decimal]:
    return {row.kind.value: row.value for row in roll_up(ProjectState.objects.on(None), "country", **more)}


def agencies() -> dict[tuple[int, str], Decimal]:
    return {(row.holder, row.kind.value): row.value for row in roll_up(ProjectState.objects.on(None), "agency")}


def test_forecast_claimed_and_verified_are_told_apart(maryam: Any, noora: Any, benefit: Any) -> None:
    assert country() == {}, "nothing told is not zero"
    benefits.forecast(maryam, benefit, "2026-12", "300")
    claim = benefits.claim(maryam, benefit, "2026-10", "120")
    assert country() == {"forecast": 300, "claimed": 120}
    benefits.verify(noora, claim, "90", reason="Thirty hours were counted twice.")
    assert country() == {"forecast": 300, "claimed": 120, "verified": 90}


def test_a_claim_told_anew_replaces_the_first_and_waits_anew(maryam: Any, noora: Any, benefit: Any) -> None:
    first = benefits.claim(maryam, benefit, "2026-10", "120")
    benefits.verify(noora, first, "90")
    second = benefits.claim(maryam, benefit, "2026-10", "100", reason="The double ones are out.")
    assert country() == {"claimed": 100, "verified": 90}, "what the lab found stands until it finds anew"
    benefits.verify(noora, second, "100")
    assert country() == {"claimed": 100, "verified": 100}
    assert LedgerEntry.objects.count() == 4


def test_verification_is_the_labs_and_not_the_claimers(
    hamad: Any, maryam: Any, khalid: Any, noora: Any, fatima: Any, sheikha: Any, moph: Any, benefit: Any
) -> None:
    memberships.give_role(by=hamad, person=noora, role=Role.INNOVATION_OFFICER, agency=moph)
    own = benefits.claim(Person.objects.get(pk=noora.pk), benefit, "2026-09", "10")
    with pytest.raises(NotAllowed, match="Who claimed a benefit does not verify it"):
        benefits.verify(Person.objects.get(pk=noora.pk), own)
    for person in (maryam, khalid, fatima, sheikha):
        with pytest.raises(NotAllowed):
            benefits.verify(person, own)
    assert benefits.verify(hamad, own).value == 10
    with pytest.raises(NotAllowed, match="it has been verified"):
        benefits.verify(hamad, own)


@pytest.mark.parametrize(
    ("claimed", "found", "is_refused"),
    [("120", "121", True), ("120", "-1", True), ("120", "0", False), ("120", "120", False), ("-5", "1", True)],
)
def test_the_lab_verifies_at_most_what_was_claimed(
    maryam: Any, noora: Any, benefit: Any, claimed: str, found: str, is_refused: bool
) -> None:
    claim = benefits.claim(maryam, benefit, "2026-10", claimed)
    if not is_refused:
        assert benefits.verify(noora, claim, found).value == Decimal(found)
        return
    with pytest.raises(ValidationError) as refusal:
        benefits.verify(noora, claim, found)
    assert "More than was claimed cannot be verified" in refusal.value.message_dict["value"][0]


def test_what_cannot_be_told_is_refused(maryam: Any, benefit: Any) -> None:
    for tell, month, value, more, field in (
        (benefits.claim, "2026-11", "5", {}, "period_on"),
        (benefits.claim, "2026-10", "5", {"reason": " "}, "reason"),
        (benefits.claim, "2026-10", "5.5", {}, "value"),
        (benefits.claim, "2026-10", "5", {"happened_on": dt.date(2026, 11, 22)}, "happened_on"),
        (benefits.claim, "2026-10", "5", {"link": "javascript:alert(1)"}, "link"),
        (benefits.forecast, "2026-12", "0", {}, "value"),
    ):
        with pytest.raises(ValidationError) as refusal:
            tell(maryam, benefit, month, value, **more)
        assert list(refusal.value.message_dict) == [field]
    assert not LedgerEntry.objects.exists()
    assert benefits.claim(maryam, benefit, "2026-10", "0").value == 0, "that nothing was reached can be said"


def test_who_claims_is_inside_the_project(
    maryam: Any, khalid: Any, ali: Any, yousef: Any, noora: Any, benefit: Any
) -> None:
    for person in (ali, yousef, noora):
        with pytest.raises(NotAllowed):
            benefits.claim(person, benefit, "2026-10", "5")
    benefits.claim(maryam, benefit, "2026-10", "5")
    benefits.claim(khalid, benefit, "2026-09", "5")


def test_a_stopped_project_claims_nothing_and_is_still_verified(maryam: Any, noora: Any, benefit: Any) -> None:
    claim = benefits.claim(maryam, benefit, "2026-10", "5")
    projects.move(noora, benefit.project, "stopped")
    with pytest.raises(NotAllowed, match="This project has ended"):
        benefits.claim(maryam, type(benefit).objects.get(), "2026-09", "5")
    assert benefits.verify(noora, claim).value == 5


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {"MOPH": 6000, "MOI": 5000},
            "The shares come to 110 %. Together they are 100 %, so that nothing is counted twice: take 10 % away.",
        ),
        (
            {"MOPH": 6000, "MOI": 3999},
            "The shares come to 99.99 %. Together they are 100 %: 0.01 % is nobody's yet.",
        ),
        ({"MOPH": 11000, "MOI": -1000}, "A share is 0 % or more."),
        ({"MOPH": 5000, "CGB": 5000}, "Only agencies that lead the project or are its partners share in it."),
    ],
)
def test_shares_that_are_not_the_whole_are_refused(
    maryam: Any, cgb: Any, benefit: Any, parts: dict[str, int], sentence: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        benefits.share(maryam, benefit, **parts)
    assert refusal.value.message_dict == {"shares": [sentence]}
    assert not Share.objects.exists()
    benefits.share(maryam, benefit, MOPH=6667, MOI=3333)
    assert sum(Share.objects.values_list("hundredths", flat=True)) == WHOLE


def test_a_shared_benefit_is_counted_once(maryam: Any, moph: Any, moi: Any, benefit: Any) -> None:
    benefits.claim(maryam, benefit, "2026-10", "100")
    benefits.claim(maryam, benefit, "2026-09", "1")
    assert agencies() == {(moph.pk, "claimed"): 101}, "the lead agency's alone"
    benefits.share(maryam, benefit, MOPH=3333, MOI=6667)
    assert agencies() == {(moph.pk, "claimed"): 33, (moi.pk, "claimed"): 68}
    assert country() == {"claimed": 101}


def test_a_past_day_has_the_figures_and_the_shares_of_its_time(
    maryam: Any, noora: Any, moph: Any, benefit: Any
) -> None:
    first = benefits.claim(maryam, benefit, "2026-08", "10", happened_on=dt.date(2026, 9, 5))
    benefits.verify(noora, first, "8", happened_on=dt.date(2026, 9, 20))
    benefits.claim(maryam, benefit, "2026-08", "12", happened_on=dt.date(2026, 10, 5))
    with pytest.raises(ValidationError, match="Something newer stands in the ledger"):
        benefits.claim(maryam, benefit, "2026-08", "13", happened_on=dt.date(2026, 10, 4))
    assert country(day=dt.date(2026, 9, 4)) == {}
    assert country(day=dt.date(2026, 9, 19)) == {"claimed": 10}
    assert country(day=dt.date(2026, 10, 4)) == {"claimed": 10, "verified": 8}
    assert country() == {"claimed": 12, "verified": 8}
    benefits.share(maryam, benefit, MOI=WHOLE)
    past = roll_up(ProjectState.objects.on(None), "agency", day=dt.date(2026, 11, 20))
    assert {row.holder for row in past} == {moph.pk}
    with pytest.raises(ValidationError, match="not before the last change"):
        actions.share(
            by=maryam, benefit=benefit, hundredths={moph: WHOLE}, reason="As before.", happened_on=dt.date(2026, 11, 1)
        )


@pytest.mark.parametrize(
    ("aggregation", "expected", "of_agency"),
    [
        ("sum", 60, (30, 30)),
        ("latest", 30, (15, 15)),
        ("mean", 20, (20, 20)),
        ("max", 30, (30, 30)),
        ("min", 10, (10, 10)),
    ],
)
def test_values_become_one_as_their_indicator_says(
    maryam: Any, noora: Any, moph: Any, moi: Any, project: Any, aggregation: str, expected: int, of_agency: Any
) -> None:
    made = benefits.benefit(maryam, project, measures.indicator(noora, moph, aggregation=aggregation))
    for month, value in (("2026-08", "10"), ("2026-09", "20"), ("2026-10", "30")):
        benefits.claim(maryam, made, month, value)
    benefits.share(maryam, made, MOPH=5000, MOI=5000)
    assert country() == {"claimed": expected}
    shared = agencies()
    assert (shared[(moph.pk, "claimed")], shared[(moi.pk, "claimed")]) == of_agency


def test_values_of_different_indicators_never_meet(maryam: Any, noora: Any, moph: Any, project: Any) -> None:
    hours, visits = measures.indicator(noora, moph), measures.indicator(noora, moph, unit_en="visits")
    for indicator, value in ((hours, "10"), (visits, "7")):
        benefits.claim(maryam, benefits.benefit(maryam, project, indicator), "2026-10", value)
    rows = roll_up(ProjectState.objects.on(None), "country")
    assert {(row.indicator, row.value) for row in rows} == {(hours.pk, Decimal(10)), (visits.pk, Decimal(7))}


def test_objectives_get_their_weight_and_what_serves_none_is_shown(maryam: Any, noora: Any, moph: Any) -> None:
    first, second = projects.objective("first"), projects.objective("second")
    aligned = projects.project(maryam, moph, objectives={first: 70, second: 30})
    indicator = measures.indicator(noora, moph)
    for project, value in ((aligned, "101"), (projects.project(maryam, moph), "9")):
        benefits.claim(maryam, benefits.benefit(maryam, project, indicator), "2026-10", value)
    rows = roll_up(ProjectState.objects.on(None), "objective")
    assert {row.holder: row.value for row in rows} == {first.pk: 71, second.pk: 30, 0: 9}
    assert country() == {"claimed": 110}


def test_a_benefit_is_promised_once_and_in_both_languages(maryam: Any, khalid: Any, benefit: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        benefits.benefit(maryam, benefit.project, benefit.indicator, gain_ar=" ")
    assert set(refusal.value.message_dict) == {"gain_ar", "indicator"}
    with pytest.raises(NotAllowed):
        benefits.benefit(khalid, benefit.project, benefit.indicator)


def test_the_lab_hears_of_a_claim_and_the_claimer_of_the_finding(
    maryam: Any, noora: Any, hamad: Any, benefit: Any
) -> None:
    claim = benefits.claim(maryam, benefit, "2026-10", "5")
    told = Notification.objects.filter(kind="benefits.claimed").values_list("person", flat=True)
    assert set(told) == {noora.pk, hamad.pk}
    benefits.verify(noora, claim)
    assert Notification.objects.get(kind="benefits.verified").person_id == maryam.pk


@pytest.mark.parametrize("table", ["benefits_ledgerentry", "benefits_share", "benefits_sharing"])
def test_the_ledger_is_only_ever_added_to(maryam: Any, benefit: Any, table: str) -> None:
    benefits.claim(maryam, benefit, "2026-10", "5")
    benefits.share(maryam, benefit, MOPH=WHOLE)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Another's load on the machine is no fault of the numbers.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.integers(-(10**14) + 1, 10**14 - 1),
    st.lists(st.integers(1, WHOLE), min_size=1, max_size=12).map(
        lambda cuts: sorted({*(cut for cut in cuts if cut < WHOLE), WHOLE})
    ),
)
def test_parts_come_to_the_whole_and_are_off_by_less_than_one_step(units: int, cuts: list[int]) -> None:
    shares = {number: cut - before for number, (cut, before) in enumerate(zip(cuts, [0, *cuts[:-1]], strict=True))}
    parts = divided(units, shares)
    assert sum(parts.values()) == units
    assert all(abs(parts[holder] * WHOLE - units * share) < WHOLE for holder, share in shares.items())


def test_the_kinds_are_three() -> None:
    assert Entry.values == ["forecast", "claimed", "verified"]
