"""The Wagtail admin's own writes: one event for each POST that wrote, none for one that did not, all or nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Collection, ModelLogEntry

from cms.editors import ensure_groups
from records import editor, trail
from records.actions import audit
from records.enums import Door
from records.models import AuditEvent
from tests.factories.accounts import signed_in


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (20, 20), "maroon").save(content, "PNG")
    return SimpleUploadedFile("picture.png", content.getvalue(), "image/png")


def events_after(newest: int) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(pk__gt=newest).order_by("pk"))


@pytest.fixture(autouse=True)
def editors_groups(db: None) -> None:
    ensure_groups()


@pytest.fixture
def newest(noora: Any, hamad: Any) -> int:
    signed_in(noora)
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()


def test_a_picture_is_uploaded_and_changed_and_taken_away(noora: Any) -> None:
    client = signed_in(noora)
    model = get_image_model()
    steps = [
        (
            "/editor/images/add/",
            lambda: {"title": "Our lab", "file": picture(), "collection": 1},
            "editor.wagtailimages:add",
        ),
        ("/editor/images/{pk}/", lambda: {"title": "The lab", "collection": 1}, "editor.wagtailimages:edit"),
        ("/editor/images/{pk}/delete/", dict, "editor.wagtailimages:delete"),
    ]
    for path, data, action in steps:
        before = AuditEvent.objects.latest("pk").pk
        pk = model.objects.values_list("pk", flat=True).first()
        response = client.post(path.format(pk=pk), data())
        assert response.status_code == 302, response.content[:1500]
        [event] = events_after(before)
        assert event.action == action
        assert event.actor_id == noora.pk
        assert event.door == Door.ADMIN
        assert event.request == response["X-Request-Number"]
        assert event.after["entries"][0]["label"] in ("Our lab", "The lab")


def test_a_form_that_was_wrong_and_a_page_that_was_read_leave_none(noora: Any) -> None:
    client = signed_in(noora)
    before = AuditEvent.objects.latest("pk").pk
    assert client.post("/editor/images/add/", {"title": ""}).status_code == 200
    assert client.get("/editor/images/").status_code == 200
    assert events_after(before) == []


def test_an_administrator_keeps_redirects_and_a_curator_does_not(hamad: Any, noora: Any) -> None:
    asked = {"old_path": "/old/", "redirect_link": "https://masar.example/", "is_permanent": "on"}
    refused = signed_in(noora).post("/editor/redirects/add/", asked)
    assert (refused.status_code, Redirect.objects.count()) == (404, 0)
    before = AuditEvent.objects.latest("pk").pk
    signed_in(hamad).post("/editor/redirects/add/", asked)
    assert Redirect.objects.count() == 1
    assert [event.action for event in events_after(before)[1:]] == ["editor.wagtailredirects:add"]


# What the wrapping promises, at a view that does each thing


def asked(by: Any) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.user, request.resolver_match = "POST", "/editor/x/", by, None
    return request


def writes(request: HttpRequest, *, status: int = 302, own_event: bool = False) -> HttpResponse:
    collection = Collection.get_first_root_node()
    collection.name = "Renamed"
    collection.save()
    if own_event:
        audit.record(by=request.user, action="test.own")
    return HttpResponse(status=status)


@pytest.mark.parametrize(
    ("status", "own_event", "left"),
    [(302, False, ["editor.unknown"]), (200, False, ["editor.unknown"]), (302, True, ["test.own"]), (500, False, [])],
)
def test_one_event_or_none_at_all(newest: int, noora: Any, status: int, own_event: bool, left: list[str]) -> None:
    with trail.through(Door.ADMIN):
        editor.in_the_trail(writes)(asked(noora), status=status, own_event=own_event)
    assert [event.action for event in events_after(newest)] == left
    assert (Collection.get_first_root_node().name == "Renamed") == (status < 500)


def test_what_fails_is_taken_back_whole(newest: int, noora: Any) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        writes(request)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), trail.through(Door.ADMIN):
        editor.in_the_trail(fails)(asked(noora))
    assert events_after(newest) == []
    assert Collection.get_first_root_node().name != "Renamed"


def test_a_person_s_name_in_wagtail_s_log_stays_out_of_the_trail(newest: int, noora: Any, maryam: Any) -> None:
    def logs(request: HttpRequest) -> HttpResponse:
        ModelLogEntry.objects.log_action(maryam, "wagtail.edit", user=noora, title=maryam.name_en)
        return HttpResponse(status=302)

    last = AuditEvent.objects.latest("pk").pk
    with trail.through(Door.ADMIN):
        editor.in_the_trail(logs)(asked(noora))
    [event] = events_after(last)
    assert event.after["entries"] == [
        {"action": "wagtail.edit", "type": "accounts.person", "id": str(maryam.pk), "label": ""}
    ]


def test_the_watch_sees_writes_and_no_reads(db: None) -> None:
    with editor.watched() as seen, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        list(Collection.objects.all())
        assert seen.tables == set()
        cursor.execute("UPDATE wagtailcore_collection SET name = name")
        assert seen.tables == {"wagtailcore_collection"}
