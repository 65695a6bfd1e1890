"""The only way in: a letter with an address that opens once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import invitations
from accounts.enums import Role
from accounts.models import Invitation, Person
from records.actions import outbox
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests import processes
from tests.factories.accounts import PASSWORD, can_sign_in, signed_in

TYPED = {"name_en": "Dana Salem", "name_ar": "دانة سالم", "language": "ar", "password": "nine green lanterns"}


@pytest.fixture
def dana(hamad: Any, moph: Any) -> Invitation:
    """The invitation of Dana, who is to be an officer of the Ministry of Public Health."""
    return invitations.invite(
        by=hamad, email="Dana@MOPH.example", role=Role.INNOVATION_OFFICER, agency=moph, language="ar"
    )


def address_in_the_letter(to: str) -> str:
    outbox.send_what_is_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [to]]
    return re.search(r"http://[^/]+(/\S+)", letter.body)[1]


def test_dana_comes_in_with_the_role_of_her_invitation(dana: Invitation, moph: Any) -> None:
    address = address_in_the_letter("dana@moph.example")
    assert address.startswith("/ar/")
    visitor = Client()
    assert "dana@moph.example" in visitor.get(address).content.decode()
    assert visitor.post(address, TYPED)["Location"] == "/ar/accounts/login/"
    person = Person.objects.get(email="dana@moph.example")
    assert person.standing.has(Role.INNOVATION_OFFICER, moph.pk)
    assert can_sign_in("dana@moph.example", TYPED["password"])
    assert AuditEvent.objects.latest("pk").actor_id == person.pk


def test_the_letter_opens_once(dana: Invitation) -> None:
    address = address_in_the_letter("dana@moph.example")
    assert Client().post(address, TYPED).status_code == 302
    for method in ("get", "post"):
        closed = getattr(Client(), method)(address, TYPED)
        assert closed.status_code == 404
    assert Person.objects.filter(email="dana@moph.example").count() == 1


@pytest.mark.parametrize("fate", ["withdrawn", "expired", "never was"])
def test_a_closed_letter_opens_nothing_and_says_the_same(dana: Invitation, hamad: Any, fate: str) -> None:
    address = address_in_the_letter("dana@moph.example")
    assert Client().get(address).status_code == 200
    if fate == "withdrawn":
        invitations.withdraw(by=hamad, invitation=dana)
    elif fate == "expired":
        Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=14, seconds=1))
    else:
        address = f"/ar/accounts/invitation/{'0' * 40}/"
    for answer in (Client().get(address), Client().post(address, TYPED)):
        assert answer.status_code == 404
        assert b"dana" not in answer.content
    assert not Person.objects.filter(email="dana@moph.example").exists()


def test_the_secret_is_kept_nowhere(dana: Invitation) -> None:
    secret = invitations.secret_of(dana)
    address_in_the_letter("dana@moph.example")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert secret not in str(cursor.fetchall()), table
    assert Client().get(f"/en/accounts/invitation/{dana.secret_hash}/").status_code == 404


def test_somebody_who_is_here_already_signs_in_and_takes_the_role(
    hamad: Any, khalid: Any, moph: Any, maryam: Any
) -> None:
    made = invitations.invite(by=hamad, email=khalid.email.upper(), role=Role.JUROR, agency=moph, language="en")
    address = f"/en/accounts/invitation/{invitations.secret_of(made)}/"
    asked = Client().get(address)
    assert asked["Location"].startswith("/en/accounts/login/?next=")
    # Nobody sets a new name or password on an account by an invitation.
    assert Client().post(address, TYPED)["Location"].startswith("/en/accounts/login/")
    assert can_sign_in(khalid.email, PASSWORD)
    # Another who is signed in does not take it.
    assert signed_in(maryam).post(address).status_code == 403
    assert signed_in(khalid).post(address)["Location"] == "/en/accounts/me/"
    assert Person.objects.get(pk=khalid.pk).standing.has(Role.JUROR, moph.pk)


def test_nobody_invites_themselves_and_only_administrators_invite(hamad: Any, noora: Any, moph: Any) -> None:
    with pytest.raises(NotAllowed, match="themselves"):
        invitations.invite(by=hamad, email="HAMAD@cgb.example", role=Role.LEADER, agency=None, language="ar")
    with pytest.raises(NotAllowed):
        invitations.invite(by=noora, email="x@moph.example", role=Role.JUROR, agency=moph, language="ar")
    invitations.invite(by=hamad, email="x@moph.example", role=Role.JUROR, agency=moph, language="ar")


def test_the_same_invitation_is_not_sent_twice(hamad: Any, dana: Invitation, moph: Any) -> None:
    again = {"email": "dana@moph.example", "agency": moph, "language": "ar"}
    with pytest.raises(ValidationError, match="already"):
        invitations.invite(by=hamad, role=Role.INNOVATION_OFFICER, **again)
    invitations.invite(by=hamad, role=Role.JUROR, **again)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("password", "short", "too short"),
        ("password", "password123", "too common"),
        ("password", "dana@moph.example", "too similar"),
        ("name_ar", "", "cannot stay empty"),
        ("name_en", "a\u202eb", "reading direction"),
        ("language", "fr", "cannot be chosen here"),
    ],
)
def test_what_is_wrong_is_told_in_its_place_and_the_letter_stays_open(
    dana: Invitation, field: str, value: str, words: str
) -> None:
    address = address_in_the_letter("dana@moph.example").replace("/ar/", "/en/")
    answer = Client().post(address, TYPED | {field: value})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert not Person.objects.filter(email="dana@moph.example").exists()
    assert Client().post(address, TYPED).status_code == 302


def test_a_withdrawn_invitation_is_not_mailed(dana: Invitation, hamad: Any) -> None:
    invitations.withdraw(by=hamad, invitation=dana)
    outbox.send_what_is_due()
    assert [letter.to for letter in mail.outbox if letter.to == ["dana@moph.example"]] == []


def test_a_role_for_a_time_ends_by_itself(hamad: Any, moph: Any) -> None:
    until = today() + dt.timedelta(days=5)
    made = invitations.invite(
        by=hamad, email="dana@moph.example", role=Role.JUROR, agency=moph, language="ar", ends_on=until
    )
    person = invitations.accept_as_newcomer(secret=invitations.secret_of(made), **TYPED)
    assert person.memberships.get().ends_on == until


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one_account(dana: Invitation) -> None:
    code = f"""
import time
from accounts.actions import invitations
from django.core.exceptions import ValidationError
time.sleep(max(0, {{start}} - time.time()))
try:
    invitations.accept_as_newcomer(secret={invitations.secret_of(dana)!r}, **{TYPED!r})
    print("in")
except ValidationError:
    print("closed")
"""
    import time

    code = code.replace("{start}", str(time.time() + 5))
    both = [processes.start_python(code) for _ in range(2)]
    assert sorted(processes.finish(process).strip() for process in both) == ["closed", "in"]
    assert Person.objects.filter(email="dana@moph.example").count() == 1
