from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.projects.actions import following
from records.actions.notices import tell
from records.models import AuditEvent, Notification
from tests.factories import projects as make
from tests.workspace.conftest import heading_of, text_of

pytestmark = pytest.mark.django_db

NOTICES = "/en/work/notices/"


def forget_earlier_notices() -> None:
    """Each persona was told of her role when she was brought in."""
    Notification.objects.all().delete()


def told(person: Any, project: Any, times: int = 1) -> list[Notification]:
    path = f"/portfolio/projects/{project.reference}/"
    for _ in range(times):
        tell([person], kind="projects.updated", path=path, facts={"project": project.pk})
    return list(Notification.objects.filter(person=person, kind="projects.updated").order_by("pk"))


def test_a_move_is_told_to_who_follows_in_the_readers_language(
    maryam: Any, khalid: Any, noora: Any, moph: Any, moi: Any, client_of: Any
) -> None:
    project = make.project(
        maryam, moph, title_en="Birth visit", title_ar="زيارة الولادة", partners=[moi], visibility="government"
    )
    following.follow(by=khalid, project=project)
    forget_earlier_notices()
    make.move(noora, project, "discovery")
    browser = client_of(khalid)

    english, arabic = browser.get(NOTICES), browser.get("/ar/work/notices/")

    assert heading_of(english) == "1 notice is new."
    assert "“Birth visit” is now in: Discovery" in text_of(english)
    assert heading_of(arabic) == "إشعار جديد واحد."
    assert "زيارة الولادة" in text_of(arabic)
    assert "الاستكشاف" in text_of(arabic)
    assert 'aria-label="Notifications, 1 unread"' in english.content.decode()


def test_to_open_a_notice_is_to_have_read_it(maryam: Any, moph: Any, client_of: Any) -> None:
    forget_earlier_notices()
    project = make.project(maryam, moph)
    notice = told(maryam, project)[0]
    browser = client_of(maryam)

    opened = browser.post(f"{NOTICES}{notice.pk}/open/")

    assert opened.url == f"/en/portfolio/projects/{project.reference}/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert heading_of(browser.get(NOTICES)) == "No new notices."
    assert browser.get(f"{NOTICES}{notice.pk}/open/").status_code == 405


def test_another_persons_notice_is_not_there(maryam: Any, khalid: Any, moph: Any, client_of: Any) -> None:
    notice = told(maryam, make.project(maryam, moph))[0]

    assert client_of(khalid).post(f"{NOTICES}{notice.pk}/open/").status_code == 404
    assert client_of(khalid).post(f"{NOTICES}{notice.pk + 100}/open/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert client_of(maryam).post(f"{NOTICES}{notice.pk}/open/").status_code == 302


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_a_notice_leads_nowhere_else(maryam: Any, moph: Any, client_of: Any, path: str) -> None:
    notice = told(maryam, make.project(maryam, moph))[0]
    Notification.objects.filter(pk=notice.pk).update(path=path)

    assert client_of(maryam).post(f"{NOTICES}{notice.pk}/open/").url == NOTICES


def test_all_can_be_read_at_once_and_only_ones_own(maryam: Any, khalid: Any, moph: Any, client_of: Any) -> None:
    forget_earlier_notices()
    project = make.project(maryam, moph)
    told(maryam, project, 3)
    told(khalid, project, 2)

    client_of(maryam).post(f"{NOTICES}read/")

    assert Notification.objects.filter(person=maryam, read_at=None).count() == 0
    assert Notification.objects.filter(person=khalid, read_at=None).count() == 2
    event = AuditEvent.objects.filter(action="workspace.read_all_notices").get()
    assert (event.actor_id, event.count) == (maryam.pk, 3)


def test_an_empty_list_says_how_it_fills(ali: Any, client_of: Any) -> None:
    forget_earlier_notices()

    page = text_of(client_of(ali).get(NOTICES))

    assert "No new notices." in page
    assert "Follow a project, and its moves and updates are told to you here." in page


def test_fifty_notices_need_no_more_queries_than_one(maryam: Any, moph: Any, on: Any, client_of: Any) -> None:
    """Session, person, roles, unread for the bell and once for the page; the count, the page, the projects."""
    forget_earlier_notices()
    projects = [make.project(maryam, moph) for _ in range(50)]
    told(maryam, projects[0])
    on(dt.date(2026, 1, 6))
    browser = client_of(maryam)
    browser.get(NOTICES)
    with CaptureQueriesContext(connection) as with_one:
        browser.get(NOTICES)
    for project in projects[1:]:
        told(maryam, project)
    with CaptureQueriesContext(connection) as with_fifty:
        page = browser.get(NOTICES)

    assert page.context["page"].paginator.count == 50
    assert (len(with_one), len(with_fifty)) == (8, 8), [query["sql"][:100] for query in with_fifty]


def test_the_frame_asks_a_visitor_nothing_and_a_signed_in_person_once(maryam: Any, rf: Any) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string

    def asked(person: Any) -> list[str]:
        request = rf.get("/en/nowhere/")
        request.user = person
        person.standing if hasattr(person, "standing") else None
        with CaptureQueriesContext(connection) as queries:
            render_to_string("404.html", {}, request)
        return [query["sql"] for query in queries if "notification" in query["sql"] or "person" in query["sql"]]

    assert asked(AnonymousUser()) == []
    assert len(asked(maryam)) == 1
