"""What a person is today follows the roles that are valid today, from the next request on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.actions import forgetting, memberships, people
from accounts.enums import Role
from accounts.models import Membership, Person
from records.clock import today
from records.policy import NotAllowed


def again(person: Any) -> Person:
    return Person.objects.get(pk=person.pk)


def test_maryam_is_inside_her_own_ministry_alone(maryam: Any, moph: Any, moi: Any) -> None:
    assert maryam.standing.inside_agencies == {moph.pk}
    assert not maryam.standing.sees_country
    assert not maryam.standing.needs_second_factor


def test_sheikha_sees_the_country_and_a_leader_of_one_agency_does_not(
    sheikha: Any, khalid: Any, hamad: Any, moi: Any
) -> None:
    memberships.give_role(by=hamad, person=khalid, role=Role.LEADER, agency=moi)
    assert sheikha.standing.sees_country
    assert not again(khalid).standing.sees_country


def test_a_role_counts_on_its_last_day_and_not_on_the_next(hamad: Any, khalid: Any, moph: Any) -> None:
    until = today() + dt.timedelta(days=3)
    memberships.give_role(by=hamad, person=khalid, role=Role.AGENCY_LEAD, agency=moph, ends_on=until)
    standing_on = type(khalid.standing).of
    assert standing_on(khalid, until).has(Role.AGENCY_LEAD, moph.pk)
    assert not standing_on(khalid, until + dt.timedelta(days=1)).has(Role.AGENCY_LEAD, moph.pk)


def test_leads_and_lab_staff_need_a_second_factor(fatima: Any, noora: Any, hamad: Any, ali: Any, yousef: Any) -> None:
    assert all(who.standing.needs_second_factor for who in (fatima, noora, hamad))
    assert not any(who.standing.needs_second_factor for who in (ali, yousef))


@pytest.mark.parametrize("way", ["deactivate", "end_role", "forget_person"])
def test_of_two_administrators_who_put_each_other_out_one_stays(hamad: Any, khalid: Any, cgb: Any, way: str) -> None:
    memberships.give_role(by=hamad, person=khalid, role=Role.LAB_ADMINISTRATOR, agency=cgb)
    # Each was let in before the other had written anything.
    hamad, khalid = again(hamad), again(khalid)
    assert hamad.standing.is_lab_administrator and khalid.standing.is_lab_administrator

    put_out(khalid, hamad, way)
    with pytest.raises(NotAllowed):
        put_out(hamad, khalid, way)
    assert again(khalid).standing.is_lab_administrator
    assert not again(hamad).standing.is_lab_administrator


def put_out(by: Person, other: Person, way: str) -> None:
    if way == "deactivate":
        people.deactivate(by=by, person=other)
    elif way == "forget_person":
        forgetting.forget_person(by=by, person=other)
    else:
        held = Membership.objects.valid_on(today()).get(person=other, role=Role.LAB_ADMINISTRATOR)
        memberships.end_role(by=by, membership=held)
