from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import invitations
from portfolio.projects.actions import following, handovers
from portfolio.workspace.waiting import KINDS
from tests.factories import accounts
from tests.factories import projects as make
from tests.workspace.conftest import heading_of, text_of

pytestmark = pytest.mark.django_db

WORK = "/en/work/"
FEBRUARY = dt.date(2026, 2, 20)


def groups(page: Any) -> dict[str, int]:
    return {group.kind.key: group.count for group in page.context["groups"]}


def test_the_officer_is_told_which_updates_are_due(
    maryam: Any, khalid: Any, moph: Any, moi: Any, on: Any, client_of: Any
) -> None:
    quiet = make.project(maryam, moph, title_en="Birth visit", title_ar="زيارة الولادة")
    told = make.project(maryam, moph, title_en="Clinic messages")
    make.project(khalid, moi, title_en="Canary patrol")
    on(dt.date(2026, 2, 1))
    make.update(maryam, told)
    on(FEBRUARY)

    page = client_of(maryam).get(WORK)

    assert heading_of(page) == "Good morning. 1 thing waits for you."
    assert groups(page) == {"updates": 1}
    assert "Tell what changed in Birth visit" in text_of(page)
    assert "no update yet; registered 46 days ago" in text_of(page)
    assert f'href="/en/portfolio/projects/{quiet.reference}/update/"' in page.content.decode()
    assert "Canary" not in text_of(page)
    assert groups(client_of(khalid).get(WORK)) == {"updates": 1}


def test_in_arabic_the_same_thing_is_said(maryam: Any, moph: Any, on: Any, client_of: Any) -> None:
    for number in range(3):
        make.project(maryam, moph, title_ar=f"مشروع {number}")
    on(FEBRUARY, 20)

    page = client_of(maryam).get("/ar/work/")

    assert heading_of(page) == "مساء الخير. 3 أمور بانتظارك."
    assert "أخبر بما تغيّر في مشروع 0" in text_of(page)


def test_a_gate_waits_for_the_lab_and_not_for_the_officer(
    maryam: Any, noora: Any, moph: Any, on: Any, client_of: Any
) -> None:
    request = make.gate_request(maryam, make.project(maryam, moph, title_en="Birth visit", complete=True))
    on(dt.date(2026, 1, 8), 14)

    page = client_of(noora).get(WORK)

    assert heading_of(page) == "Good afternoon. 1 thing waits for you."
    assert "Convene the panel for gate G1 of Birth visit" in text_of(page)
    assert "asked for 3 days ago" in text_of(page)
    assert f"/gates/{request.pk}/panel/" in page.content.decode()
    assert "1 gate waits for the lab" in text_of(page)
    assert groups(client_of(maryam).get(WORK)) == {}
    first, second = make.panel(noora, request)
    make.rate_gate(first)
    assert "The panel is judging gate G1 of Birth visit" in text_of(client_of(noora).get(WORK))
    make.rate_gate(second)
    page = client_of(noora).get(WORK)
    assert "Decide gate G1 of Birth visit" in text_of(page)
    assert f"/gates/{request.pk}/decide/" in page.content.decode()
    make.decide(noora, request)
    assert groups(client_of(noora).get(WORK)) == {}


def test_who_asked_for_a_gate_is_not_asked_to_decide_it(
    hamad: Any, noora: Any, moph: Any, maryam: Any, client_of: Any
) -> None:
    from accounts.actions import memberships

    memberships.give_role(by=hamad, person=noora, role="innovation_officer", agency=moph)
    noora = type(noora).objects.get(pk=noora.pk)
    make.gate_request(noora, make.project(maryam, moph, complete=True))

    assert groups(client_of(noora).get(WORK)) == {}
    assert groups(client_of(hamad).get(WORK)) == {"gates": 1}


def test_an_offered_project_waits_for_the_agency_that_it_is_offered_to(
    maryam: Any, khalid: Any, moph: Any, moi: Any, client_of: Any
) -> None:
    project = make.project(maryam, moph, title_en="Border app")
    handover = handovers.offer(by=maryam, project=project, to_agency=moi, reason="It is a matter of borders.")

    page = client_of(khalid).get(WORK)

    assert groups(page) == {"handovers": 1}
    assert "Ministry of Public Health offers you Border app" in text_of(page)
    assert f"/handovers/{handover.pk}/" in page.content.decode()
    assert groups(client_of(maryam).get(WORK)) == {}


def test_the_lab_looks_again_at_what_is_on_hold(maryam: Any, noora: Any, moph: Any, on: Any, client_of: Any) -> None:
    project = make.project(maryam, moph, title_en="Clinic messages")
    make.move(noora, project, "on-hold", look_again_on=dt.date(2026, 1, 20))
    on(dt.date(2026, 1, 19))
    assert groups(client_of(noora).get(WORK)) == {}

    on(dt.date(2026, 1, 20))

    assert groups(client_of(noora).get(WORK)) == {"held": 1}
    assert groups(client_of(maryam).get(WORK)) == {}


def test_an_imported_project_waits_until_it_is_complete(maryam: Any, noora: Any, moph: Any, client_of: Any) -> None:
    from portfolio.projects.models import Project

    complete = make.project(maryam, moph, complete=True)
    lacking = make.project(maryam, moph, title_en="Rural broadband")
    Project.objects.filter(pk__in=[complete.pk, lacking.pk]).update(source_name="register", source_key="")

    page = client_of(noora).get(WORK)

    assert groups(page) == {"imported": 1}
    assert "Complete Rural broadband : its source did not tell all" in text_of(page)


def test_an_invitation_waits_for_its_person_and_is_seen_by_the_administrator(
    hamad: Any, noora: Any, khalid: Any, moph: Any, client_of: Any
) -> None:
    invitations.invite(by=hamad, email="khalid@moi.example", role="juror", agency=moph, language="en")

    own = client_of(khalid).get(WORK)

    assert groups(own) == {"invitations": 1}
    assert "You are invited to be Juror at Ministry of Public Health" in text_of(own)
    opened = client_of(khalid).get(own.context["groups"][0].items[0].url)
    assert opened.status_code == 200
    assert groups(client_of(hamad).get(WORK)) == {"unanswered": 1}
    assert groups(client_of(noora).get(WORK)) == {}


def test_what_changed_in_what_is_followed_and_no_more_than_may_be_seen(
    maryam: Any, khalid: Any, noora: Any, moph: Any, moi: Any, on: Any, client_of: Any
) -> None:
    seen = make.project(maryam, moph, title_en="Birth visit", visibility="government")
    following.follow(by=khalid, project=seen)
    on(dt.date(2026, 1, 10))
    make.update(maryam, seen, what_changed="Canary words of the update")
    make.move(noora, seen, "discovery")

    told = text_of(client_of(khalid).get(WORK))
    own = text_of(client_of(maryam).get(WORK))

    assert "Birth visit Idea Discovery Moved forward" in told
    assert "Canary words" not in told
    assert "Canary words of the update" in own
    from portfolio.projects.models import Project

    Project.objects.filter(pk=seen.pk).update(visibility="agency")
    assert "Birth visit" not in text_of(client_of(khalid).get(WORK))
    assert "Birth visit" in text_of(client_of(maryam).get(WORK))


def test_a_clear_desk_says_what_to_do_first(maryam: Any, noora: Any, ali: Any, sheikha: Any, client_of: Any) -> None:
    told = {person: text_of(client_of(person).get(WORK)) for person in (maryam, noora, ali, sheikha)}

    assert all("Nothing waits for you." in words for words in told.values())
    assert "Register what your agency is trying out" in told[maryam]
    assert "No gate is open." in told[noora]
    assert "When something needs you, it stands here." in told[ali]
    assert "on the progress page" in told[sheikha]
    assert "Register a project" in told[maryam]
    assert "Register a project" not in told[ali]


def test_more_than_a_handful_are_one_click_away(maryam: Any, moph: Any, moi: Any, on: Any, client_of: Any) -> None:
    for _ in range(7):
        make.project(maryam, moph)
    on(FEBRUARY)
    browser = client_of(maryam)

    page = browser.get(WORK)
    every = browser.get(f"{WORK}?only=updates")

    assert len(page.context["groups"][0].items) == 5
    assert "See all 7" in text_of(page)
    assert len(every.context["items"]) == 7
    assert browser.get(f"{WORK}?only=gates").status_code == 404
    assert browser.get(f"{WORK}?only=nothing").status_code == 404


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [
        ("maryam", "/en/work/"),
        ("noora", "/en/work/"),
        ("fatima", "/en/work/"),
        ("yousef", "/en/work/"),
        ("sheikha", "/en/portfolio/progress/"),
    ],
)
def test_after_signing_in_each_role_has_its_first_screen(
    request: pytest.FixtureRequest, client_of: Any, who: str, lands_on: str
) -> None:
    assert client_of(request.getfixturevalue(who)).get("/en/start/").url == lands_on


def test_who_has_no_role_lands_on_the_public_site(hamad: Any, client_of: Any) -> None:
    assert client_of(accounts.person(hamad, "guest@moph.example")).get("/en/start/").url == "/en/"
    assert client_of(None).get("/en/start/").url.startswith("/en/accounts/login/")


def test_the_sign_in_leads_to_the_first_screen_in_ones_own_language(sheikha: Any, client: Any) -> None:
    type(sheikha).objects.filter(pk=sheikha.pk).update(language="ar")

    answer = client.post("/en/accounts/login/", {"login": sheikha.email, "password": accounts.PASSWORD}, follow=True)

    assert answer.redirect_chain[-1][0] == "/ar/portfolio/progress/"
    assert answer.status_code == 200


def test_the_number_of_queries_is_the_same_for_one_and_for_fifty(
    hamad: Any, maryam: Any, noora: Any, moph: Any, on: Any, client_of: Any
) -> None:
    def made(number: int) -> None:
        for _ in range(number):
            project = make.project(maryam, moph, complete=True)
            following.follow(by=noora, project=project)
            make.gate_request(maryam, project)
            make.update(maryam, project)

    def asked(person: Any) -> int:
        browser = client_of(person)
        browser.get(WORK)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(WORK).status_code == 200
        return len(queries)

    made(1)
    on(dt.date(2026, 2, 20))
    few = asked(noora), asked(maryam)
    on(dt.date(2026, 1, 6))
    made(49)
    on(dt.date(2026, 2, 20))
    many = asked(noora), asked(maryam)

    # With more than a handful each kind is counted too: gates for Noora, updates for Maryam.
    assert few == (LAB_QUERIES, OFFICER_QUERIES)
    assert many == (LAB_QUERIES + 1, OFFICER_QUERIES + 1)


LAB_QUERIES = 23
OFFICER_QUERIES = 17


def test_every_kind_is_scoped_to_the_person(hamad: Any, ali: Any, sheikha: Any) -> None:
    """Whoever has no work in a kind is asked nothing of it, or finds it empty."""
    assert len(KINDS) >= 7
    for person in (ali, sheikha):
        for kind in KINDS.values():
            rows = kind.queryset(person)
            assert rows is None or not rows.exists(), kind.key
