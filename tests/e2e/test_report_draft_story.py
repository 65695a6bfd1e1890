"""Maryam and Aisha write one agency's report at the same time: each sees the other's words, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import Person
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, ReportEntry, ReportPart
from tests.e2e.conftest import Desk
from tests.factories import accounts, reports

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A moment more than a page waits before it looks again.
NEXT_LOOK = 16_000
WORDS = {
    "en": {
        "narrative": "Two clinics began with the new form.",
        "hers": "The link to the register is late.",
        "mine": "The supplier has no second team.",
        "plan": "Train the third clinic.",
    },
    "ar": {
        "narrative": "بدأت عيادتان العمل بالنموذج الجديد.",
        "hers": "تأخر الربط مع السجل.",
        "mine": "لا يملك المورّد فريقًا ثانيًا.",
        "plan": "تدريب العيادة الثالثة.",
    },
}
TOLD = {
    "saved": "Saved",
    "changed": "Changed just now by",
    "meanwhile": "Somebody else wrote here meanwhile. Save to compare both; nothing is lost. Written by:",
    "wrong": "Not saved yet: something is to be put right.",
    "cut": "Not saved: the connection failed. Your words are still here.",
    "over": "Save mine over it",
}


@dataclass
class Shared:
    maryam: Person
    aisha: Person
    report: AgencyReport
    entry: ReportEntry

    def text(self, name: str, entry: ReportEntry | None = None) -> str:
        found = ReportPart.objects.filter(report=self.report, entry=entry, name=name).first()
        return found.text if found else ""


@pytest.fixture
def shared(transactional_db: None, settings: Any, tmp_path: Any) -> Shared:
    settings.REPORT_KEYS = str(tmp_path / "keys")
    hamad = accounts.found_lab()
    moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
    noora = accounts.person(hamad, "noora@cgb.example", Role.LAB_CURATOR, hamad.memberships.get().agency)
    maryam, aisha = (
        accounts.person(hamad, f"{name}@moph.example", Role.INNOVATION_OFFICER, moph, name_en=name_en, name_ar=name_ar)
        for name, name_en, name_ar in (
            ("maryam", "Maryam Al-Thani", "مريم آل ثاني"),
            ("aisha", "Aisha Al-Naimi", "عائشة النعيمي"),
        )
    )
    reports.past_project(noora, moph)
    held = reports.draft(maryam, reports.report(reports.quarter(noora, moph), moph))
    return Shared(maryam, aisha, held, held.entries.get())


def told(name: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(TOLD[name])


def opened(desk: Desk, who: Person, address: str, *, width: int = 1280) -> Page:
    """With a clock of its own, so that nobody has to wait for the next look."""
    page = desk.window(who, width=width)
    page.clock.install()
    page.goto(f"{desk.address}{address}")
    return page


def address_of(of: Shared, language: str, *, of_project: bool = True) -> str:
    where = [of.report.quarter.code, of.report.agency.code]
    with translation.override(language):
        return (
            reverse("reports:entry", args=[*where, of.entry.project_id])
            if of_project
            else reverse("reports:report", args=where)
        )


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-part={name}]")


def field(page: Page, name: str) -> Any:
    return part(page, name).locator(f"[name={name}]")


def write(page: Page, name: str, words: str) -> None:
    field(page, name).fill(words)
    page.clock.run_for(2_000)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_two_people_write_one_report(
    shared: Shared, desk: Desk, faults_of: Callable[[Page], list[str]], language: str, width: int
) -> None:
    words, address = WORDS[language], address_of(shared, language)
    hers = opened(desk, shared.maryam, address, width=width)
    mine = opened(desk, shared.aisha, address, width=width)

    # What Maryam writes saves itself and appears with Aisha.
    write(hers, "narrative", words["narrative"])
    expect(hers.locator(".draft-note")).to_have_text(told("saved", language))
    mine.clock.run_for(NEXT_LOOK)
    expect(field(mine, "narrative")).to_have_value(words["narrative"])
    expect(part(mine, "narrative").locator(".part-note")).to_contain_text(told("changed", language))

    # Both write of the risks: Aisha keeps her words and is told of Maryam's; what else she writes is saved.
    write(hers, "risks", words["hers"])
    expect(hers.locator(".draft-note")).to_have_text(told("saved", language))
    write(mine, "risks", words["mine"])
    expect(part(mine, "risks").locator(".part-note")).to_contain_text(told("meanwhile", language))
    expect(field(mine, "risks")).to_have_value(words["mine"])
    write(mine, "plan", words["plan"])
    expect(mine.locator(".draft-note")).to_have_text(told("saved", language))
    assert shared.text(Part.RISKS, shared.entry) == words["hers"]
    assert shared.text(Part.PLAN, shared.entry) == words["plan"]

    # By the button she is shown both, and chooses.
    mine.locator(".form-foot button").click()
    expect(mine.locator(".versions")).to_contain_text(words["hers"])
    expect(field(mine, "risks")).to_have_value(words["mine"])
    assert faults_of(mine) == []
    mine.get_by_role("button", name=told("over", language)).click()
    expect(field(mine, "risks")).to_have_value(words["mine"])
    assert shared.text(Part.RISKS, shared.entry) == words["mine"]
    hers.clock.run_for(NEXT_LOOK)
    # Not under her hands: as soon as she leaves the field.
    expect(field(hers, "risks")).to_have_value(words["hers"])
    field(hers, "risks").blur()
    hers.clock.run_for(100)
    expect(field(hers, "risks")).to_have_value(words["mine"])
    expect(field(hers, "plan")).to_have_value(words["plan"])
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_of_the_agency_as_a_whole_too(shared: Shared, desk: Desk, language: str) -> None:
    words, address = WORDS[language], address_of(shared, language, of_project=False)
    hers, mine = opened(desk, shared.maryam, address), opened(desk, shared.aisha, address)
    write(hers, "narrative", words["narrative"])
    expect(hers.locator(".draft-note")).to_have_text(told("saved", language))
    mine.clock.run_for(NEXT_LOOK)
    expect(field(mine, "narrative")).to_have_value(words["narrative"])
    assert shared.text(Part.NARRATIVE) == words["narrative"]


def test_what_cannot_be_saved_stays_where_it_was_typed(shared: Shared, desk: Desk) -> None:
    page = opened(desk, shared.maryam, address_of(shared, "en"))
    write(page, "budget", "a lot")
    expect(page.locator(".draft-note")).to_have_text(told("wrong", "en"))
    expect(field(page, "budget")).to_have_value("a lot")
    assert shared.text(Part.BUDGET, shared.entry) == ""
    write(page, "budget", "١٢٠٠")
    expect(page.locator(".draft-note")).to_have_text(told("saved", "en"))
    assert shared.text(Part.BUDGET, shared.entry) == "1200"


def test_words_outlast_a_connection_that_fails_and_a_page_that_is_left(shared: Shared, desk: Desk) -> None:
    page = opened(desk, shared.maryam, address_of(shared, "en"))
    page.context.set_offline(True)
    write(page, "risks", "Written on the train.")
    expect(page.locator(".draft-note")).to_have_text(told("cut", "en"))
    assert shared.text(Part.RISKS, shared.entry) == ""
    page.context.set_offline(False)
    page.clock.run_for(NEXT_LOOK)
    expect(page.locator(".draft-note")).to_have_text(told("saved", "en"))
    assert shared.text(Part.RISKS, shared.entry) == "Written on the train."

    # She types on and goes away before the page has saved it.
    field(page, "risks").fill("Written on the train, and at home.")
    page.goto(f"{desk.address}{address_of(shared, 'en', of_project=False)}")
    page.goto(f"{desk.address}{address_of(shared, 'en')}")
    expect(field(page, "risks")).to_have_value("Written on the train, and at home.")
