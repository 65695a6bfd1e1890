from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.followups.models import FollowUp
from portfolio.projects.followed_up import TO_GREEN
from tests.factories import followups as owe
from tests.factories import projects as make

pytestmark = pytest.mark.django_db

LIST = "/en/portfolio/actions/"
MARCH = dt.date(2026, 3, 1)


def words_of(page: Any) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def three(maryam: Any, khalid: Any, ali: Any, moph: Any, moi: Any, on: Any) -> list[FollowUp]:
    """Two of the Ministry of Public Health, one of them Ali's and late; one of the Ministry of Interior."""
    on(MARCH)
    ours = make.project(maryam, moph, title_en="Birth visit")
    theirs = make.project(khalid, moi, title_en="Canary patrol")
    made = [
        owe.followup(maryam, ours, title="Sign the agreement", owner=ali, due_on=dt.date(2026, 3, 10)),
        owe.followup(maryam, ours, title="Hire two nurses", owner_agency=moph, due_on=dt.date(2026, 4, 30)),
        owe.followup(khalid, theirs, title="Order the radios", kind=TO_GREEN, due_on=dt.date(2026, 5, 1)),
    ]
    on(dt.date(2026, 3, 15))
    return made


@pytest.mark.parametrize(
    ("who", "question", "expected"),
    [
        ("maryam", "", ["Sign the agreement", "Hire two nurses"]),
        ("maryam", "?whose=mine", ["Hire two nurses"]),
        ("maryam", "?whose=agency", ["Sign the agreement", "Hire two nurses"]),
        ("maryam", "?show=late", ["Sign the agreement"]),
        ("ali", "", ["Sign the agreement"]),
        ("khalid", "", ["Order the radios"]),
        ("sheikha", "", ["Sign the agreement", "Hire two nurses", "Order the radios"]),
        ("sheikha", "?kind=projects.to_green", ["Order the radios"]),
        ("noora", "?show=done", []),
        ("noora", "?show=nonsense&kind=nonsense", ["Sign the agreement", "Hire two nurses", "Order the radios"]),
    ],
)
def test_who_finds_what(three: Any, who: str, question: str, expected: list[str], request: Any, client_of: Any) -> None:
    page = client_of(request.getfixturevalue(who)).get(LIST + question)
    assert page.status_code == 200
    assert [row.title for row in page.context["page"].object_list] == expected


def test_the_page_opens_with_the_news(three: Any, sheikha: Any, client_of: Any) -> None:
    page = client_of(sheikha).get(LIST)
    assert "3 actions are open, 1 of them late." in words_of(page).replace(" ,", ",")
    assert 'href="/en/portfolio/actions/?show=late">1</a>' in page.content.decode()
    assert "5 days late" in words_of(page)


def test_an_empty_list_says_where_actions_come_from(maryam: Any, client_of: Any) -> None:
    page = client_of(maryam).get(LIST)
    assert "No action is open" in words_of(page)
    assert "Open the portfolio" in words_of(page)


def test_in_arabic(three: Any, sheikha: Any, client_of: Any) -> None:
    page = client_of(sheikha).get("/ar/portfolio/actions/")
    assert "متأخر" in words_of(page)
    assert 'dir="rtl"' in page.content.decode()


def test_the_list_asks_the_same_for_one_row_and_for_fifty(
    maryam: Any, moph: Any, moi: Any, noora: Any, client_of: Any
) -> None:
    project = make.project(maryam, moph)
    owe.followup(maryam, project)
    browser = client_of(noora)
    browser.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(LIST)
    for number in range(49):
        about = make.project(maryam, moph) if number % 5 == 0 else project
        owe.followup(maryam, about, owner=maryam, owner_agency=moi, title=f"Step {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(browser.get(LIST).context["page"].object_list) == 50
    assert len(few) == len(many) == 8, [query["sql"][:90] for query in many]


def test_another_agencys_action_is_not_there(three: Any, khalid: Any, maryam: Any, client_of: Any) -> None:
    mine = three[0]
    assert client_of(khalid).get(f"{LIST}{mine.pk}/").status_code == 404
    assert client_of(khalid).post(f"{LIST}{mine.pk}/done/").status_code == 404
    assert client_of(maryam).get(f"{LIST}{mine.pk}/").status_code == 200


def test_a_date_that_is_none_keeps_what_was_typed(three: Any, maryam: Any, client_of: Any) -> None:
    """The 31st of February."""
    page = client_of(maryam).post(
        f"{LIST}{three[0].pk}/due/",
        {"key": uuid.uuid4(), "version": 1, "due_on": "2026-02-31", "reason": "The lawyers asked for a month."},
    )
    assert page.status_code == 422
    assert "There is no such date" in words_of(page)
    assert "2026-02-31" in page.content.decode()
    assert "The lawyers asked for a month." in page.content.decode()
    assert FollowUp.objects.get(pk=three[0].pk).due_on == dt.date(2026, 3, 10)


def test_arabic_digits_are_a_date(three: Any, maryam: Any, client_of: Any) -> None:
    answer = client_of(maryam).post(
        f"{LIST}{three[0].pk}/due/",
        {"key": uuid.uuid4(), "version": 1, "due_on": "٢٠٢٦-٠٤-٠١", "reason": "شهر آخر للمراجعة القانونية."},
    )
    assert answer.status_code == 302
    assert FollowUp.objects.get(pk=three[0].pk).due_on == dt.date(2026, 4, 1)
    page = client_of(maryam).get(f"{LIST}{three[0].pk}/")
    assert "First promised for" in words_of(page)
    assert "شهر آخر للمراجعة القانونية." in page.content.decode()


def test_somebody_else_was_quicker(three: Any, maryam: Any, noora: Any, client_of: Any) -> None:
    from portfolio.followups.actions import promises

    promises.change_due(by=noora, followup=three[0], version=1, due_on=dt.date(2026, 6, 1), reason="Ramadan.")
    page = client_of(maryam).post(
        f"{LIST}{three[0].pk}/done/", {"key": uuid.uuid4(), "version": 1, "outcome": "Signed on Sunday."}
    )
    assert page.status_code == 409
    assert "Somebody else changed this action meanwhile" in words_of(page)
    assert "Signed on Sunday." in page.content.decode()
    assert FollowUp.objects.get(pk=three[0].pk).is_open


def test_what_is_owed_waits_in_my_work(three: Any, ali: Any, maryam: Any, client_of: Any) -> None:
    page = client_of(ali).get("/en/work/")
    assert "Sign the agreement" in words_of(page)
    assert "5 days late" in words_of(page)
    assert "Sign the agreement" not in words_of(client_of(maryam).get("/en/work/"))
