"""Views saved by name: of who saved them, or of whoever has the address, and there with the reader's own rights."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import forgetting
from records.actions import saved_views
from records.models import AuditEvent, SavedView
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import projects

pytestmark = pytest.mark.django_db


def kept(by: Any, name: str = "Clinics in pilot", **fields: Any) -> SavedView:
    fields = {"place": "projects:roadmap", "query": "agency=MOPH&stage=pilot&page=3&span=4", **fields}
    return saved_views.save(by=by, name=name, **fields)


def test_a_view_keeps_place_and_filters_without_the_page(client_of: Any, maryam: Any) -> None:
    view = kept(maryam)

    answer = client_of(maryam).get(reverse("records:view", args=[view.pk]))

    assert answer.status_code == 302
    assert answer["Location"] == reverse("projects:roadmap") + "?agency=MOPH&stage=pilot&span=4"


def test_maryam_saves_what_she_sees_and_finds_it_above_the_list(client_of: Any, maryam: Any, khalid: Any) -> None:
    hers = client_of(maryam)
    page = hers.get(reverse("projects:matrix") + "?agency=MOPH&up=novelty&page=2").content.decode()
    assert 'name="query" value="agency=MOPH&amp;up=novelty"' in page
    form = {"key": str(uuid.uuid4()), "name": "Ours", "place": "projects:matrix", "query": "agency=MOPH&up=novelty"}

    answer = hers.post(reverse("records:view_save"), form)
    again = hers.post(reverse("records:view_save"), form)

    assert answer["Location"] == again["Location"] == reverse("projects:matrix") + "?agency=MOPH&up=novelty"
    view = SavedView.objects.get()
    assert (view.name, view.person_id, view.is_shared) == ("Ours", maryam.pk, False)
    entry = f'href="/views/{view.pk}/"><bdi>Ours</bdi>'
    for name in ("list", "board", "roadmap", "matrix", "balance"):
        assert entry in hers.get(reverse(f"projects:{name}")).content.decode()
    assert entry not in client_of(khalid).get(reverse("projects:list")).content.decode()


def test_a_private_view_is_not_there_for_others(client_of: Any, maryam: Any, khalid: Any) -> None:
    view = kept(maryam)
    his = client_of(khalid)
    for name in ("view", "view_change", "view_delete"):
        ask = his.post if name == "view_delete" else his.get
        answer = ask(reverse(f"records:{name}", args=[view.pk]), follow=True)
        assert answer.status_code == 404, name
    with pytest.raises(NotAllowed):
        saved_views.delete(by=khalid, view=view)
    with pytest.raises(NotAllowed):
        saved_views.change(by=khalid, view=view, name="His", is_shared=True)
    assert SavedView.objects.get().name == "Clinics in pilot"


def test_a_shared_address_opens_what_its_reader_may_see(client_of: Any, maryam: Any, khalid: Any, moph: Any) -> None:
    projects.project(maryam, moph, title_en="Only for the ministry", stage="pilot")
    view = kept(maryam, place="projects:list", is_shared=True)
    address = reverse("records:view", args=[view.pk])

    hers = client_of(maryam).get(address, follow=True).content.decode()
    his = client_of(khalid).get(address, follow=True)

    assert "Only for the ministry" in hers
    assert his.status_code == 200 and "Only for the ministry" not in his.content.decode()
    assert client_of(khalid).get(reverse("records:view_change", args=[view.pk]), follow=True).status_code == 404
    assert client_of(None).get(address).status_code == 302


def test_rename_share_and_delete(client_of: Any, maryam: Any) -> None:
    view, browser = kept(maryam), client_of(maryam)
    change = reverse("records:view_change", args=[view.pk])

    answer = browser.post(change, {"key": str(uuid.uuid4()), "name": "Pilots", "is_shared": "on", "version": "1"})
    assert answer["Location"] == reverse("records:saved_views")
    assert "Pilots" in browser.get(reverse("projects:list")).content.decode()
    own = browser.get(reverse("records:saved_views")).content.decode()
    assert f"http://testserver/views/{view.pk}/" in own

    assert browser.post(reverse("records:view_delete", args=[view.pk]), {"key": str(uuid.uuid4())}).status_code == 302
    assert not SavedView.objects.exists()
    assert "Pilots" not in browser.get(reverse("projects:list")).content.decode()
    events = AuditEvent.objects.filter(action__startswith="views.").order_by("id")
    assert [event.action for event in events] == ["views.save", "views.change", "views.delete"]


def test_two_windows_that_rename_one_view(client_of: Any, maryam: Any) -> None:
    view = kept(maryam)
    saved_views.change(by=maryam, view=view, name="First", is_shared=False, version=1)
    with pytest.raises(EditConflict):
        saved_views.change(by=maryam, view=view, name="Second", is_shared=False, version=1)

    form = {"key": str(uuid.uuid4()), "name": "Second", "version": "1"}
    answer = client_of(maryam).post(reverse("records:view_change", args=[view.pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First" in page and 'value="Second"' in page and 'name="version" value="2"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "Give it a name."),
        ({"name": "x" * 81}, "At most 80 characters fit."),
        ({"place": "accounts:people"}, "This page cannot be saved as a view."),
        ({"query": "q=" + "x" * 2100}, "There are too many filters to keep"),
    ],
)
def test_what_cannot_be_saved_is_told(maryam: Any, fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        kept(maryam, **{"name": "View", **fields})
    assert not SavedView.objects.exists()


def test_a_name_that_is_taken_is_kept_anew_and_not_given_twice(maryam: Any, khalid: Any) -> None:
    kept(maryam, "A")
    kept(khalid, "A")
    other = kept(maryam, "B")
    kept(maryam, "A", query="stage=idea")

    assert SavedView.objects.get(person=maryam, name="A").asked == [["stage", "idea"]]
    with pytest.raises(ValidationError, match="You have a view of this name already"):
        saved_views.change(by=maryam, view=other, name="A", is_shared=False)


def test_the_menu_costs_no_query(client_of: Any, maryam: Any) -> None:
    for number in range(5):
        kept(maryam, f"View {number}")
    browser, path = client_of(maryam), reverse("projects:list")
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(path).content.decode()
    assert page.count('href="/views/') >= 5
    assert not [query for query in asked.captured_queries if "savedview" in query["sql"]]


def test_who_is_forgotten_leaves_no_name_in_a_view(hamad: Any, maryam: Any, khalid: Any) -> None:
    kept(khalid, "What Maryam Al-Thani leads", query="q=Maryam+Al-Thani")

    forgetting.forget_person(by=hamad, person=maryam)

    view = SavedView.objects.get()
    assert "Maryam" not in view.name and "Maryam" not in view.query
