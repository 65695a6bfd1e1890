"""What a visitor reads: pages in both languages, with figures of public projects alone."""

import html
import re

import pytest
from wagtail.models import Locale

from cms.pages import ContentPage, ProgressPage
from portfolio.projects.actions import registration
from tests.factories import projects as make

pytestmark = pytest.mark.django_db

PAGES = ("", "agenda/", "progress/")
CANARIES = ("Canary", "طائر")


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_each_page_reads_in_its_language_and_direction(site, projects, client_of, path):
    english, arabic = (read(client_of(None), f"/{language}/{path}") for language in ("en", "ar"))
    assert '<html lang="en" dir="ltr">' in english
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "رؤية قطر الوطنية 2030" in arabic or path != "agenda/"
    assert "Qatar National Vision 2030" in english or path != "agenda/"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_never_meets_a_hidden_project(home, projects, client_of, hamad, language, path):
    choose(home, hamad, projects.values())
    said = read(client_of(None), f"/{language}/{path}")
    assert not any(canary in said for canary in CANARIES)


def choose(home, by, projects):
    home.body.append(("chosen_projects", {"heading": "", "projects": list(projects)}))
    home.save_revision(user=by).publish(user=by)


def test_a_chosen_project_is_shown_to_those_who_may_see_it(home, projects, client_of, hamad, khalid):
    choose(home, hamad, projects.values())
    visitor, officer, lab = (read(client_of(who), "/en/") for who in (None, khalid, hamad))
    assert "Birth in one visit" in visitor
    assert "Canary of the agency" in officer
    assert "Canary of the government" in lab


def figures(said):
    return [int(number) for number in re.findall(r'figure-value"><span class="number">(\d+)', said)]


def test_the_figures_count_what_the_reader_may_see(site, projects, client_of, maryam, khalid, hamad):
    counted = {
        name: figures(read(client_of(who), "/en/"))[:2]
        for name, who in {"visitor": None, "maryam": maryam, "khalid": khalid, "hamad": hamad}.items()
    }
    # projects, agencies that lead one
    assert counted == {"visitor": [1, 1], "maryam": [2, 2], "khalid": [3, 2], "hamad": [3, 2]}


def test_a_project_that_turns_public_is_counted_on_the_next_reading(site, projects, client_of, khalid):
    assert figures(read(client_of(None), "/en/"))[0] == 1
    project = projects["government"]
    registration.edit(by=khalid, project=project, version=project.version, visibility="public", **SUMMARY)
    assert figures(read(client_of(None), "/en/"))[0] == 2


SUMMARY = {"summary_en": "What it is for.", "summary_ar": "ما يهدف إليه."}


def test_the_agenda_counts_public_projects_and_names_what_has_none(site, projects, client_of, hamad):
    visitor, lab = (read(client_of(who), "/en/agenda/") for who in (None, hamad))
    count = re.compile(r"Strengthen innovation in the government sector.*?(\d+) project", re.S)
    assert [count.search(said)[1] for said in (visitor, lab)] == ["1", "3"]
    assert "No project yet" in visitor
    assert "six pillars" in visitor


@pytest.mark.parametrize(("path", "queries"), [("", 18), ("agenda/", 17), ("progress/", 20)])
def test_a_page_takes_as_many_queries_for_fifty_projects_as_for_one(
    site, projects, client_of, maryam, moph, path, queries, django_assert_num_queries
):
    visitor = client_of(None)
    visitor.get(f"/en/{path}")
    with django_assert_num_queries(queries):
        visitor.get(f"/en/{path}")
    for _number in range(49):
        make.project(maryam, moph, visibility="public")
    with django_assert_num_queries(queries):
        said = read(visitor, f"/en/{path}")
    assert path == "agenda/" or figures(said)[0] == 50


def test_a_draft_is_read_by_nobody_until_it_is_published(home, hamad, client_of):
    page = home.add_child(instance=ContentPage(title="About the lab", slug="about", lede="Soon.", live=False))
    assert client_of(None).get("/en/about/").status_code == 404
    page.save_revision(user=hamad).publish(user=hamad)
    assert "About the lab" in read(client_of(None), "/en/about/")


def test_rich_text_keeps_only_what_the_editor_offers(home, hamad, client_of):
    from wagtail.rich_text import RichText

    hostile = (
        '<p onclick="x()">Fair</p><script>canary()</script><a href="javascript:canary()">link</a>'
        '<img src=x onerror="canary()"><a href="https://example.org/">fine</a>'
    )
    page = ContentPage(title="Words", slug="words", body=[("text", RichText(hostile))])
    home.add_child(instance=page)
    said = read(client_of(None), "/en/words/")
    assert "<p>Fair</p>" in said and 'href="https://example.org/"' in said
    for sign in ("canary()</script", "onclick", "onerror", "javascript:"):
        assert sign not in said


def test_a_progress_page_opens_with_the_news(home, projects, client_of):
    arabic, english = (read(client_of(None), f"/{language}/progress/") for language in ("ar", "en"))
    assert "moved forward this quarter" in english
    assert ProgressPage.objects.get(locale=Locale.objects.get(language_code="ar")).title in arabic


def test_only_lab_staff_are_shown_the_way_into_the_editor(home, noora, maryam, client_of):
    edit = f"/editor/pages/{home.pk}/edit/"
    assert edit in read(client_of(noora), "/en/")
    for who in (maryam, None):
        assert "/editor/" not in read(client_of(who), "/en/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", [None, "khalid", "hamad"])
def test_every_figure_opens_the_list_of_what_it_counts(
    site, projects, client_of, maryam, hamad, moph, request, path, who
):
    for stage in ("pilot", "scale", "embedded"):
        held = make.project(maryam, moph, stage=stage, visibility="public")
    make.move(hamad, held, "on-hold")
    reader = client_of(request.getfixturevalue(who) if who else None)
    linked = LINKED_FIGURE.findall(read(reader, f"/en/{path}").partition("<main")[2])
    assert len({address for address, _figure in linked}) >= (1 if path == "agenda/" else 5)
    for address, figure in linked:
        answer = reader.get(html.unescape(address))
        assert (address, answer.context["total"]) == (address, int(figure))


LINKED_FIGURE = re.compile(r'<a [^>]*href="(/en/portfolio/projects/[^"]*)"[^>]*>(?:<[^>]+>)*\s*(\d+)')
