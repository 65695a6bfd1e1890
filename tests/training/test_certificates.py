"""What a certificate proves to a stranger, and what it does not."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import jwt
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from records.clock import today
from records.models import Notification
from tests.factories import training as made
from tests.imports.tables import bring_in
from tests.records.test_documents import unpacked
from training import badges
from training.actions import certificates
from training.models import Certificate

pytestmark = pytest.mark.django_db
OWN, LISTED = 5, 8


@pytest.fixture
def certificate(noora: Any, ali: Any) -> Certificate:
    course = made.course(noora, title_en="Asking well", validity_months=12)
    return made.completion(noora, ali, course, today()).certificate


def verified(client_of: Any, certificate: Certificate) -> str:
    answer = client_of(None).get(reverse("training_verify:certificate", args=[certificate.code]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def pasted(client_of: Any, text: str) -> Any:
    return client_of(None).post(reverse("training_verify:text"), {"credential": text})


def test_a_stranger_sees_that_it_is_valid_and_no_name(client_of: Any, certificate: Certificate, ali: Any) -> None:
    page = verified(client_of, certificate)
    assert "This certificate is valid." in page
    assert "Asking well" in page
    assert str(ali) not in page


def test_the_name_is_shown_only_as_its_holder_allows(
    client_of: Any, certificate: Certificate, ali: Any, maryam: Any
) -> None:
    address = reverse("training:show_name", args=[certificate.pk])
    typed = {"key": str(uuid.uuid4()), "shown": "on"}
    assert client_of(maryam).post(address, typed).status_code == 404
    assert client_of(ali).post(address, {**typed, "key": str(uuid.uuid4())}).status_code == 302
    assert str(ali) in verified(client_of, certificate)
    assert client_of(ali).post(address, {"key": str(uuid.uuid4())}).status_code == 302
    assert str(ali) not in verified(client_of, certificate)


def test_after_its_last_day_it_says_that_it_has_expired(client_of: Any, certificate: Certificate) -> None:
    last = certificate.completion.expires_on
    with time_machine.travel(dt.datetime.combine(last, dt.time(20, 59), dt.UTC)):
        assert "This certificate is valid." in verified(client_of, certificate)
    with time_machine.travel(dt.datetime.combine(last, dt.time(21, 1), dt.UTC)):
        assert "This certificate has expired." in verified(client_of, certificate)
        assert "This certificate has expired." in pasted(client_of, certificate.credential).content.decode()


def test_a_revoked_one_says_so(client_of: Any, certificate: Certificate, noora: Any) -> None:
    certificates.revoke(by=noora, certificate=certificate, reason="Given by mistake.")
    assert Notification.objects.get(kind="training.revoked").person == certificate.completion.person
    assert "This certificate was revoked." in verified(client_of, certificate)
    with pytest.raises(ValidationError, match="revoked already"):
        certificates.revoke(by=noora, certificate=certificate, reason="Again.")


def test_it_verifies_offline_with_the_published_key(client_of: Any, certificate: Certificate) -> None:
    key = client_of(None).get(reverse("training_verify:key")).content
    told = jwt.decode(certificate.credential, key, algorithms=["EdDSA"], options={"verify_aud": False})
    text = json.dumps(told)
    assert certificate.code in text
    assert "OpenBadgeCredential" in text
    assert "Ali" not in text


def test_a_signed_text_is_recognised(client_of: Any, certificate: Certificate) -> None:
    answer = pasted(client_of, f"\n{certificate.credential}  ")
    assert "This certificate is valid." in answer.content.decode()


def test_a_forged_one_proves_nothing(client_of: Any, certificate: Certificate) -> None:
    head, body, signature = certificate.credential.split(".")
    told = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    told["exp"] = 4_102_444_800
    changed = urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    unsigned = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for forged in (f"{head}.{changed}.{signature}", f"{unsigned}.{body}.", "nothing", "a.b.c", "x" * 19_000):
        answer = pasted(client_of, forged)
        assert answer.status_code == 422, forged[:20]
        assert "it proves nothing" in answer.content.decode()


def test_the_key_is_made_once_and_kept(settings: Any, tmp_path: Any) -> None:
    settings.BADGE_KEY_FILE = str(tmp_path / "keys" / "badges.pem")
    first = badges.public_pem()
    badges._key_at.cache_clear()
    assert badges.public_pem() == first
    assert (tmp_path / "keys" / "badges.pem").stat().st_mode & 0o077 == 0


def test_the_holder_has_a_page_with_a_square_to_scan(client_of: Any, certificate: Certificate, ali: Any) -> None:
    page = client_of(ali).get(reverse("training:certificate", args=[certificate.pk])).content.decode()
    assert "<svg" in page
    assert f"/verify/{certificate.code}/" in page
    badge = client_of(ali).get(reverse("training:credential", args=[certificate.pk]))
    assert badge.content.decode() == certificate.credential


def test_a_code_that_is_none_is_not_there(client_of: Any, db: None) -> None:
    answer = client_of(None).get(reverse("training_verify:certificate", args=["nothing"]))
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "No certificate of this code was issued here" in page
    # From there another one is verified.
    assert f'action="{reverse("training_verify:text")}"' in page


def test_a_code_read_from_paper_is_typed(client_of: Any, certificate: Certificate) -> None:
    address = f"https://lab.example/ar/verify/{certificate.code}/"
    for typed in (certificate.code, f"  {certificate.code} ", address, f"{address}#holder"):
        assert "This certificate is valid." in pasted(client_of, typed).content.decode(), typed
    refused = pasted(client_of, certificate.code[::-1] + "x")
    assert refused.status_code == 422 and "letter by letter" in refused.content.decode()


def test_the_issuer_is_found_where_each_badge_says(client_of: Any, certificate: Certificate) -> None:
    told = jwt.decode(certificate.credential, options={"verify_signature": False})["issuer"]
    profile = client_of(None).get(reverse("training_verify:issuer")).json()
    assert {name: profile[name] for name in ("id", "name", "url", "type")} == told
    assert told["id"].endswith("/verify/issuer/")


def test_taken_back_it_proves_nothing_and_counts_nowhere(
    client_of: Any, certificate: Certificate, noora: Any, ali: Any
) -> None:
    hers, course = client_of(noora), certificate.completion.course
    listed = reverse("training:completions", args=[course.code])
    assert str(ali) in hers.get(listed).content.decode()
    address = reverse("training:take_back", args=[certificate.completion_id])
    assert hers.post(address, {"key": str(uuid.uuid4()), "reason": "Another Ali."}).status_code == 302
    assert Notification.objects.get(kind="training.revoked").person == ali
    assert "This certificate was revoked." in verified(client_of, certificate)
    assert str(ali) not in hers.get(listed).content.decode()
    kept = hers.get(listed, {"show": "taken-back"}).content.decode()
    assert str(ali) in kept and "Another Ali." in kept and "1 completion taken back" in kept
    assert not client_of(ali).get(reverse("training:certificates")).context["rows"]


def test_what_a_source_told_before_can_be_read_beside_what_it_tells_now(
    client_of: Any, noora: Any, ali: Any, maryam: Any
) -> None:
    course = made.course(noora, "numbers")
    table = "key,person,course,completed_on,score\n1,ali@moph.example,numbers,2026-01-0{day},{score}\n"
    for day, score in ((1, 50), (2, 60)):
        bring_in("completions", table.format(day=day, score=score), by=noora)
    listed = reverse("training:completions", args=[course.code])
    assert client_of(maryam).get(listed).status_code == 404
    page = client_of(noora).get(listed)
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert len(page.context["rows"]) == 1
    assert re.search(r"Before, as told on .+: completed 1 January 2026 · score 50", text)


def test_the_lab_revokes_it_and_its_holder_reads_why(
    client_of: Any, certificate: Certificate, noora: Any, ali: Any, maryam: Any
) -> None:
    address = reverse("training:revoke", args=[certificate.pk])
    typed = {"key": str(uuid.uuid4()), "reason": "The test was taken by another."}
    assert client_of(maryam).post(address, typed).status_code == 404
    assert client_of(noora).post(address, typed).status_code == 302
    assert "taken by another" not in verified(client_of, certificate)
    page = client_of(ali).get(reverse("training:certificate", args=[certificate.pk])).content.decode()
    assert "taken by another" in page
    assert [row["standing"] for row in client_of(ali).get(reverse("training:certificates")).context["rows"]] == [
        "revoked"
    ]


@pytest.mark.paper
def test_it_is_a_document_in_both_languages(client_of: Any, certificate: Certificate, ali: Any, maryam: Any) -> None:
    for language in ("en", "ar"):
        address = reverse("training:certificate_pdf", args=[certificate.pk, language])
        assert client_of(maryam).get(address).status_code == 404
        paper = client_of(ali).get(address).content
        assert paper.startswith(b"%PDF")
        assert f"/Lang ({language})".encode() in unpacked(paper)


def test_the_lists_take_the_same_queries_for_one_and_for_fifty(
    client_of: Any, hamad: Any, noora: Any, ali: Any, moph: Any, django_assert_num_queries: Any
) -> None:
    from accounts.enums import Role
    from tests.factories import accounts

    course = made.course(noora)
    own, listed = reverse("training:certificates"), reverse("training:completions", args=[course.code])
    made.completion(noora, ali, course, today())
    hers, his = client_of(noora), client_of(ali)
    for client, address in ((his, own), (hers, listed)):
        client.get(address)

    def counted(client: Any, address: str, rows: int, queries: int) -> None:
        with django_assert_num_queries(queries):
            assert len(client.get(address).context["rows"]) == rows

    counted(his, own, 1, OWN)
    counted(hers, listed, 1, LISTED)
    for number in range(49):
        made.completion(noora, ali, made.course(noora), today())
        person = accounts.person(hamad, f"learner{number}@moph.example", Role.TRAINEE, moph)
        made.completion(noora, person, course, today())
    counted(his, own, 50, OWN)
    counted(hers, listed, 50, LISTED)
