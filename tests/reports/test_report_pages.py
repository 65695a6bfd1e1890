"""The pages of the reports, as each persona sees them."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolio.reports.actions import signing
from portfolio.reports.actions.signing import Marked
from portfolio.reports.enums import Part, ReportStatus
from portfolio.reports.models import AgencyReport, ReportingQuarter
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db

CANARY = "Two clinics began."


def address(held: AgencyReport, name: str = "report", *more: Any) -> str:
    return reverse(f"reports:{name}", args=[held.quarter.code, held.agency.code, *more])


def test_opening_a_report_finds_it_filled(
    quarter: ReportingQuarter, door: Any, moph: Any, maryam: Any, client_of: Any
) -> None:
    held = reports.report(quarter, moph)
    page = client_of(maryam).get(address(held)).content.decode()
    assert "One front door" in page
    assert reports.fresh(held).status == ReportStatus.DRAFT
    assert held.steps.count() == 1
    client_of(maryam).get(address(held))
    assert held.steps.count() == 1, "drafted once"


def test_a_draft_is_the_agencys_own(
    drafted: AgencyReport, client_of: Any, maryam: Any, khalid: Any, noora: Any, sheikha: Any, door: Any
) -> None:
    url = address(drafted, "entry", door.pk)
    assert CANARY in client_of(maryam).get(url).content.decode()
    assert client_of(khalid).get(url).status_code == 404
    for person in (noora, sheikha):
        for seen in (url, address(drafted), address(drafted, "now", door.pk)):
            answer = client_of(person).get(seen)
            assert answer.status_code == 200
            assert CANARY not in answer.content.decode()


def test_what_is_signed_is_read_by_the_leadership(signed: AgencyReport, client_of: Any, sheikha: Any) -> None:
    assert CANARY in client_of(sheikha).get(address(signed)).content.decode()


def test_while_a_correction_is_written_the_leadership_reads_the_signed_one(
    accepted: AgencyReport, client_of: Any, sheikha: Any, noora: Any, maryam: Any
) -> None:
    signing.reopen(by=noora, report=accepted, reason="Wrong.")
    held = reports.fresh(accepted)
    reports.write(maryam, held, held.entries.get(), {Part.NARRATIVE: "A secret draft."})
    for person, sees in ((sheikha, False), (noora, False), (maryam, True)):
        page = client_of(person).get(address(held, "entry", held.entries.get().project_id)).content.decode()
        assert ("A secret draft." in page) is sees
    assert CANARY in client_of(sheikha).get(address(held)).content.decode()


def test_it_says_why_it_came_back_last(
    signed: AgencyReport, client_of: Any, noora: Any, maryam: Any, fatima: Any, door: Any
) -> None:
    """Of what was answered before, and signed since, nothing stands at the paragraphs any more."""
    entry = reports.entry(signed, door)
    pages = [address(signed), address(signed, "entry", door.pk)]

    def sees() -> list[str]:
        told = "".join(client_of(maryam).get(url).content.decode().partition('aria-label="About')[0] for url in pages)
        return [words for words in ("Say who.", "Which two?", "Add risks.", "A typo.") if words in told]

    signing.send_back(by=noora, report=signed, reason="Say who.", remarks=[Marked(entry, Part.NARRATIVE, "Which two?")])
    assert sees() == ["Say who.", "Which two?"]
    reports.submit(maryam, signed)
    assert sees() == []
    signing.send_back(by=fatima, report=reports.fresh(signed), reason="Add risks.")
    assert sees() == ["Add risks."]
    reports.submit(maryam, signed)
    reports.sign(fatima, signed)
    reports.accept(noora, signed)
    signing.reopen(by=noora, report=reports.fresh(signed), reason="A typo.")
    assert sees() == ["A typo."]
    assert "is open for a correction" in client_of(maryam).get(pages[0]).content.decode()


@pytest.mark.parametrize(("language", "told"), [("en", "On track"), ("ar", "على المسار")])
def test_who_returns_it_reads_what_it_says_in_words(
    drafted: AgencyReport, client_of: Any, maryam: Any, fatima: Any, door: Any, language: str, told: str
) -> None:
    """No code of a rating, no figure as it is kept."""
    reports.write(maryam, drafted, reports.entry(drafted, door), {Part.RATING: "green", Part.BUDGET: "1250000"})
    reports.submit(maryam, drafted)
    url = address(drafted, "send_back").replace("/en/", f"/{language}/")
    said = re.findall(r'<span class="said-now" dir="auto">(.*?)</span>', client_of(fatima).get(url).content.decode())
    assert {told, "1,250,000", CANARY} <= set(said)
    assert not {"green", "1250000"} & set(said)


def test_who_has_reported_is_one_query_however_many(noora: Any, hamad: Any, client_of: Any, moph: Any) -> None:
    few = reports.quarter(noora, moph)
    more = [accounts.agency(hamad, f"A{number}") for number in range(40)]
    many = reports.quarter(noora, *more, of=reports.last_quarter().previous)
    client = client_of(noora)

    def queries(held: ReportingQuarter) -> int:
        url = reverse("reports:quarter", args=[held.code])
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    assert queries(few) == queries(many) <= 12


def test_every_count_leads_to_its_rows(
    drafted: AgencyReport, quarter: ReportingQuarter, client_of: Any, noora: Any
) -> None:
    url = reverse("reports:quarter", args=[quarter.code])
    page = client_of(noora).get(url, {"state": "draft"}).content.decode()
    assert "Ministry of Public Health" in page
    assert "Ministry of Interior" not in page
    assert "Ministry of Interior" in client_of(noora).get(url, {"state": "expected"}).content.decode()


def test_words_save_themselves_and_a_conflict_comes_back(
    drafted: AgencyReport, door: Any, client_of: Any, maryam: Any
) -> None:
    url = address(drafted, "entry", door.pk)
    quietly = {"Accept": "application/json"}
    client = client_of(maryam)
    saved = client.post(url, {"risks": "The link.", "risks-version": 0}, headers=quietly)
    assert saved.json()["saved"]["risks"]["version"] == 1
    stale = client.post(url, {"risks": "Another.", "risks-version": 0}, headers=quietly)
    assert stale.status_code == 409
    assert stale.json()["conflict"]["risks"]["text"] == "The link."
    page = client.post(url, {"risks": "Another.", "risks-version": 0})
    assert page.status_code == 409
    assert "Another." in page.content.decode()
    assert "The link." in page.content.decode()
    again = client.post(url, {"risks": "Another.", "risks-version": 1})
    assert again.status_code == 302
    assert client.get(address(drafted, "now", door.pk)).json()["parts"]["risks"]["text"] == "Another."


def test_what_cannot_be_is_told_at_its_field_and_stays_typed(
    drafted: AgencyReport, door: Any, client_of: Any, maryam: Any
) -> None:
    url = address(drafted, "entry", door.pk)
    page = client_of(maryam).post(url, {"budget": "a lot", "budget-version": 0, "risks": "Kept.", "risks-version": 0})
    assert page.status_code == 422
    assert "a lot" in page.content.decode()
    assert "Kept." in page.content.decode()


def test_signing_asks_for_the_password_at_that_moment(
    submitted: AgencyReport, client_of: Any, fatima: Any, maryam: Any
) -> None:
    url = address(submitted, "sign")
    told = {"key": str(uuid.uuid4()), "version": submitted.version}
    assert client_of(maryam).get(url).status_code == 403
    client = client_of(fatima)
    assert CANARY in client.get(url).content.decode()
    assert client.post(url, {**told, "password": "wrong"}).status_code == 422
    assert reports.fresh(submitted).status == ReportStatus.SUBMITTED
    assert client.post(url, {**told, "password": accounts.PASSWORD}).status_code == 302
    assert reports.fresh(submitted).status == ReportStatus.SIGNED


def test_signing_asks_for_the_second_factor_where_there_is_one(
    submitted: AgencyReport, client_of: Any, fatima: Any
) -> None:
    auth.TOTP.activate(fatima, auth.generate_totp_secret())
    code = RecoveryCodes.activate(fatima).get_unused_codes()[0]
    url = address(submitted, "sign")
    told = {"key": str(uuid.uuid4()), "version": submitted.version, "password": accounts.PASSWORD}
    client = client_of(fatima)
    assert client.post(url, told).status_code == 422
    assert client.post(url, {**told, "code": "000000"}).status_code == 422
    assert reports.fresh(submitted).status == ReportStatus.SUBMITTED
    assert client.post(url, {**told, "code": code}).status_code == 302
    assert reports.fresh(submitted).status == ReportStatus.SIGNED


@pytest.mark.parametrize(("given_ago", "status"), [(None, 422), (600, 422), (60, 302)])
def test_signing_asks_for_the_passkey_where_she_has_no_other_factor(
    submitted: AgencyReport, client_of: Any, fatima: Any, given_ago: int | None, status: int
) -> None:
    """A passkey cannot be typed: it is given on its own page just before; the password alone is not enough."""
    Authenticator.objects.create(user=fatima, type=Authenticator.Type.WEBAUTHN, data={"credential": {}})
    client = client_of(fatima)
    if given_ago is not None:
        session = client.session
        given = {"method": "mfa", "type": "webauthn", "reauthenticated": True, "at": time.time() - given_ago}
        session["account_authentication_methods"] = [given]
        session.save()
    told = {"key": str(uuid.uuid4()), "version": submitted.version, "password": accounts.PASSWORD}
    assert client.post(address(submitted, "sign"), told).status_code == status
    assert (reports.fresh(submitted).status == ReportStatus.SIGNED) == (status == 302)


@pytest.mark.parametrize("persona", ["maryam", "fatima", "noora", "sheikha", "yousef"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_opens_in_both_languages(
    accepted: AgencyReport, client_of: Any, request: pytest.FixtureRequest, persona: str, language: str
) -> None:
    client = client_of(request.getfixturevalue(persona))
    sees = persona != "yousef"
    for path in (
        "",
        f"{accepted.quarter.code}/",
        f"{accepted.quarter.code}/moph/",
        f"{accepted.quarter.code}/moph/revisions/1/",
    ):
        answer = client.get(f"/{language}/reports/{path}")
        assert answer.status_code == (200 if sees or "moph" not in path else 404), path


def test_what_another_writes_of_the_agency_is_told_to_who_may_read_it(
    drafted: AgencyReport, client_of: Any, maryam: Any, khalid: Any, sheikha: Any
) -> None:
    reports.write(maryam, drafted, None, {Part.NARRATIVE: CANARY})
    url = reverse("reports:now_of_agency", args=[drafted.quarter.code, drafted.agency.code])
    assert url in client_of(maryam).get(address(drafted)).content.decode()
    told = client_of(maryam).get(url).json()
    assert told["parts"]["narrative"]["text"] == CANARY and told["writable"]
    assert client_of(sheikha).get(url).json() == {"parts": {}, "writable": False}
    assert client_of(khalid).get(url).status_code == 404
