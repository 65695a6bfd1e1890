"""Lab staff look after people; everybody looks after their own account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import invitations, memberships, people
from accounts.enums import Role
from accounts.models import Membership, Person, SignedInSession
from records.clock import today
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories.accounts import signed_in

PEOPLE = "/en/accounts/people/"


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", [PEOPLE, "/en/accounts/agencies/", "/en/accounts/trail/", "/en/accounts/invitations/"])
def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_fifty(hamad: Any, path: str) -> None:
    client = signed_in(hamad)
    first = accounts.agency(hamad, "A0")
    accounts.person(hamad, "p0@a.example", Role.JUROR, first)
    invitations.invite(by=hamad, email="i0@a.example", role="juror", agency=first, language="en")
    few = queries(client, path)
    for number in range(1, 50):
        agency = accounts.agency(hamad, f"A{number}", parent=first)
        person = accounts.person(hamad, f"p{number}@a.example", Role.JUROR, agency)
        memberships.give_role(by=hamad, person=person, role=Role.LEADER, agency=first)
        invitations.invite(by=hamad, email=f"i{number}@a.example", role="juror", agency=agency, language="en")
    assert queries(client, path) == few == EXPECTED[path]


EXPECTED = {PEOPLE: 8, "/en/accounts/agencies/": 6, "/en/accounts/trail/": 8, "/en/accounts/invitations/": 6}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": "juror", "agency": None}, "agency"),
        ({"role": "juror", "ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"role": "juror"}, ""),
        ({"role": "leader", "agency": None}, ""),
    ],
)
def test_what_no_role_can_be_is_refused_at_every_door(
    hamad: Any, khalid: Any, moph: Any, more: dict[str, Any], field: str
) -> None:
    given = {"agency": moph, **more}
    doors = (
        lambda: memberships.give_role(by=hamad, person=khalid, **given),
        lambda: invitations.invite(by=hamad, email="new@moph.example", language="en", **given),
    )
    for door in doors:
        if field:
            with pytest.raises(ValidationError) as refusal:
                door()
            assert list(refusal.value.message_dict) == [field]
        else:
            assert door().pk


def test_people_are_found_by_any_spelling_role_agency_and_state(
    noora: Any, hamad: Any, maryam: Any, khalid: Any, ali: Any, moph: Any
) -> None:
    client = signed_in(noora)

    def found(**asked: Any) -> set[int]:
        return {person.pk for person in client.get(PEOPLE, asked).context["page"]}

    people.edit_own(by=ali, name_en="Ali Hassan", name_ar="علي أحمد الأنصاري", language="ar", wants_mail=True)
    people.deactivate(by=hamad, person=khalid)
    assert found(q="احمد") == found(q="أحمد") == found(q="انصارى") == {ali.pk}
    assert found(q="maryam@moph.example") == {maryam.pk}
    assert found(agency=moph.pk) == {maryam.pk, ali.pk}
    assert found(agency=moph.pk, role="trainee") == {ali.pk}
    assert found(state="deactivated") == {khalid.pk}
    assert found() == {noora.pk, hamad.pk, maryam.pk, khalid.pk, ali.pk}
    assert found(q="nobody here") == set()


@pytest.mark.parametrize(
    "path", [PEOPLE, "/en/accounts/agencies/", "/en/accounts/trail/", "/en/accounts/invitations/new/"]
)
def test_officers_leaders_and_jurors_find_none_of_it(
    maryam: Any, sheikha: Any, yousef: Any, hamad: Any, path: str
) -> None:
    for who in (maryam, sheikha, yousef):
        assert signed_in(who).get(path).status_code == 404
    assert signed_in(hamad).get(path).status_code == 200
    assert Client().get(path).status_code == 302


def test_a_curator_sees_people_and_gives_no_roles(noora: Any, maryam: Any, moph: Any) -> None:
    client = signed_in(noora)
    page = client.get(f"{PEOPLE}{maryam.pk}/")
    assert b"Only lab administrators can do this." in page.content
    refused = client.post(f"{PEOPLE}{maryam.pk}/roles/", {"role": "leader", "agency": moph.pk})
    assert refused.status_code == 404
    assert maryam.memberships.count() == 1


def test_hamad_gives_and_ends_roles_and_never_his_own(hamad: Any, maryam: Any, moi: Any) -> None:
    client = signed_in(hamad)
    given = client.post(f"{PEOPLE}{maryam.pk}/roles/", {"role": "juror", "agency": moi.pk})
    assert given.status_code == 302
    role = maryam.memberships.get(role=Role.JUROR)
    assert client.post(f"/en/accounts/roles/{role.pk}/end/").status_code == 302
    assert not maryam.memberships.filter(role=Role.JUROR).valid_today().exists()
    own = client.post(f"{PEOPLE}{hamad.pk}/roles/", {"role": "leader", "agency": moi.pk})
    assert own.status_code == 403
    assert b"Nobody can give a role to themselves" in own.content
    assert hamad.memberships.count() == 1


def test_a_role_twice_without_an_agency_or_for_a_past_day_is_refused_in_its_place(
    hamad: Any, maryam: Any, moph: Any
) -> None:
    client = signed_in(hamad)
    address = f"{PEOPLE}{maryam.pk}/roles/"
    twice = client.post(address, {"role": "innovation_officer", "agency": moph.pk})
    assert (twice.status_code, "holds this role there already" in twice.content.decode()) == (422, True)
    homeless = client.post(address, {"role": "juror"})
    assert (homeless.status_code, "Choose the agency" in homeless.content.decode()) == (422, True)
    past = client.post(address, {"role": "juror", "agency": moph.pk, "ends_on": "2020-02-31"})
    assert (past.status_code, "There is no such date" in past.content.decode()) == (422, True)
    assert maryam.memberships.count() == 1
    country = client.post(address, {"role": "leader", "agency": ""})
    assert country.status_code == 302


def test_a_role_that_ended_today_can_be_given_again_today(hamad: Any, maryam: Any, moi: Any) -> None:
    role = memberships.give_role(by=hamad, person=maryam, role=Role.JUROR, agency=moi)
    ended = memberships.end_role(by=hamad, membership=role)
    assert ended.ends_on == today() - dt.timedelta(days=1)
    again = memberships.give_role(by=hamad, person=maryam, role=Role.JUROR, agency=moi)
    assert Membership.objects.valid_today().filter(pk=again.pk).exists()
    with pytest.raises(ValidationError):
        memberships.end_role(by=hamad, membership=ended)


def test_nobody_but_an_administrator_touches_roles(noora: Any, maryam: Any, fatima: Any, moph: Any) -> None:
    for who in (noora, maryam, fatima, None):
        with pytest.raises(NotAllowed):
            memberships.give_role(by=who, person=maryam, role=Role.LEADER, agency=moph)
        with pytest.raises(NotAllowed):
            memberships.end_role(by=who, membership=fatima.memberships.get())


def test_the_first_administrator_is_the_only_one_made_without_an_invitation(hamad: Any) -> None:
    with pytest.raises(ValidationError, match="already"):
        accounts.found_lab()


# One's own account


def test_maryam_changes_her_name_and_language(maryam: Any) -> None:
    client = signed_in(maryam)
    saved = client.post(
        "/en/accounts/me/", {"name_en": "Maryam A.", "name_ar": "مريم", "language": "ar", "wants_mail": "on"}
    )
    assert saved["Location"] == "/ar/accounts/me/"
    assert 'dir="rtl"' in client.get("/ar/accounts/me/").content.decode()
    maryam.refresh_from_db()
    assert (maryam.name_en, maryam.language) == ("Maryam A.", "ar")


@pytest.mark.parametrize("name", ["", "a\u202eb", "x" * 121, "a\x00b"])
def test_a_name_that_hides_something_or_is_too_long_is_told_in_its_place(maryam: Any, name: str) -> None:
    answer = signed_in(maryam).post("/en/accounts/me/", {"name_en": name, "name_ar": "مريم", "language": "en"})
    assert answer.status_code == 422
    assert "name_en" in answer.context["form"].errors
    maryam.refresh_from_db()
    assert maryam.name_en == "Maryam Al-Thani"


def test_maryam_signs_out_elsewhere_and_stays_here(maryam: Any, khalid: Any) -> None:
    here, phone, other = signed_in(maryam), signed_in(maryam), signed_in(khalid)
    assert b"You are signed in at 1 other place." in here.get("/en/accounts/me/").content
    here.post("/en/accounts/me/sessions/end/")
    assert here.get("/en/accounts/me/").status_code == 200
    assert phone.get("/en/accounts/me/").status_code == 302
    assert other.get("/en/accounts/me/").status_code == 200
    assert SignedInSession.objects.filter(person_id=maryam.pk).count() == 1


def test_another_s_page_is_not_there_for_maryam_and_is_for_noora(maryam: Any, noora: Any, khalid: Any) -> None:
    missing = signed_in(maryam).get(f"{PEOPLE}999999/")
    anothers = signed_in(maryam).get(f"{PEOPLE}{khalid.pk}/")
    assert missing.status_code == anothers.status_code == 404
    assert signed_in(noora).get(f"{PEOPLE}{khalid.pk}/").status_code == 200
    assert signed_in(noora).get(f"{PEOPLE}999999/").status_code == 404


def test_mail_of_a_role_reaches_its_holder(hamad: Any, maryam: Any, moi: Any) -> None:
    memberships.give_role(by=hamad, person=maryam, role=Role.JUROR, agency=moi)
    told = Person.objects.get(pk=maryam.pk).notifications.filter(kind="accounts.role_given")
    assert {notice.facts["role"] for notice in told} == {"innovation_officer", "juror"}
