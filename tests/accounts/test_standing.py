"""What a person is today follows the roles that are valid today, from the next request on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from records.clock import today


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
