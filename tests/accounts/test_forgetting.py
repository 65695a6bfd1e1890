"""Maryam asks to be forgotten: nothing of hers is left in the whole database, and nothing that stood on it breaks."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.users.models import UserProfile

from accounts.actions import invitations
from accounts.actions.forgetting import forget_person
from accounts.models import Person, SignedInSession
from records.actions import audit, files, notices
from records.models import AuditEvent, Job, Notification
from records.policy import NotAllowed
from records.search_words import words_of
from tests.factories.accounts import PASSWORD, can_sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def whole_database() -> dict[str, str]:
    """Every value of every table, as text, sessions opened."""
    dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump[table] = "\n".join(str(value) for row in cursor.fetchall() for value in row)
    dump["sessions, opened"] = "\n".join(str(session.get_decoded()) for session in SignedInSession.objects.all())
    return dump


def traces_of(person: Person, dump: dict[str, str]) -> dict[str, list[str]]:
    values = [person.email, person.name_en, person.name_ar]
    sought = {spelling for value in values for spelling in (value, json.dumps(value)[1:-1], words_of(value))}
    sought.add(SECRET)
    found = {table: [s for s in sought if s.casefold() in text.casefold()] for table, text in dump.items()}
    return {table: spellings for table, spellings in found.items() if spellings}


@pytest.fixture
def maryam_everywhere(maryam: Any, hamad: Any, noora: Any, moph: Any, client_of: Any) -> Person:
    """Maryam has left a trace in every place that knows of people."""
    TOTP.activate(maryam, SECRET)
    RecoveryCodes.activate(maryam)
    EmailAddress.objects.create(user=maryam, email=maryam.email, verified=True, primary=True)
    client_of(maryam)
    begun = client_of(None)
    begun.post("/en/accounts/login/", {"login": maryam.email, "password": PASSWORD})
    UserProfile.objects.create(user=maryam, avatar=ContentFile(b"picture", "maryam.png"))
    invitations.invite(by=hamad, email=maryam.email, role="juror", agency=moph, language="ar")
    notices.tell([maryam], kind="accounts.role_given", facts={"role": "juror", "agency": moph.pk})
    notices.tell([noora], kind="accounts.role_given", facts={"role": "juror", "agency": moph.pk, "by": maryam.name_en})
    Job.objects.create(kind="x", asked_by=maryam, outcome={"asked for by": maryam.name_ar, "mail": maryam.email})
    files.keep(
        by=maryam,
        content=ContentFile(b"figures"),
        name=f"report of {maryam.name_en}.csv",
        content_type="text/csv",
        belongs_to="job",
        owner_id=1,
    )
    page = Page.objects.order_by("depth").first()
    page.title = f"The thoughts of {maryam.name_en}"
    page.save_revision(user=maryam)
    log(instance=page, action="wagtail.edit", user=maryam, title=f"{maryam.name_en} <{maryam.email}>")
    audit.record(by=maryam, action="test.wrote", target=maryam, after={"note": f"said {maryam.name_ar}"})
    return maryam


def test_nothing_personal_is_left_in_the_whole_database(maryam_everywhere: Person, hamad: Any) -> None:
    maryam = maryam_everywhere
    before = traces_of(maryam, whole_database())
    # The control: the search does find her, in all the places that she was put in.
    assert {
        "accounts_person",
        "accounts_invitation",
        "account_emailaddress",
        "records_notification",
        "records_job",
        "records_privatefile",
        "records_auditevent",
        "wagtailcore_revision",
        "wagtailcore_pagelogentry",
        "sessions, opened",
    } <= set(before)
    # The secrets of her second factors are sealed, so that no search finds them; the rows themselves have to go.
    assert Authenticator.objects.filter(user=maryam).count() == 2

    forget_person(by=hamad, person=maryam)

    assert not Authenticator.objects.filter(user=maryam).exists()
    assert traces_of(maryam, whole_database()) == {}
    assert not can_sign_in(maryam.email)


def test_history_stands_and_names_nobody(maryam_everywhere: Person, hamad: Any, client_of: Any) -> None:
    written = AuditEvent.objects.filter(actor=maryam_everywhere).count()
    forget_person(by=hamad, person=maryam_everywhere)
    assert AuditEvent.objects.filter(actor=maryam_everywhere).count() == written > 0
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id) == ("accounts.forget_person", hamad.pk)
    shown = client_of(hamad).get("/en/accounts/trail/", {"action": "test.wrote"})
    assert shown.status_code == 200
    assert b"Former member" in shown.content


def test_the_trail_is_as_closed_as_before(maryam_everywhere: Person, hamad: Any) -> None:
    forget_person(by=hamad, person=maryam_everywhere)
    event = AuditEvent.objects.earliest("pk")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_auditevent SET action = 'changed' WHERE id = %s", [event.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_auditevent WHERE id = %s", [event.pk])


def test_other_people_keep_their_names(maryam_everywhere: Person, khalid: Any, noora: Any, hamad: Any) -> None:
    forget_person(by=hamad, person=maryam_everywhere)
    assert Person.objects.get(pk=khalid.pk).name_en == khalid.name_en
    assert Notification.objects.filter(person=noora).exists()
    assert can_sign_in(khalid.email)


def test_only_an_administrator_forgets_and_never_herself(maryam: Any, noora: Any, hamad: Any) -> None:
    for asker in (noora, maryam):
        with pytest.raises(NotAllowed):
            forget_person(by=asker, person=maryam)
    with pytest.raises(NotAllowed):
        forget_person(by=hamad, person=hamad)
    forget_person(by=hamad, person=maryam)
    with pytest.raises(ValidationError):
        forget_person(by=hamad, person=maryam)


def test_the_command(maryam: Any, noora: Any, hamad: Any) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        call_command("forget_person", "nobody@example.com")
    with pytest.raises(CommandError):
        call_command("forget_person", maryam.email, by=noora.email)
    said = StringIO()
    call_command("forget_person", maryam.email, by=hamad.email, stdout=said)
    assert f"Person {maryam.pk} is forgotten" in said.getvalue()
    assert Person.objects.get(pk=maryam.pk).forgotten_at
