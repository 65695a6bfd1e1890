"""The switch keeps the page; where there is no translation it says so and leads to the nearest page that has one."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from cms.pages import AgendaPage, ContentPage

pytestmark = pytest.mark.django_db


def read(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["", "agenda/", "progress/"])
def test_the_switch_leads_to_the_same_page(site, client_of, path):
    for here, there in (("en", "ar"), ("ar", "en")):
        said = read(client_of(None), f"/{here}/{path}")
        assert f'<li><a href="/{there}/{path}" hreflang="{there}"' in said
        assert f'<link rel="alternate" hreflang="{there}" href="http://127.0.0.1:8000/{there}/{path}">' in said


def about(home, hamad, parent=None):
    page = ContentPage(title="About the lab", slug="about", lede="What it does.")
    (parent or home).add_child(instance=page)
    page.save_revision(user=hamad).publish(user=hamad)
    return page


def test_a_missing_translation_is_told_with_the_nearest_page(home, hamad, client_of):
    agenda = AgendaPage.objects.get(locale__language_code="en")
    about(home, hamad, parent=agenda)
    said = read(client_of(None), "/en/agenda/about/")
    assert "This page is not in Arabic yet." in said
    assert '<a href="/ar/agenda/" hreflang="ar" lang="ar"><bdi>الأجندة</bdi></a>' in said
    assert 'rel="alternate" hreflang="ar"' not in said
    # Its twin: the agenda page itself is translated and says nothing of the kind.
    assert "not in Arabic yet" not in read(client_of(None), "/en/agenda/")


def test_an_unpublished_translation_is_a_missing_one(home, hamad, client_of):
    arabic = AgendaPage.objects.get(locale__language_code="ar")
    arabic.unpublish(user=hamad)
    said = read(client_of(None), "/en/agenda/")
    assert "This page is not in Arabic yet." in said
    assert '<a href="/ar/" hreflang="ar" lang="ar"><bdi>مسار</bdi></a>' in said


def submit(page, hamad):
    from wagtail_localize.operations import translate_object

    arabic = Locale.objects.get(language_code="ar")
    translate_object(page, [arabic], user=hamad)
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=arabic)


def test_what_is_sent_for_translation_does_not_go_live_untranslated(
    home, hamad, client_of, django_capture_on_commit_callbacks
):
    page = about(home, hamad)
    with django_capture_on_commit_callbacks(execute=True):
        translation = submit(page, hamad)
    assert not translation.get_target_instance().live
    assert client_of(None).get("/ar/about/").status_code == 404
    translation.get_target_instance().get_latest_revision().publish(user=hamad)
    assert client_of(None).get("/ar/about/").status_code == 200


def test_a_later_change_of_the_source_is_noticed(home, hamad):
    agenda = AgendaPage.objects.get(locale__language_code="en")
    translation = Translation.objects.get(source__object_id=agenda.translation_key)
    total, done = translation.get_progress()
    assert total == done
    agenda.lede = "Nothing of this is translated."
    agenda.save_revision(user=hamad).publish(user=hamad)
    total, done = translation.get_progress()
    assert (total - done) == 1
    assert TranslationSource.objects.get(object_id=agenda.translation_key).object_repr == "Agenda"


def test_founding_the_site_again_changes_nothing(site, hamad):
    from wagtail.models import Page

    from cms.actions.site import found_site

    before = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    AgendaPage.objects.filter(locale__language_code="en").update(title="As Noora named it")
    assert found_site(by=None) == 0
    after = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    assert len(before) == len(after) == 7
    assert AgendaPage.objects.get(locale__language_code="en").title == "As Noora named it"
