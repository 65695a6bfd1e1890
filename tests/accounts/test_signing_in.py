"""The door: who comes in, who is slowed down, and what a stranger can learn at it (nothing)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.actions import memberships, people
from accounts.enums import Role
from accounts.models import Person, SignedInSession
from records.actions import outbox
from records.models import AuditEvent
from tests import processes
from tests.factories.accounts import PASSWORD, signed_in
from tests.web.posts.accounts import SECRET, code_of_now

LOGIN = "/en/accounts/login/"


def try_password(client: Client, email: str, password: str, **more: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def words(response: Any) -> str:
    """A page without what differs on every answer."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", response.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


def test_maryam_signs_in_and_lands_in_her_own_language(maryam: Any) -> None:
    people.edit_own(by=maryam, name_en="Maryam", name_ar="مريم", language="ar", wants_mail=True)
    response = try_password(Client(), "MARYAM@moph.example", PASSWORD)
    assert response["Location"].startswith("/ar/")


def test_known_and_unknown_accounts_look_alike(maryam: Any, khalid: Any, hamad: Any) -> None:
    people.deactivate(by=hamad, person=khalid)
    known = try_password(Client(), maryam.email, "wrong password")
    unknown = try_password(Client(), "nobody@moph.example", "wrong password")
    inactive = try_password(Client(), khalid.email, "wrong password")
    assert known.status_code == unknown.status_code == inactive.status_code == 200
    assert words(known) == words(unknown) == words(inactive)
    assert "do not belong together" in words(known)


def test_asking_for_a_password_looks_alike_too_and_writes_to_one_of_them(
    maryam: Any, django_capture_on_commit_callbacks: Any
) -> None:
    answers = []
    for email in (maryam.email, "nobody@moph.example"):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(Client().post("/en/accounts/password/reset/", {"email": email}, follow=True))
    assert words(answers[0]) == words(answers[1])
    outbox.send_what_is_due()
    assert [letter.to for letter in mail.outbox if letter.subject == "Choose a new password"] == [[maryam.email]]


def test_the_letter_s_address_sets_a_new_password_once(maryam: Any) -> None:
    Client().post("/en/accounts/password/reset/", {"email": maryam.email})
    outbox.send_what_is_due()
    [letter] = [letter for letter in mail.outbox if letter.subject == "Choose a new password"]
    address = re.search(r"http://[^/]+(/\S+)", letter.body)[1]
    visitor = Client()
    form = visitor.get(address, follow=True)
    place = form.redirect_chain[-1][0]
    fresh = {"password1": "nine green lanterns", "password2": "nine green lanterns"}
    assert visitor.post(place, fresh).status_code == 302
    assert try_password(Client(), maryam.email, "nine green lanterns").status_code == 302
    assert try_password(Client(), maryam.email, PASSWORD).status_code == 200
    assert b"opens nothing any more" in Client().get(address, follow=True).content


def test_an_account_is_shut_for_a_while_after_five_wrong_passwords(maryam: Any, khalid: Any) -> None:
    for _ in range(5):
        assert b"do not belong together" in try_password(Client(), maryam.email, "wrong").content
    assert b"Too many attempts" in try_password(Client(), maryam.email, PASSWORD).content
    # The allowed twin: another account, from the same place.
    assert try_password(Client(), khalid.email, PASSWORD).status_code == 302


def test_an_unknown_account_is_shut_just_the_same(db: None) -> None:
    for _ in range(5):
        try_password(Client(), "nobody@moph.example", "wrong")
    assert b"Too many attempts" in try_password(Client(), "nobody@moph.example", "wrong").content


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"])
def test_a_forged_address_does_not_help(maryam: Any, header: str) -> None:
    """Ten wrong passwords a minute from one place, whatever the sender says where that is."""
    for number in range(10):
        try_password(Client(), f"guess{number}@moph.example", "wrong", headers={header: f"10.0.0.{number}"})
    shut = try_password(Client(), maryam.email, PASSWORD, headers={header: "10.0.0.99"})
    assert b"Too many attempts" in shut.content
    # The allowed twin: from another place indeed.
    assert try_password(Client(REMOTE_ADDR="10.9.9.9"), maryam.email, PASSWORD).status_code == 302


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together(maryam: Any) -> None:
    """Attempts at one web process are known to the other (the control: a cache of its own knows nothing of them)."""
    code = f"""
from django.test import Client
for number in range(5):
    Client(SERVER_NAME="localhost").post({LOGIN!r}, {{"login": {maryam.email!r}, "password": "wrong"}})
"""
    own_cache = "from django.conf import settings; settings.CACHES['default'] = "
    own_cache += "{'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}\n"
    processes.finish(processes.start_python(own_cache + code))
    assert try_password(Client(), maryam.email, PASSWORD).status_code == 302
    processes.finish(processes.start_python(code))
    assert b"Too many attempts" in try_password(Client(), maryam.email, PASSWORD).content


def test_nobody_signs_up(db: None) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)("/en/accounts/signup/", {"email": "a@b.example", "password1": PASSWORD})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_no_way_on_to_another_site(maryam: Any, onward: str) -> None:
    response = Client().post(f"{LOGIN}?next={onward}", {"login": maryam.email, "password": PASSWORD, "next": onward})
    assert response.status_code == 302
    assert response["Location"].startswith("/en/")


def test_the_way_on_within_the_site_is_kept(maryam: Any) -> None:
    page = Client().get("/en/accounts/me/")
    assert page["Location"] == f"{LOGIN}?next=/en/accounts/me/"
    response = Client().post(
        page["Location"], {"login": maryam.email, "password": PASSWORD, "next": "/en/accounts/me/"}
    )
    assert response["Location"] == "/en/accounts/me/"


def test_another_host_name_of_the_same_server_opens_no_new_count(maryam: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "masar.example"]
    for _ in range(5):
        try_password(Client(), maryam.email, "wrong")
    assert b"Too many attempts" in try_password(Client(SERVER_NAME="masar.example"), maryam.email, PASSWORD).content


# The second factor


def test_fatima_sets_up_her_second_factor_before_anything_else(fatima: Any) -> None:
    client = Client()
    try_password(client, fatima.email, PASSWORD)
    assert client.get("/en/accounts/me/")["Location"] == "/en/accounts/2fa/totp/activate/"
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    assert client.post("/en/accounts/2fa/totp/activate/", {"code": code_of_now()}).status_code == 302


def test_maryam_needs_none(maryam: Any) -> None:
    client = Client()
    try_password(client, maryam.email, PASSWORD)
    assert client.get("/en/accounts/me/").status_code == 200


def test_a_password_alone_does_not_pass_the_second_step(fatima: Any) -> None:
    TOTP.activate(fatima, SECRET)
    client = Client()
    assert try_password(client, fatima.email, PASSWORD)["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert client.get("/en/accounts/me/").status_code == 302
    assert client.post("/en/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/en/accounts/2fa/authenticate/", {"code": code_of_now()}).status_code == 302
    assert client.get("/en/accounts/me/").status_code == 200


def test_a_wrong_code_is_said_at_its_field_in_the_same_words(fatima: Any) -> None:
    client = signed_in(fatima, second_factor=False)
    page = client.post("/ar/accounts/2fa/totp/activate/", {"code": "000000"})
    said = list(page.context["form"].errors["code"])
    assert said == ["هذا الرمز غير صحيح. اكتب الرمز المعروض الآن."]
    assert f"الرمز: {said[0]}" in page.content.decode()


@pytest.mark.parametrize(("name", "refused"), [("my\u202ephone", True), ("x" * 101, True), ("my phone", False)])
def test_the_name_of_a_new_passkey_is_held_to_the_rules_of_every_name(fatima: Any, name: str, refused: bool) -> None:
    client = signed_in(fatima)
    page = client.post("/en/accounts/2fa/webauthn/add/", {"name": name, "credential": '{"id": "x"}'})
    assert ("name" in page.context["form"].errors) is refused
    # Not told of the device what is wrong with the name alone.
    assert ("__all__" in page.context["form"].errors) is not refused
    assert (b'id="id_name_error"' in page.content) is refused


def answer_of_a_device(**response: str) -> str:
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response})


CLIENT_DATA = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9yaWdpbiI6Imh0dHA6Ly94In0"


@pytest.mark.parametrize(
    "answer",
    [
        "5",
        "[1]",
        '"x"',
        "{",
        '{"id": "x"}',
        '{"response": 5}',
        '{"response": {"userHandle": "////"}}',
        answer_of_a_device(),
        answer_of_a_device(clientDataJSON="%%%", attestationObject="AA", authenticatorData="AA", signature="AA"),
        answer_of_a_device(
            clientDataJSON=CLIENT_DATA,
            attestationObject="o2Nm",
            authenticatorData="AA",
            signature="AA",
            userHandle="MQ",
        ),
        answer_of_a_device(
            clientDataJSON=CLIENT_DATA, attestationObject="oWNmbXRkbm9uZQ", authenticatorData="A" * 60, signature="AA"
        ),
    ],
)
def test_a_damaged_answer_of_a_device_is_a_wrong_one(fatima: Any, answer: str) -> None:
    inside, outside = signed_in(fatima), Client()
    inside.get("/en/accounts/2fa/webauthn/add/")
    outside.get("/en/accounts/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    added = inside.post("/en/accounts/2fa/webauthn/add/", {"name": "phone", "credential": answer})
    let_in = outside.post("/en/accounts/2fa/webauthn/login/", {"credential": answer})
    assert added.status_code == 200
    assert added.context["form"].errors
    assert let_in.status_code in (200, 302)
    assert "_auth_user_id" not in outside.session
    assert not Authenticator.objects.filter(user=fatima, type=Authenticator.Type.WEBAUTHN).exists()


def test_a_session_from_before_has_to_give_it(fatima: Any) -> None:
    """The factor is hers, and yet this session was opened by a password alone: it is asked, not let through."""
    old = signed_in(fatima, second_factor=False)
    TOTP.activate(fatima, SECRET)
    asked = old.get("/en/accounts/me/")
    assert asked["Location"] == "/en/accounts/2fa/reauthenticate/?next=%2Fen%2Faccounts%2Fme%2F"
    old.post(asked["Location"], {"code": code_of_now(), "next": "/en/accounts/me/"})
    assert old.get("/en/accounts/me/").status_code == 200


def test_a_password_alone_does_not_take_the_factor_away(fatima: Any) -> None:
    old = signed_in(fatima, second_factor=False)
    TOTP.activate(fatima, SECRET)
    for path in ("totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/add/"):
        answer = old.post(f"/en/accounts/2fa/{path}")
        assert answer["Location"] == "/en/accounts/2fa/reauthenticate/", path
    assert Authenticator.objects.filter(user=fatima).count() == 1
    # The allowed twin: with the factor given.
    old.post("/en/accounts/2fa/reauthenticate/", {"code": code_of_now()})
    assert old.post("/en/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=fatima).exists()


def test_who_takes_her_last_factor_away_has_given_none(fatima: Any) -> None:
    client = signed_in(fatima)
    TOTP.activate(fatima, SECRET)
    assert client.get("/en/accounts/me/").status_code == 200
    client.post("/en/accounts/2fa/reauthenticate/", {"code": code_of_now()})
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=fatima).exists()
    assert client.get("/en/accounts/me/")["Location"] == "/en/accounts/2fa/totp/activate/"


def test_who_takes_one_of_two_factors_away_goes_on(fatima: Any) -> None:
    client = signed_in(fatima)
    TOTP.activate(fatima, SECRET)
    Authenticator.objects.create(user=fatima, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    client.post("/en/accounts/2fa/reauthenticate/", {"code": code_of_now()})
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=fatima).count() == 1
    assert client.get("/en/accounts/me/").status_code == 200


def test_the_secret_of_a_code_is_sealed_and_opens_with_an_earlier_key(fatima: Any, settings: Any) -> None:
    wrapped = TOTP.activate(fatima, SECRET)
    kept = Authenticator.objects.get(user=fatima)
    assert SECRET not in str(kept.data)
    assert wrapped.validate_code(code_of_now())
    # A code counts once; that it was used is forgotten here.
    cache.clear()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer key", [settings.SECRET_KEY]
    assert kept.wrap().validate_code(code_of_now())
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValidationError):
        kept.wrap().validate_code(code_of_now())
    cache.clear()
    # From before secrets were sealed.
    kept.data["secret"] = SECRET
    assert kept.wrap().validate_code(code_of_now())


def test_the_editor_has_no_door_of_its_own(noora: Any, maryam: Any) -> None:
    visitor = Client()
    assert visitor.get("/editor/")["Location"] == f"{LOGIN}?next=/editor/"
    assert visitor.get("/editor/login/")["Location"] == f"{LOGIN}?next=/editor/"
    tried = visitor.post("/editor/login/", {"username": noora.email, "password": PASSWORD})
    assert tried["Location"].startswith(LOGIN)
    assert SignedInSession.objects.count() == 0
    assert signed_in(noora, second_factor=False).get("/editor/")["Location"] == "/en/accounts/2fa/totp/activate/"
    assert signed_in(noora).get("/editor/").status_code == 200
    assert signed_in(maryam).get("/editor/").status_code == 404


# From the next request


def test_a_deactivated_person_is_out_at_the_next_request(maryam: Any, hamad: Any) -> None:
    client = signed_in(maryam)
    assert client.get("/en/accounts/me/").status_code == 200
    people.deactivate(by=hamad, person=maryam)
    assert client.get("/en/accounts/me/").status_code == 302
    assert try_password(Client(), maryam.email, PASSWORD)["Location"] == "/en/accounts/inactive/"
    people.reactivate(by=hamad, person=maryam)
    assert try_password(Client(), maryam.email, PASSWORD).status_code == 302


def test_a_role_counts_and_ends_from_the_next_request(khalid: Any, hamad: Any, cgb: Any) -> None:
    client = signed_in(khalid)
    assert client.get("/en/accounts/agencies/").status_code == 404
    role = memberships.give_role(by=hamad, person=khalid, role=Role.LAB_CURATOR, agency=cgb)
    client = signed_in(Person.objects.get(pk=khalid.pk))
    assert client.get("/en/accounts/agencies/").status_code == 200
    memberships.end_role(by=hamad, membership=role)
    assert client.get("/en/accounts/agencies/").status_code == 404


def test_the_demo_password_opens_nothing_outside_of_the_demo(hamad: Any, settings: Any) -> None:
    visitor = people.register(
        by=hamad, email="demo@moph.example", name_en="Demo", name_ar="عرض", password=PASSWORD, is_demo=True
    )
    assert try_password(Client(), visitor.email, PASSWORD)["Location"] == "/en/accounts/inactive/"
    settings.DEMO = True
    assert try_password(Client(), visitor.email, PASSWORD)["Location"].startswith("/ar/")


def test_demo_accounts_are_listed_in_the_demo_alone(hamad: Any, moph: Any, settings: Any) -> None:
    demo = people.register(
        by=hamad, email="demo@moph.example", name_en="Dana Demo", name_ar="دانة", password=PASSWORD, is_demo=True
    )
    memberships.give_role(by=hamad, person=demo, role=Role.JUROR, agency=moph)
    assert b"Dana Demo" not in Client().get(LOGIN).content
    settings.DEMO, settings.DEMO_PASSWORD = True, PASSWORD
    page = Client().get(LOGIN).content.decode()
    assert "Dana Demo" in page
    assert "Juror" in page
    assert "Ministry of Public Health" in page


def test_signed_in_pages_stay_on_no_shared_machine(maryam: Any) -> None:
    client = signed_in(maryam)
    for path in ("/en/accounts/me/", "/en/accounts/nowhere/", "/en/accounts/people/"):
        assert client.get(path)["Cache-Control"] == "no-store, private"
    assert "no-store" not in Client().get("/en/accounts/inactive/").get("Cache-Control", "")


def test_failed_attempts_are_in_the_trail_without_what_was_typed(maryam: Any) -> None:
    try_password(Client(), maryam.email, "my secret guess")
    try_password(Client(), "stranger@evil.example", "my secret guess")
    for event, target in zip(AuditEvent.objects.order_by("-pk")[:2], ["", str(maryam.pk)], strict=True):
        assert event.action == "accounts.sign_in_failed"
        assert event.target_id == target
        assert event.before is event.after is None
