"""Maryam signs in, finds her project, tells of it and asks for its gate, by keyboard alone; Noora decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import Person
from portfolio.projects.actions import handovers, registration, updates
from portfolio.projects.models import GateRequest, Project
from tests.e2e.conftest import Desk, tab_to
from tests.factories import accounts
from tests.factories import projects as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lab(transactional_db: None) -> dict[str, Any]:
    hamad = accounts.found_lab()
    moph = accounts.agency(hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة")
    moi = accounts.agency(hamad, "MOI", name_en="Ministry of Interior", name_ar="وزارة الداخلية")
    cgb = hamad.memberships.get().agency
    names = {"name_en": "Maryam Al-Thani", "name_ar": "مريم آل ثاني"}
    maryam = accounts.person(hamad, "maryam@moph.example", Role.INNOVATION_OFFICER, moph, **names)
    khalid = accounts.person(hamad, "khalid@moi.example", Role.INNOVATION_OFFICER, moi)
    noora = accounts.person(hamad, "noora@cgb.example", Role.LAB_CURATOR, cgb)
    project = make.project(
        maryam, moph, title_en="Birth in one visit", title_ar="المولود في زيارة واحدة", complete=True, partners=[moi]
    )
    make.project(maryam, moph, title_en="Home care", title_ar="الرعاية المنزلية")
    return {
        "hamad": hamad,
        "maryam": maryam,
        "khalid": khalid,
        "noora": noora,
        "project": project,
        "moph": moph,
        "moi": moi,
    }


WORDS = {
    "en": {
        "dir": "ltr",
        "search": "birth",
        "title": "Birth in one visit",
        "stage": "Discovery",
        "told": "The first forty families used it.",
    },
    "ar": {
        "dir": "rtl",
        "search": "المولود",
        "title": "المولود في زيارة واحدة",
        "stage": "الاستكشاف",
        "told": "استخدمته أول أربعين أسرة.",
    },
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_officer_moves_her_project_forward(
    lab: dict[str, Any], desk: Desk, faults_of: Callable[[Page], list[str]], language: str, width: int
) -> None:
    words = WORDS[language]
    Person.objects.update(language=language)
    page = desk.window(width=width)

    # She signs in.
    page.goto(f"{desk.address}/{language}/accounts/login/")
    tab_to(page, "[name=login]")
    page.keyboard.type("maryam@moph.example")
    tab_to(page, "[name=password]")
    page.keyboard.type(accounts.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)

    # She finds her project by a word of its title.
    page.goto(f"{desk.address}/{language}/portfolio/projects/")
    expect(page.locator("html")).to_have_attribute("dir", words["dir"])
    assert faults_of(page) == []
    tab_to(page, "main [name=q]")
    page.keyboard.type(words["search"])
    page.keyboard.press("Enter")
    expect(page.locator(".row-title")).to_have_count(1)
    assert "agency=" not in page.url, "filters left empty stay out of the address"
    tab_to(page, ".row-title")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(words["title"])
    assert faults_of(page) == []

    # She tells what changed: one form, sent once, without the mouse. First she forgets why it is at risk.
    tab_to(page, "[name=what_changed]")
    page.keyboard.type(words["told"])
    tab_to(page, "[name=confidence]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=next_step]")
    page.keyboard.type("B")
    page.keyboard.press("Enter")
    expect(page.locator("[data-errors]")).to_be_focused()
    expect(page.locator("[name=what_changed]")).to_have_value(words["told"])
    assert faults_of(page) == []
    tab_to(page, "[name=confidence_note]")
    page.keyboard.type(words["told"])
    page.keyboard.press("Enter")
    expect(page.locator(".messages .notice-success")).to_be_visible()
    expect(page.locator("#updates .update")).to_contain_text(words["told"])
    expect(page.locator(".standing .confidence-at-risk")).to_be_visible()

    # She asks for the gate.
    with translation.override(language):
        asked = reverse("projects:gate_ask", args=[lab["project"].pk])
    tab_to(page, f'a[href="{asked}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{asked}")
    tab_to(page, "[name=case]")
    page.keyboard.type(words["told"])
    for shown in make.evidence(lab["project"]):
        tab_to(page, f"[name=text_{shown.criterion.pk}]")
        page.keyboard.type(words["told"])
    assert faults_of(page) == []
    tab_to(page, "main form button[name=ask]")
    page.keyboard.press("Enter")
    expect(page.locator("#gate")).to_contain_text(words["told"])

    # A panel judges, and Noora decides.
    make.judged(lab["noora"], GateRequest.objects.get(project=lab["project"]))
    curator = desk.window(lab["noora"], width=width)
    curator.goto(page.url)
    curator.locator("#gate .button-primary").click()
    curator.wait_for_url("**/gates/*/")
    curator.locator("a.button-primary[href$='/decide/']").click()
    curator.wait_for_url("**/decide/")
    curator.locator("[name=ruling][value=proceed]").check()
    curator.locator("[name=reason]").fill(words["told"])
    assert faults_of(curator) == []
    curator.locator("main form .button-primary").click()
    curator.wait_for_url("**/gates/*/")
    curator.goto(page.url)
    expect(curator.locator('[aria-current="step"]')).to_contain_text(words["stage"])

    # And Maryam sees it.
    page.reload()
    expect(page.locator('[aria-current="step"]')).to_contain_text(words["stage"])
    expect(page.locator("#gate .decision")).to_contain_text(words["told"])
    assert Project.objects.select_related("stage").get(pk=lab["project"].pk).stage.code == "discovery"
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_of_projects(
    lab: dict[str, Any], desk: Desk, faults_of: Callable[[Page], list[str]], language: str
) -> None:
    project, maryam = lab["project"], lab["maryam"]
    update = make.update(maryam, project, confidence="amber")
    updates.correct(
        by=maryam, update=update, version=1, what_changed="Told better.", confidence="red", confidence_note="Late."
    )
    make.milestone(project, forecast_on=project.registered_on)
    waiting = make.project(maryam, lab["moph"], complete=True)
    gate = make.gate_request(maryam, waiting)
    seats = make.panel(lab["noora"], gate)
    make.rate_gate(seats[0], "partly")
    decided = make.project(maryam, lab["moph"], complete=True)
    past_gate = make.gate_request(maryam, decided)
    make.decide(lab["noora"], past_gate, "conditions")
    asking = make.project(maryam, lab["moph"], complete=True)
    held = make.project(maryam, lab["moph"], complete=True, visibility="public")
    make.move(lab["noora"], held, "on-hold")
    offer = handovers.offer(by=maryam, project=project, to_agency=lab["moi"], reason="Theirs.")
    registration.edit(by=maryam, project=project, version=1, starts_on=project.registered_on)
    with translation.override(language):

        def at(name: str, *args: Any) -> str:
            return reverse(f"projects:{name}", args=args)

        pages = {
            maryam: [
                at("list"), at("list") + "?stage=nonsense&as-of=2026-01-01", at("list") + "?q=nothing-is-called-so",
                at("board"), at("register"), at("page", project.pk), at("page", held.pk), at("edit", project.pk),
                at("update_correct", project.pk, update.pk), at("cover", project.pk), at("handover", offer.pk),
                at("handover_offer", held.pk), at("history", project.pk), at("history", project.pk) + "?show=edits",
                at("history", project.pk) + "?show=updates", at("gate_ask", asking.pk), at("gates", decided.pk),
                at("gate", waiting.pk, gate.pk), at("gate", decided.pk, past_gate.pk),
                at("gate_minutes", decided.pk, past_gate.pk),
            ],
            lab["khalid"]: [at("handover", offer.pk), at("page", held.pk)],
            lab["noora"]: [
                at("gate_decide", waiting.pk, gate.pk), at("gate_panel", waiting.pk, gate.pk),
                at("panel_recuse", waiting.pk, gate.pk, seats[0].pk), at("move", project.pk), at("page", waiting.pk),
                at("board"),
            ],
            seats[0].person: [at("panel", seats[0].pk)],
            seats[1].person: [at("panel", seats[1].pk)],
            None: [at("list"), at("page", held.pk)],
        }  # fmt: skip
    found: dict[str, list[str]] = {}
    for who, paths in pages.items():
        window = desk.window(who)
        for path in paths:
            window.goto(desk.address + path)
            window.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
            for width, scheme in ((1280, "light"), (320, "light"), (768, "dark")):
                window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                window.set_viewport_size({"width": width, "height": 900})
                # Colours fade into the other scheme; half way there they have no contrast of their own.
                window.wait_for_timeout(300)
                if faults := faults_of(window):
                    found[f"{path} {width} {scheme}"] = faults
    assert found == {}
    assert desk.complaints == []


def test_both_versions_of_an_edit_are_shown(
    lab: dict[str, Any], desk: Desk, faults_of: Callable[[Page], list[str]]
) -> None:
    page = desk.window(lab["maryam"], width=320)
    page.goto(desk.address + reverse("projects:edit", args=[lab["project"].pk]))
    page.locator("[name=title_en]").fill("Typed by Maryam")
    registration.edit(by=lab["noora"], project=lab["project"], version=1, title_en="Saved by Noora")

    page.locator("main form .button-primary").click()

    expect(page.locator(".versions")).to_contain_text("Saved by")
    expect(page.locator("[name=title_en]")).to_have_value("Typed by Maryam")
    assert faults_of(page) == []


def test_axe_finds_a_fault_that_was_made(
    desk: Desk, faults_of: Callable[[Page], list[str]], lab: dict[str, Any]
) -> None:
    page = desk.window()
    page.goto(f"{desk.address}/en/portfolio/projects/")
    assert faults_of(page) == []

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"x.png\"><div id=wide>-</div>')")
    page.evaluate("document.querySelector('#wide').style.inlineSize = '3000px'")

    faults = faults_of(page)
    assert any(fault.startswith("image-alt") for fault in faults)
    assert any(fault.startswith("scrolls sideways") for fault in faults)


def test_a_form_pressed_twice_is_sent_once(lab: dict[str, Any], desk: Desk) -> None:
    page = desk.window(lab["maryam"])
    page.goto(desk.address + reverse("projects:page", args=[lab["project"].pk]))
    page.locator("[name=what_changed]").fill("Once.")
    page.locator("[name=confidence][value=green]").check(force=True)

    page.locator("#post-update .button-primary").dblclick()

    expect(page.locator("#updates .update")).to_have_count(1)
    assert lab["project"].updates.count() == 1
    assert uuid.UUID(page.locator("#post-update [name=key]").input_value())
