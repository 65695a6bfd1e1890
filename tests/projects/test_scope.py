"""What is of another agency is not there for Khalid: in the path, in a form and in a filter."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from portfolio.projects.actions import handovers
from portfolio.projects.enums import Visibility
from portfolio.projects.models import Project, ProjectState
from portfolio.projects.models.project import reference_of
from portfolio.projects.registers import forget
from tests.factories import projects

pytestmark = pytest.mark.django_db
CANARY = "Canary of the ministry of health"


@pytest.fixture(autouse=True)
def fresh_registers() -> None:
    forget()


@pytest.fixture
def secret(maryam: Any, moph: Any) -> Project:
    """A project of MOPH that only its own see, with something to leak in every field."""
    project = projects.project(
        maryam,
        moph,
        title_en=CANARY,
        title_ar=CANARY,
        summary_en=CANARY,
        summary_ar=CANARY,
        objectives=[projects.objective()],
    )
    projects.update(maryam, project, what_changed=CANARY, confidence="red", confidence_note=CANARY, next_step=CANARY)
    projects.milestone(project, CANARY)
    return project


@pytest.fixture
def seen_by_government(maryam: Any, moph: Any) -> Project:
    project = projects.project(
        maryam, moph, title_en="Open to government", complete=True, visibility=Visibility.GOVERNMENT
    )
    projects.update(maryam, project, what_changed=CANARY, confidence="red", confidence_note=CANARY, next_step=CANARY)
    projects.milestone(project, CANARY)
    return project


PATHS = (
    ("page", ()),
    ("edit", ()),
    ("update", ()),
    ("update_correct", ("update",)),
    ("gate_ask", ()),
    ("gate_discard", ()),
    ("gates", ()),
    ("gate", ("gate",)),
    ("gate_minutes", ("gate",)),
    ("gate_panel", ("gate",)),
    ("panel_recuse", ("gate", "seat")),
    ("gate_decide", ("gate",)),
    ("gate_withdraw", ("gate",)),
    ("move", ()),
    ("handover_offer", ()),
    ("cover", ()),
    ("follow", ()),
    ("unfollow", ()),
    ("history", ()),
)


@pytest.mark.parametrize(("name", "more"), PATHS, ids=[name for name, _ in PATHS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_path_of_another_agency_is_as_one_that_is_not_there(
    client_of: Any,
    khalid: Any,
    maryam: Any,
    noora: Any,
    secret: Project,
    name: str,
    more: tuple[str, ...],
    method: str,
) -> None:
    of_secret = {"update": secret.updates.get().pk, "gate": 0, "seat": 0}
    if "gate" in more:
        request = projects.gate_request(maryam, secret)
        of_secret["gate"] = request.pk
        if "seat" in more:
            of_secret["seat"] = projects.panel(noora, request)[0].pk
    there = reverse(f"projects:{name}", args=[secret.pk, *(of_secret[one] for one in more)])
    nowhere = reverse(f"projects:{name}", args=[secret.pk + 1000, *(of_secret[one] for one in more)])
    browser = client_of(khalid)
    data = {"key": str(uuid.uuid4())}

    answers = [getattr(browser, method)(path, data) for path in (there, nowhere)]

    assert {answer.status_code for answer in answers} in ({404}, {405})
    if method == "post" and name not in ("page", "history", "gates", "gate", "gate_minutes"):
        assert answers[0].status_code == 404
    first, second = (
        without_keys(answer.content.decode()).replace(reference, "")
        for answer, reference in zip(answers, (secret.reference, reference_of(secret.pk + 1000)), strict=True)
    )
    assert CANARY not in first
    assert first == second
    assert client_of(maryam).get(reverse("projects:page", args=[secret.pk])).status_code == 200, "the twin sees it"


def without_keys(page: str) -> str:
    return re.sub(r'(value|nonce)="[^"]{20,}"', "", page)


@pytest.mark.parametrize(
    "written", ["p-42", "p-00042", "p-0000", "p-abcd", "P-0001", "p-0001x", "p-999999999999999", "1"]
)
def test_a_reference_is_written_in_one_way(client_of: Any, maryam: Any, written: str) -> None:
    assert client_of(maryam).get(f"/en/portfolio/projects/{written}/").status_code == 404


def test_a_part_of_one_project_is_not_reached_through_another(
    client_of: Any, maryam: Any, secret: Project, seen_by_government: Project
) -> None:
    update = seen_by_government.updates.get()
    browser = client_of(maryam)

    assert browser.get(reverse("projects:update_correct", args=[secret.pk, update.pk])).status_code == 404
    assert browser.get(reverse("projects:update_correct", args=[seen_by_government.pk, update.pk])).status_code == 200


def test_the_list_does_not_show_what_is_hidden(
    client_of: Any, khalid: Any, maryam: Any, yousef: Any, secret: Project, seen_by_government: Project
) -> None:
    for who, expected in ((khalid, {False}), (yousef, {False}), (None, {False}), (maryam, {True})):
        for path in ("list", "board"):
            page = client_of(who).get(reverse(f"projects:{path}")).content.decode()
            assert {CANARY in page} == expected, (who, path)


@pytest.mark.parametrize(
    "question",
    [
        "q=canary",
        "agency=MOPH",
        "objective=one-front-door",
        "strategy=nds3",
        "stage=idea",
        "visibility=agency",
        "confidence=red",
        "sort=confidence",
        "sort=updated",
        "moved=any&since=2020-01-01",
    ],
)
def test_no_filter_finds_what_is_hidden(
    client_of: Any, khalid: Any, maryam: Any, secret: Project, question: str
) -> None:
    page = client_of(khalid).get(f"{reverse('projects:list')}?{question}")

    assert page.status_code == 200
    assert CANARY not in page.content.decode().replace("“canary”", "")
    if question not in ("moved=any&since=2020-01-01",):
        assert CANARY in client_of(maryam).get(f"{reverse('projects:list')}?{question}").content.decode()


def test_the_outline_keeps_the_work_inside(
    client_of: Any, khalid: Any, maryam: Any, seen_by_government: Project
) -> None:
    address = reverse("projects:page", args=[seen_by_government.pk])

    outline = client_of(khalid).get(address).content.decode()
    whole = client_of(maryam).get(address).content.decode()

    for words in (CANARY, "Off track", "Maryam"):
        assert words not in outline
        assert words in whole
    assert "Open to government" in outline
    assert str(seen_by_government.summary_en) in outline
    assert "Objective one-front-door" not in outline, "objectives are for public projects"


def test_a_public_project_is_there_for_a_visitor_with_its_objectives(client_of: Any, maryam: Any, moph: Any) -> None:
    public = projects.project(maryam, moph, visibility=Visibility.PUBLIC)
    government = projects.project(maryam, moph, visibility=Visibility.GOVERNMENT)
    projects.update(maryam, public, what_changed=CANARY, confidence="red", confidence_note=CANARY)

    page = client_of(None).get(reverse("projects:page", args=[public.pk]))

    assert page.status_code == 200
    assert "Objective one-front-door" in page.content.decode()
    assert CANARY not in page.content.decode()
    assert client_of(None).get(reverse("projects:page", args=[government.pk])).status_code == 404


@pytest.mark.parametrize(
    "question",
    ["confidence=red", "confidence=green", "sort=confidence", "sort=-confidence", "sort=updated", "sort=-updated"],
)
def test_to_filter_or_sort_by_confidence_tells_nothing_of_an_outline(
    client_of: Any, khalid: Any, moi: Any, maryam: Any, seen_by_government: Project, question: str
) -> None:
    own = projects.project(khalid, moi, title_en="Own of interior", complete=True)
    projects.update(
        khalid, own, confidence=question.removeprefix("confidence=") if "confidence=" in question else "red"
    )
    browser = client_of(khalid)

    asked = browser.get(f"{reverse('projects:list')}?{question}").content.decode()
    plain = browser.get(reverse("projects:list")).content.decode()

    assert "Open to government" not in asked
    assert "Only projects that you see wholly are listed" in asked
    assert "Own of interior" in asked
    assert "Open to government" in plain
    assert "Only projects that you see wholly are listed" not in plain


def test_a_project_is_not_registered_for_another_agency(client_of: Any, khalid: Any, moph: Any, moi: Any) -> None:
    typed = {
        "key": str(uuid.uuid4()),
        "title_en": "A",
        "title_ar": "أ",
        "visibility": "agency",
        "stage": projects.stage("idea").pk,
    }
    browser = client_of(khalid)

    answer = browser.post(reverse("projects:register"), {**typed, "lead_agency": moph.pk})

    assert answer.status_code == 422
    assert "This cannot be chosen here." in answer.content.decode()
    assert Project.objects.count() == 0
    assert browser.post(reverse("projects:register"), {**typed, "lead_agency": moi.pk}).status_code == 302


def test_a_partner_sees_it_wholly_until_the_partnership_ends(
    client_of: Any, khalid: Any, maryam: Any, moph: Any, moi: Any
) -> None:
    from portfolio.projects.actions import registration

    project = projects.project(maryam, moph, partners=[moi])
    projects.update(maryam, project, what_changed=CANARY)
    address = reverse("projects:page", args=[project.pk])
    assert CANARY in client_of(khalid).get(address).content.decode()

    registration.edit(by=maryam, project=project, version=project.version, partners=[])

    assert client_of(khalid).get(address).status_code == 404


def test_an_offer_is_seen_by_both_agencies_alone(
    client_of: Any, khalid: Any, maryam: Any, noora: Any, yousef: Any, cgb: Any, hamad: Any, moi: Any, secret: Project
) -> None:
    from accounts.enums import Role
    from tests.factories import accounts

    third = accounts.agency(hamad, "MCIT")
    aisha = accounts.person(hamad, "aisha@mcit.example", Role.INNOVATION_OFFICER, third)
    offer = handovers.offer(by=maryam, project=secret, to_agency=moi, reason="Their counters.")
    address = reverse("projects:handover", args=[offer.pk])

    assert {who.email: client_of(who).get(address).status_code for who in (khalid, maryam, noora, aisha, yousef)} == {
        "khalid@moi.example": 200,
        "maryam@moph.example": 200,
        "noora@cgb.example": 200,
        "aisha@mcit.example": 404,
        "yousef@moi.example": 404,
    }
    assert client_of(khalid).get(reverse("projects:page", args=[secret.pk])).status_code == 404, "not before it is his"


def test_the_past_does_not_show_what_has_been_hidden_since(client_of: Any, khalid: Any, maryam: Any, moph: Any) -> None:
    """As of a past day: visible only what is visible now, and was then."""
    import datetime as dt

    import time_machine

    from accounts.models import Membership
    from portfolio.projects.actions import registration

    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    moves = (
        ("hidden later", "government", "agency"),
        ("hidden then", "agency", "government"),
        ("always", "government", "government"),
    )
    with time_machine.travel("2026-02-01 09:00+03:00", tick=False):
        again = type(maryam).objects.get(pk=maryam.pk)
        made = {name: projects.project(again, moph, title_en=name, visibility=then) for name, then, _now in moves}
    with time_machine.travel("2026-03-01 09:00+03:00", tick=False):
        again = type(maryam).objects.get(pk=maryam.pk)
        for name, then, now in moves:
            if then != now:
                registration.edit(by=again, project=made[name], version=1, visibility=now)

    seen = ProjectState.objects.on(dt.date(2026, 2, 10)).visible_to(khalid)

    assert {state.title_en for state in seen} == {"always"}
    assert {state.title_en for state in ProjectState.objects.on(None).visible_to(khalid)} == {"always", "hidden then"}
    assert {state.title_en for state in ProjectState.objects.on(dt.date(2026, 2, 10)).visible_to(maryam)} == set(made)


def test_who_is_inside_nothing_has_no_column_of_what_insiders_see(
    client_of: Any, maryam: Any, yousef: Any, moph: Any
) -> None:
    projects.update(maryam, projects.project(maryam, moph, visibility=Visibility.PUBLIC), confidence="red")

    for who, expected in ((None, False), (yousef, False), (maryam, True)):
        page = client_of(who).get(reverse("projects:list")).content.decode()
        assert ("sort=updated" in page, 'name="confidence"' in page, "Off track" in page) == (expected,) * 3
