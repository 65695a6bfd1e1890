"""Who gets into the editor, what its pages may load, and how a page is moderated."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.models import Page, TaskState

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Membership, Person
from cms.editors import ADMINISTRATORS, CURATORS
from cms.pages import ContentPage
from records.clock import today
from records.models import AuditEvent, Notification

pytestmark = pytest.mark.django_db

EDITOR = "/editor/"


@pytest.mark.parametrize("who", ["maryam", "khalid", "sheikha", "fatima", "yousef", "ali"])
def test_whoever_is_not_of_the_lab_finds_no_editor(site, who, request, client_of, noora):
    theirs = client_of(request.getfixturevalue(who))
    for path in (EDITOR, "/editor/pages/", f"/editor/pages/{site.root_page_id}/edit/", "/editor/images/add/"):
        assert theirs.get(path).status_code == 404
        assert theirs.post(path, {"title": "Mine"}).status_code == 404
        assert client_of(noora).get(path).status_code == 200
    assert Page.objects.get(pk=site.root_page_id).title == "Masar"


def test_a_visitor_is_sent_to_the_products_own_sign_in(site, client_of):
    for path in (EDITOR, "/editor/login/"):
        answer = client_of(None).get(path)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("path", ["/editor/users/", "/editor/groups/", "/editor/password_reset/", "/editor/forms/"])
def test_what_the_product_does_itself_is_shut_in_the_editor(site, hamad, client_of, path):
    assert client_of(hamad).get(path).status_code == 404
    assert path not in client_of(hamad).get(EDITOR).content.decode()


def test_a_role_that_ends_counts_at_once(site, hamad, noora, client_of):
    hers = client_of(noora)
    assert hers.get(EDITOR).status_code == 200
    assert set(noora.groups.values_list("name", flat=True)) == {CURATORS}
    membership = Membership.objects.get(person=noora)
    memberships.end_role(by=hamad, membership=membership, on=today() - dt.timedelta(days=1))
    assert hers.get(EDITOR).status_code == 404
    assert not noora.groups.exists()


def test_a_role_that_begins_counts_at_the_door(site, hamad, noora, cgb, client_of):
    membership = memberships.give_role(by=hamad, person=noora, role=Role.LAB_ADMINISTRATOR, agency=cgb)
    assert membership.pk
    client_of(Person.objects.get(pk=noora.pk)).get(EDITOR)
    assert set(noora.groups.values_list("name", flat=True)) == {CURATORS, ADMINISTRATORS}


def test_the_content_policy_is_relaxed_in_the_editor_alone(site, noora, client_of):
    hers = client_of(noora)
    edit = f"/editor/pages/{site.root_page_id}/edit/"
    assert "script-src 'self' 'unsafe-inline'" in hers.get(edit)["Content-Security-Policy"]
    for path in ("/en/", f"/editor/pages/{site.root_page_id}/view_draft/"):
        policy = hers.get(path)["Content-Security-Policy"]
        assert "unsafe-inline" not in policy and "script-src 'self'" in policy


def test_the_editor_speaks_its_readers_language(site, noora, client_of):
    for language, direction in (("ar", "rtl"), ("en", "ltr")):
        Person.objects.filter(pk=noora.pk).update(language=language)
        said = client_of(Person.objects.get(pk=noora.pk)).get(EDITOR).content.decode()
        assert f'lang="{language}"' in said and f'dir="{direction}"' in said


def typed(**fields):
    return {
        "title": "About the lab",
        "slug": "about",
        "lede": "What the lab does.",
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **fields,
    }


def add(client, home, **fields):
    url = reverse("wagtailadmin_pages:add", args=["cms", "contentpage", home.pk])
    return client.post(url, typed(**fields))


def editor_events():
    return list(AuditEvent.objects.filter(door="admin").order_by("pk"))


def test_a_curators_page_waits_for_an_administrator(home, noora, hamad, client_of):
    hers = client_of(noora)
    answer = add(hers, home, **{"action-submit": "1"})
    assert answer.status_code == 302
    page = ContentPage.objects.get(slug="about")
    assert not page.live and client_of(None).get("/en/about/").status_code == 404
    assert [event.actor for event in editor_events()] == [noora]

    [notice] = Notification.objects.filter(kind="cms.page_submitted")
    assert (notice.person, notice.path) == (hamad, f"/editor/pages/{page.pk}/edit/")

    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", TaskState.objects.get().pk])
    assert hers.post(approve).status_code in (302, 403, 404)
    page.refresh_from_db()
    assert not page.live

    assert client_of(hamad).post(approve).status_code == 302
    page.refresh_from_db()
    assert page.live
    assert "About the lab" in client_of(None).get("/en/about/").content.decode()
    assert [event.actor for event in editor_events()][-1] == hamad
    [told] = Notification.objects.filter(kind="cms.page_approved")
    assert told.person == noora


def test_a_curator_cannot_publish_by_herself_and_an_administrator_can(home, noora, hamad, client_of):
    add(client_of(noora), home, **{"action-publish": "1"})
    assert not ContentPage.objects.filter(slug="about", live=True).exists()
    add(client_of(hamad), home, slug="about-2", **{"action-publish": "1"})
    assert ContentPage.objects.get(slug="about-2").live


def test_changes_asked_for_come_back_to_the_curator(home, noora, hamad, client_of):
    add(client_of(noora), home, **{"action-submit": "1"})
    page = ContentPage.objects.get(slug="about")
    reject = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", TaskState.objects.get().pk])
    client_of(hamad).post(reject, {"comment": "Say what for."})
    page.refresh_from_db()
    assert not page.live
    [told] = Notification.objects.filter(kind="cms.page_returned")
    assert told.person == noora


def test_each_save_leaves_one_event(home, noora, client_of):
    hers = client_of(noora)
    add(hers, home)
    page = ContentPage.objects.get(slug="about")
    before = len(editor_events())
    hers.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed(title="About us"))
    hers.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed(title=""))
    events = editor_events()[before:]
    # The second holds an error: nothing is saved and nothing told.
    assert [event.actor for event in events] == [noora]


def test_a_page_to_approve_waits_in_my_work_of_the_administrator_alone(home, noora, hamad, client_of):
    from cms.queries import pages_to_approve

    add(client_of(noora), home, **{"action-submit": "1"})
    assert pages_to_approve(hamad).count() == 1
    assert pages_to_approve(noora) is None


@pytest.mark.parametrize(("name", "allowed"), [("drawing.svg", False), ("page.html", False), ("picture.png", True)])
def test_pictures_are_pictures(site, noora, client_of, name, allowed):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image
    from wagtail.images import get_image_model

    kept = BytesIO()
    Image.new("RGB", (40, 30), "#7a1a3a").save(kept, "PNG")
    content = kept.getvalue() if allowed else b'<svg xmlns="http://www.w3.org/2000/svg"><script>canary()</script></svg>'
    from wagtail.models import Collection

    client_of(noora).post(
        reverse("wagtailimages:add"),
        {
            "title": "A picture",
            "file": SimpleUploadedFile(name, content),
            "collection": Collection.get_first_root_node().pk,
        },
    )
    assert get_image_model().objects.count() == int(allowed)


def test_a_picture_that_only_pretends_is_refused(site, noora, client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from wagtail.images import get_image_model

    client_of(noora).post(
        reverse("wagtailimages:add"), {"title": "x", "file": SimpleUploadedFile("x.png", b"<svg><script/></svg>")}
    )
    assert not get_image_model().objects.exists()


def test_a_preview_shows_what_the_public_will_see_under_the_strict_policy(home, projects, noora, client_of):
    hers = client_of(noora)
    add(hers, home)
    page = ContentPage.objects.get(slug="about")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    before = len(editor_events())
    answer = hers.post(
        preview,
        typed(
            title="Not saved yet",
            **{
                "body-count": "1",
                "body-0-deleted": "",
                "body-0-order": "0",
                "body-0-type": "figures",
                "body-0-id": "",
                "body-0-value-heading": "",
                "body-0-value-figures": "projects",
            },
        ),
    )
    assert answer.json()["is_valid"], answer.content
    answer = hers.get(preview)
    said = answer.content.decode()
    assert "Not saved yet" in said
    # Noora sees three projects; the public one alone is what the page will say.
    assert '<span class="number">1</span>' in said and '<span class="number">3</span>' not in said
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "About the lab"
    assert [event.action for event in editor_events()[before:]] == []


def test_a_page_that_is_being_begun_can_be_previewed(home, noora, client_of):
    hers = client_of(noora)
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "contentpage", home.pk])
    assert hers.post(preview, typed(title="Just begun")).json()["is_valid"]
    answer = hers.get(preview)
    assert answer.status_code == 200
    assert "Just begun" in answer.content.decode()
    assert not ContentPage.objects.exists()


def test_a_new_page_is_not_in_the_menu_unless_asked_for(home, hamad, client_of):
    add(client_of(hamad), home, **{"action-publish": "1"})
    menu = client_of(None).get("/en/").content.decode().partition("<main")[0]
    assert "/en/about/" not in menu and "/en/agenda/" in menu
    page = ContentPage.objects.get(slug="about")
    client_of(hamad).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), typed(show_in_menus="on", **{"action-publish": "1"})
    )
    assert "/en/about/" in client_of(None).get("/en/").content.decode().partition("<main")[0]


def test_the_editors_account_link_leads_to_the_products_page(site, noora, maryam, client_of):
    answer = client_of(noora).get("/editor/account/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:profile"))
    assert client_of(None).get("/editor/account/")["Location"].startswith("/en/accounts/login/")
