"""What learning systems say by xAPI means what a table says; each has a token that the lab can revoke."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.clock import today
from records.models import AuditEvent
from tests.factories import training as made
from training.actions import record_completions, statements
from training.matrix import Matrix
from training.models import Completion, Statement, StatementSource

pytestmark = pytest.mark.django_db
VERBS = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture
def system(hamad: Any) -> StatementSource:
    return statements.make_source(by=hamad, name="LMS")


def statement(verb: str = "completed", **parts: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "actor": {"mbox": "mailto:Ali@moph.example"},
        "verb": {"id": VERBS + verb},
        "object": {"id": "https://lms.example/courses/numbers"},
        "timestamp": timezone.now().isoformat(),
        **parts,
    }


def send(
    system: StatementSource, body: Any, token: str = "", *, method: str = "post", query: str = "", **headers: str
) -> tuple[int, Any]:
    answer = getattr(Client(), method)(
        reverse("training_xapi:statements") + query,
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token or statements.token_of(system)}", **headers},
    )
    assert answer["X-Experience-API-Version"] == "1.0.3"
    return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def course(noora: Any) -> Any:
    return made.course(noora, "numbers", validity_months=12)


def test_completed_means_what_a_table_says(system: Any, noora: Any, ali: Any, moph: Any, course: Any) -> None:
    said = statement()
    assert send(system, said) == (200, [said["id"]])
    assert send(system, said) == (200, [said["id"]])

    told = Completion.objects.get()
    assert (told.person, told.course, told.completed_on, told.agency) == (ali, course, today(), moph)
    assert (told.source_name, told.source_key) == ("LMS", said["id"])
    assert Matrix(noora, today()).cells[moph.pk, course.pk].valid == 1
    event = AuditEvent.objects.get(action="training.take_statements")
    assert (event.door, event.count, event.actor) == ("api", 1, system.made_by)


def test_a_statement_may_be_put_under_its_number(system: Any, ali: Any, course: Any) -> None:
    said = statement()
    number = said.pop("id")
    assert send(system, said, method="put", query=f"?statementId={number}") == (204, None)
    assert str(Statement.objects.get().number) == number
    status, body = send(system, statement(), method="put", query=f"?statementId={number}")
    assert (status, body["error"]["field"]) == (400, "id")


def test_completed_and_passed_sent_together_are_one_completion(system: Any, noora: Any, ali: Any, course: Any) -> None:
    passed = statement("passed", result={"score": {"scaled": 0.85}})
    assert send(system, [statement(), passed, statement()])[0] == 200
    assert [(one.score, one.revision) for one in Completion.objects.all()] == [(85, 1)]
    assert Statement.objects.count() == 3
    yesterday = (timezone.now() - dt.timedelta(days=1)).isoformat()
    send(system, [statement(timestamp=yesterday), statement("passed", timestamp=yesterday)])
    assert Completion.objects.count() == 2, "of another day is another one"


def test_what_was_told_otherwise_meanwhile_is_tried_again(
    system: Any, ali: Any, course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, tries = record_completions.take, []

    def taken_back_meanwhile(**told: Any) -> Any:
        tries.append(1)
        if len(tries) < often:
            raise IntegrityError("a completion was told otherwise meanwhile")
        return take(**told)

    monkeypatch.setattr(record_completions, "take", taken_back_meanwhile)
    often = 3
    assert send(system, statement())[0] == 200
    assert (Statement.objects.count(), Completion.objects.count()) == (1, 1), "once, though tried three times"
    tries.clear()
    often = 4
    with pytest.raises(IntegrityError):
        send(system, statement())
    assert Statement.objects.count() == 1


def test_passed_on_the_same_day_adds_the_score_to_the_same_completion(system: Any, ali: Any, course: Any) -> None:
    send(system, statement())
    send(system, statement("passed", result={"score": {"scaled": 0.85}}))
    send(system, statement())
    assert [(one.score, one.revision) for one in Completion.objects.current()] == [(85, 2)]


def test_failed_ends_the_enrolment_and_completes_nothing(system: Any, noora: Any, ali: Any) -> None:
    course = made.course(noora, "numbers", is_open_to_all=True)
    enrolment = made.enrolled(ali, course)
    assert send(system, statement("failed"))[0] == 200
    enrolment.refresh_from_db()
    assert (enrolment.status, Completion.objects.count()) == ("failed", 0)


def test_the_same_id_for_something_else_is_a_conflict(system: Any, ali: Any, course: Any) -> None:
    said = statement()
    send(system, said)
    status, body = send(system, {**said, "verb": {"id": VERBS + "failed"}})
    assert (status, body["error"]["field"]) == (409, "id")


BAD = {
    "no JSON": ("{", "", "no JSON"),
    "no id": (statement(id="7"), "id", "UUID"),
    "another verb": (statement("watched"), "verb.id", "Known verbs"),
    "voiding": (
        statement("voided", object={"objectType": "StatementRef", "id": str(uuid.uuid4())}),
        "verb.id",
        "not voided here",
    ),
    "nobody": (statement(actor={"mbox": "mailto:no@body.example"}), "actor", "Nobody here"),
    "no actor": (statement(actor=7), "actor", "mbox"),
    "no such course": (statement(object={"id": "https://lms.example/nothing"}), "object.id", "nothing"),
    "no time zone": (statement(timestamp="2026-01-01T10:00:00"), "timestamp", "time zone"),
    "a day before all days here": (statement(timestamp="0001-01-01T00:00:00+14:00"), "timestamp", "time zone"),
    "half a character": (statement(actor={"mbox": "mailto:\ud800@moph.example"}), "actor", "cannot be read"),
    "a null in a name": (statement(actor={"account": {"name": "a\x00b"}}), "actor", "cannot be read"),
    "a null in a course": (statement(object={"id": "https://lms.example/a\x00"}), "object.id", "cannot be read"),
    "a day to come": (statement(timestamp=f"{dt.date.today().year + 2}-01-01T10:00:00Z"), "timestamp", "still to come"),
    "a score too large to be told": (statement(result={"score": {"scaled": 10**400}}), "result.score", "0 to 1"),
    "a score over one": (statement(result={"score": {"scaled": 3}}), "result.score", "0 to 1"),
    "a list of numbers": ([1], "", "object"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_read_is_told_and_nothing_of_it_taken(name: str, system: Any, ali: Any, course: Any) -> None:
    bad, field, words = BAD[name]
    status, body = send(system, bad if isinstance(bad, str | list) else [statement(), bad])
    assert status == 400
    assert body["error"].get("field", "") == field and words in body["error"]["message"]
    assert body["error"].get("statement") == {"no JSON": None, "a list of numbers": 0}.get(name, 1)
    assert not Statement.objects.exists() and not Completion.objects.exists()


def test_without_a_token_or_with_a_revoked_one_nobody_is_heard(system: Any, hamad: Any, ali: Any, course: Any) -> None:
    assert send(system, statement(), token="guessed")[0] == 401
    assert statements.token_of(system) not in (system.token_hash, system.name)
    statements.revoke_source(by=hamad, source=system)
    assert send(system, statement())[0] == 401
    assert not Completion.objects.exists()


def test_the_token_may_be_the_password_of_basic(system: Any, hamad: Any, ali: Any, course: Any) -> None:
    def basic(text: str) -> str:
        return "Basic " + base64.b64encode(text.encode()).decode()

    token = statements.token_of(system)
    wrong = (basic(f"{token}:"), basic(f"LMS:{token}x"), basic("LMS:"), basic(":"), "Basic", "Basic ?", "Basic //79")
    for told in wrong:
        assert send(system, statement(), Authorization=told)[0] == 401, told
    assert not Statement.objects.exists()
    assert send(system, statement(), Authorization=basic(f"LMS:{token}"))[0] == 200
    statements.revoke_source(by=hamad, source=system)
    assert send(system, statement(), Authorization=basic(f"LMS:{token}"))[0] == 401


@pytest.mark.parametrize(("version", "status"), [("1.0.3", 200), ("1.0", 200), ("0.95", 400), ("2.0.0", 400)])
def test_another_version_of_the_standard_is_refused(
    version: str, status: int, system: Any, ali: Any, course: Any
) -> None:
    assert send(system, statement(), **{"X-Experience-API-Version": version})[0] == status


def test_too_often_is_told_so(system: Any, ali: Any, course: Any, settings: Any) -> None:
    cache.clear()
    settings.STATEMENT_RATE_LIMITS = {"statements": "2/m/key"}
    assert [send(system, statement())[0] for _time in range(3)] == [200, 200, 429]


def test_the_token_is_shown_to_who_made_it_and_not_for_long(
    system: Any, hamad: Any, noora: Any, client_of: Any
) -> None:
    page, token = reverse("training:statement_sources"), statements.token_of(system)
    assert token in client_of(hamad).get(page).content.decode()
    assert client_of(noora).get(page).status_code == 404
    StatementSource.objects.update(made_at=timezone.now() - statements.SHOWN_FOR)
    assert "LMS" in (words := client_of(hamad).get(page).content.decode()) and token not in words
