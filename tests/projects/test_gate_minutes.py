"""The minutes of a gate: a page, and a document in either language."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portfolio.projects.actions import panels
from portfolio.projects.enums import Ruling
from portfolio.projects.gate_dossier import gate_told
from portfolio.projects.models import GateRequest
from records.models import AuditEvent
from tests.factories import projects
from tests.records.test_documents import unpacked

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(maryam: Any, moph: Any, noora: Any, yousef: Any) -> GateRequest:
    asked = projects.gate_request(maryam, projects.project(maryam, moph, title_en="Birth visit", complete=True))
    seats = projects.panel(noora, asked, [*projects.judges(), yousef])
    for seat in seats[:2]:
        projects.rate_gate(seat, "partly")
    panels.recuse(by=noora, seat=seats[2], reason="He is a friend of the lead.")
    projects.decide(noora, asked, Ruling.CONDITIONS, reason="Close, with one thing left.")
    return asked


def test_the_page_tells_panel_ratings_conditions_and_decision(
    client_of: Any, maryam: Any, decided: GateRequest
) -> None:
    page = client_of(maryam).get(reverse("projects:gate_minutes", args=[decided.project_id, decided.pk]))

    told = page.content.decode()
    for words in (
        "Proceed with conditions",
        "Close, with one thing left.",
        "Name a second owner.",
        "Yousef Darwish",
        "He is a friend of the lead.",
        "Partly met",
        "Seen in the evidence.",
        "It was tried and written down.",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("en", ["Minutes of a gate", "Proceed with conditions", "Partly met"], ["المضيّ بشروط"]),
        ("ar", ["محضر بوابة", "المضيّ بشروط", "مستوفى جزئيًا"], ["Proceed with conditions", "Partly met"]),
    ],
)
def test_the_paper_says_it_in_its_own_language_whatever_the_readers(
    maryam: Any, decided: GateRequest, language: str, said: list[str], unsaid: list[str]
) -> None:
    told = gate_told(GateRequest.objects.get(pk=decided.pk), maryam)
    with translation.override(language):
        page = render_to_string("documents/gate_minutes.html", {"project": decided.project, "told": told})

    assert [words for words in said if words not in page] == []
    assert [words for words in unsaid if words in page] == []
    # What people wrote stays as they wrote it.
    assert "Close, with one thing left." in page and "He is a friend of the lead." in page


@pytest.mark.paper
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_printed_in_both_languages_and_leaves_an_event(
    client_of: Any, maryam: Any, decided: GateRequest, language: str
) -> None:
    answer = client_of(maryam).get(
        reverse("projects:gate_minutes_pdf", args=[decided.project_id, decided.pk, language])
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"/Lang ({language})".encode() in unpacked(answer.content)
    [event] = AuditEvent.objects.filter(action="projects.print_minutes")
    assert event.after == {"language": language}


def test_there_are_no_minutes_before_the_decision_or_for_others(
    client_of: Any, maryam: Any, khalid: Any, moph: Any, decided: GateRequest
) -> None:
    asked = projects.gate_request(maryam, projects.project(maryam, moph, complete=True))
    of_open = reverse("projects:gate_minutes", args=[asked.project_id, asked.pk])
    of_decided = reverse("projects:gate_minutes", args=[decided.project_id, decided.pk])

    assert client_of(maryam).get(of_open).status_code == 404
    assert client_of(khalid).get(of_decided).status_code == 404
    assert client_of(maryam).get(of_decided).status_code == 200
