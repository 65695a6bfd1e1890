"""The pages of indicators and benefits, read and written by the people of the stories."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolio.benefits.enums import WHOLE
from portfolio.benefits.models import Benefit, LedgerEntry, Share
from portfolio.measures.models import Indicator, Reading
from portfolio.projects import gate_facts
from tests.factories import benefits, measures, projects

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


@pytest.fixture
def benefit(noora: Any, maryam: Any, moph: Any, moi: Any) -> Benefit:
    project = projects.project(maryam, moph, complete=True, partners=[moi], title_en="Fewer visits")
    return benefits.benefit(maryam, project, measures.indicator(noora, moph, code="hours"))


def page_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def send(client: Any, address: str, **typed: Any) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert key
    return client.post(address, {"key": key[1], **typed})


def test_maryam_claims_with_evidence_and_noora_verifies_a_part(
    client_of: Any, maryam: Any, noora: Any, benefit: Benefit
) -> None:
    hers, labs = client_of(maryam), client_of(noora)
    tell = reverse("benefits:tell", args=[benefit.pk])
    typed = {"kind": "claimed", "period_on": "2026-10-01", "reason": "From the queue system."}
    refused = send(hers, tell, **typed, value="1,5")
    assert refused.status_code == 422
    assert "This is no number." in refused.content.decode()
    renamed = SimpleUploadedFile("proof.pdf", b"MZ not a pdf", "application/pdf")
    refused = send(hers, tell, **typed, value="120", file=renamed)
    assert refused.status_code == 422
    assert "not that of a PDF" in refused.content.decode()
    assert not LedgerEntry.objects.exists()
    proof = SimpleUploadedFile("proof.csv", b"day,hours\n2026-10-01,120\n", "text/csv")
    assert send(hers, tell, **typed, value="١٢٠", file=proof).status_code == 302
    claim = LedgerEntry.objects.get()
    assert (claim.value, claim.period_on) == (Decimal(120), dt.date(2026, 10, 1))
    verify = reverse("benefits:verify", args=[benefit.pk, claim.pk])
    assert "Verify what" in labs.get(reverse("workspace:home")).content.decode()
    assert hers.get(verify).status_code == 403
    assert send(labs, verify, value="90", reason="Thirty were counted twice.").status_code == 302
    place = page_of(hers.get(reverse("benefits:of_project", args=[benefit.project_id])))
    assert "90 hours verified by the lab" in " ".join(place.split())
    assert "Verify what" not in labs.get(reverse("workspace:home")).content.decode()


def test_evidence_is_for_who_sees_the_project(
    client_of: Any, maryam: Any, khalid: Any, yousef: Any, benefit: Benefit
) -> None:
    proof = SimpleUploadedFile("proof.csv", b"day,hours\n", "text/csv")
    claim = benefits.claim(maryam, benefit, "2026-10", "1", file=proof)
    address = reverse("records:file", args=[claim.file_id])
    assert [client_of(person).get(address, follow=True).status_code for person in (maryam, khalid, yousef)] == [
        200,
        200,
        404,
    ]


def test_shares_are_typed_in_percent(client_of: Any, maryam: Any, moph: Any, moi: Any, benefit: Benefit) -> None:
    hers = client_of(maryam)
    address = reverse("benefits:share", args=[benefit.pk])
    parts = {f"share_{moph.pk}": "66.67", f"share_{moi.pk}": "43.33"}
    refused = send(hers, address, **parts, reason="Agreed.")
    assert refused.status_code == 422
    assert "The shares come to 110 %." in refused.content.decode()
    assert 'value="66.67"' in refused.content.decode(), "what was typed stays"
    parts[f"share_{moi.pk}"] = "٣٣٫٣٣"
    assert send(hers, address, **parts, reason="Agreed.").status_code == 302
    assert sorted(Share.objects.values_list("hundredths", flat=True)) == [3333, 6667]


def test_who_sees_the_outline_alone_sees_what_is_verified_alone(
    client_of: Any, maryam: Any, noora: Any, ali: Any, hamad: Any, moph: Any, benefit: Benefit
) -> None:
    shown = projects.project(maryam, moph, visibility="government", complete=True)
    seen = benefits.benefit(maryam, shown, benefit.indicator)
    benefits.verify(noora, benefits.claim(maryam, seen, "2026-09", "70"), "50")
    benefits.claim(maryam, benefit, "2026-09", "1000")
    his = client_of(ali)
    told = page_of(his.get(reverse("benefits:overview")))
    assert " 50 " in told
    assert " 70 " not in told
    listed = page_of(his.get(reverse("benefits:list")))
    assert "not shown to you" in listed
    assert "Fewer visits" not in listed
    assert his.get(reverse("benefits:of_project", args=[benefit.project_id])).status_code == 404
    assert his.get(reverse("benefits:one", args=[benefit.pk])).status_code == 404
    assert client_of(None).get(reverse("benefits:overview")).status_code in (302, 403)


def test_each_figure_leads_to_the_list_of_what_it_counts(
    client_of: Any, maryam: Any, noora: Any, sheikha: Any, benefit: Benefit
) -> None:
    benefits.verify(noora, benefits.claim(maryam, benefit, "2026-10", "101"))
    benefits.share(maryam, benefit, MOPH=5000, MOI=5000)
    hers = client_of(sheikha)
    overview = hers.get(reverse("benefits:overview")).content.decode()
    links = re.findall(r'href="([^"]*/all/\?[^"]*indicator=hours[^"]*)">(?:<span class="number">)?([\d,]+)', overview)
    assert sorted(figure for _url, figure in links) == ["101", "101", "101", "50", "51"]
    for url, figure in links:
        heading = re.search(r"<h1>(.*?)</h1>", hers.get(url.replace("&amp;", "&")).content.decode(), re.DOTALL)
        assert heading
        assert figure in heading[1]


def test_the_overview_of_a_past_day(client_of: Any, maryam: Any, sheikha: Any, benefit: Benefit) -> None:
    benefits.claim(maryam, benefit, "2026-10", "101")
    hers = client_of(sheikha)
    assert "101" in page_of(hers.get(reverse("benefits:overview")))
    assert "101" not in page_of(hers.get(f"{reverse('benefits:overview')}?as-of=2026-11-20"))


def test_an_indicator_is_defined_read_and_corrected_on_its_pages(
    client_of: Any, noora: Any, maryam: Any, moph: Any
) -> None:
    labs, hers = client_of(noora), client_of(maryam)
    typed = {
        "title_en": "Waiting time",
        "title_ar": "وقت الانتظار",
        "code": "waiting",
        "owner_agency": moph.pk,
        "unit_en": "minutes",
        "unit_ar": "دقيقة",
        "direction": "up",
        "aggregation": "mean",
        "frequency": "quarter",
        "decimals": "1",
        "source": "Queue system",
        "target": "0",
    }
    define = reverse("measures:define")
    refused = send(labs, define, **typed)
    assert refused.status_code == 422
    assert "0 is reached by doing nothing" in refused.content.decode()
    assert send(labs, define, **{**typed, "direction": "down"}).status_code == 302
    read = reverse("measures:read", args=["waiting"])
    assert send(hers, read, period_on="2026-07-01", value="٤٫٥").status_code == 302
    assert send(hers, read, period_on="2026-07-01", value="5").status_code == 422, "it has its reading"
    assert send(hers, read, period_on="2026-10-01", value="5").status_code == 422, "the quarter is not over"
    reading = Reading.objects.get()
    correct = reverse("measures:correct", args=["waiting", reading.pk])
    assert send(hers, correct, value="4.2", reason="A counter was left out.").status_code == 302
    page = page_of(hers.get(reverse("measures:page", args=["waiting"])))
    assert "Waiting time: 4.2 minutes in Q3 2026" in page
    assert "Corrected since" in page
    assert hers.get(define).status_code == 403
    edit = reverse("measures:edit", args=["waiting"])
    saved = send(labs, edit, **{**typed, "direction": "up", "target": "2", "version": 1, "reason": "Agreed."})
    assert saved.status_code == 302
    assert Indicator.objects.get().direction == "down", "what values are kept in does not change"
    again = send(labs, edit, **{**typed, "target": "1", "version": 1})
    assert again.status_code == 409


def test_a_gap_is_shown_as_a_gap(client_of: Any, noora: Any, moph: Any) -> None:
    made = measures.indicator(noora, moph, code="gaps")
    for month in ("2026-06", "2026-07", "2026-09", "2026-10"):
        measures.reading(noora, made, month, "7")
    page = client_of(noora).get(reverse("measures:page", args=["gaps"])).content.decode()
    assert page.count('class="trend-line"') == 2, "the line is broken"
    assert "no value" in page
    assert "1 period has no reading" in page


def test_the_gate_knows_whether_an_indicator_is_read(noora: Any, benefit: Benefit) -> None:
    fact = gate_facts.FACTS["indicator_read"]
    assert [choice.label for choice in fact.choices(benefit.project)] == [str(benefit.indicator.title)]
    key = str(benefit.indicator_id)
    assert not fact.check(benefit.project, key).holds
    measures.reading(noora, benefit.indicator, "2026-10", "12")
    found = fact.check(benefit.project, key)
    assert found.holds
    assert "12 hours" in found.reason
    assert not fact.check(benefit.project, "999").holds


QUERIES = {"measures:list": 7, "benefits:list": 9, "benefits:overview": 9, "benefits:of_project": 10}


@pytest.mark.parametrize("name", QUERIES)
def test_a_list_asks_as_much_for_one_row_as_for_many(
    client_of: Any, noora: Any, maryam: Any, moph: Any, benefit: Benefit, name: str
) -> None:
    hers = client_of(noora)
    args = [benefit.project_id] if name == "benefits:of_project" else []

    def count() -> int:
        hers.get(reverse(name, args=args))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert hers.get(reverse(name, args=args)).status_code == 200
        return len(asked)

    benefits.claim(maryam, benefit, "2026-09", "1")
    benefits.share(maryam, benefit, MOPH=WHOLE)
    measures.reading(noora, benefit.indicator, "2026-09", "3")
    first = count()
    for _number in range(20):
        made = benefits.benefit(maryam, benefit.project, measures.indicator(noora, moph))
        benefits.verify(noora, benefits.claim(maryam, made, "2026-09", "1"))
        benefits.share(maryam, made, MOPH=6000, MOI=4000)
        measures.reading(noora, made.indicator, "2026-09", "3")
    assert count() == first == QUERIES[name]


def test_decimal_values_keep_their_digits(noora: Any, maryam: Any, moph: Any, benefit: Benefit) -> None:
    fine = measures.indicator(noora, moph, decimals=4)
    made = benefits.benefit(maryam, benefit.project, fine)
    entry = benefits.claim(maryam, made, "2026-09", "9999999999.9999")
    entry.refresh_from_db()
    assert entry.value == Decimal("9999999999.9999")
