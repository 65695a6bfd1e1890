"""The small tags: what they say, in which order, and that typed text stays text."""

import datetime as dt
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from records.calendars import to_hijri
from records.templatetags.masar import errors_of, initials, language_switch, page_numbers
from records.wording_differences import marked_differences


def drawn(template: str, **context: object) -> BeautifulSoup:
    return BeautifulSoup(component(template).render(context), "html.parser")


def component(template: str):
    from django_cotton.compiler_regex import CottonCompiler

    return engines["django"].from_string(CottonCompiler().process(template))


@pytest.mark.parametrize(
    ("day", "hijri"),
    [
        (dt.date(2023, 7, 19), (1445, 1, 1)),
        (dt.date(2024, 3, 11), (1445, 9, 1)),
        (dt.date(2000, 1, 1), (1420, 9, 24)),
        (dt.date(622, 7, 19), (1, 1, 1)),
    ],
)
def test_the_tabular_hijri_day(day, hijri):
    assert to_hijri(day) == hijri


def test_hijri_days_follow_each_other_without_gap_or_repeat():
    days = [to_hijri(dt.date(2020, 1, 1) + dt.timedelta(days=n)) for n in range(11_000)]
    for before, after in pairwise(days):
        assert after == (before[0], before[1], before[2] + 1) or (after[2] == 1 and before[2] in (29, 30))


def test_initials_do_not_join_into_a_word():
    assert initials("Maryam Al-Thani") == "MT"
    assert initials("مريم الكواري") == "م\u200cك"
    assert initials("<b>") == ""


def test_page_numbers_show_the_ends_and_the_neighbours():
    assert page_numbers(Paginator(range(500), 25).page(10)) == [1, 0, 9, 10, 11, 0, 20]
    assert page_numbers(Paginator(range(50), 25).page(1)) == [1, 2]


def test_what_differs_is_marked_in_both_wordings_and_nothing_is_lost():
    mine, theirs = marked_differences("two <b>courts</b> since May", "two <b>courts</b> since June")
    assert mine == "two &lt;b&gt;courts&lt;/b&gt; since <mark>May</mark>"
    assert theirs == "two &lt;b&gt;courts&lt;/b&gt; since <mark>June</mark>"


def test_equal_wordings_have_no_marks():
    assert marked_differences("same", "same") == ("same", "same")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("green", "On track"),
        ("amber", "At risk"),
        ("red", "Off track"),
        ("", "Not yet rated"),
        ("puce", "Not yet rated"),
    ],
)
def test_a_confidence_has_a_shape_and_a_word(code, word):
    badge = drawn("{% confidence code %}", code=code)
    assert badge.svg is not None
    assert badge.get_text() == word


def test_a_number_keeps_one_piece_and_thousands_apart():
    assert drawn("{{ n|figure }}", n=31400).get_text() == "31,400"
    assert drawn("{{ n|figure }}", n="74%").span["class"] == ["number"]


class Update(forms.Form):
    words = forms.CharField(help_text="One sentence.")
    confidence = forms.ChoiceField(choices=[("green", "On track"), ("red", "Off track")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()


class Asked(forms.Form):
    changed = forms.CharField(label="What changed?")
    step = forms.CharField(label="Next step")


def test_a_field_is_tied_to_its_label_its_help_and_its_error_and_keeps_what_was_typed():
    form = Update({"words": "", "confidence": "red"})
    page = drawn('<c-field :field="form.words" />', form=form)
    box = page.input
    assert page.label["for"] == box["id"]
    assert box["aria-invalid"] == "true"
    described = box["aria-describedby"].split()
    assert [page.find(id=target).get_text().strip() for target in described] == [
        "One sentence.",
        "This field is required.",
    ]


def test_a_helping_sentence_of_the_page_is_tied_too():
    page = drawn('<c-field :field="form.agreed" help="Read it first." />', form=Update())
    assert page.find(id=page.input["aria-describedby"]).get_text() == "Read it first."


def test_a_choice_is_a_group_with_a_legend_and_the_choice_made():
    page = drawn('<c-field :field="form.confidence" label="How sure?" segmented />', form=Update({"confidence": "red"}))
    assert page.fieldset.legend.get_text() == "How sure?"
    assert [choice["value"] for choice in page.select("input:checked, input[checked]")] == ["red"]
    assert len(page.select(".segmented svg.sign")) == 2


def test_the_summary_of_errors_leads_to_each_input():
    form = Update({})
    page = drawn(
        '<c-form :form="form"><c-field :field="form.words" /><c-field :field="form.confidence" />'
        '<c-field :field="form.agreed" /></c-form>',
        form=form,
    )
    links = [a["href"].removeprefix("#") for a in page.select(".form-errors a")]
    assert len(links) == 3
    assert all(page.find(id=target).name == "input" for target in links)


def test_an_error_is_told_with_the_name_of_its_input():
    words = drawn("{% errors_of form as told %}{% for target, words in told %}{{ words }}|{% endfor %}", form=Asked({}))
    assert words.get_text() == "What changed? This field is required.|Next step: This field is required.|"


def test_a_form_without_errors_has_no_summary():
    assert drawn('<c-form :form="form">x</c-form>', form=Update()).select(".form-errors") == []


def test_typed_text_stays_text_in_components():
    evil = '"><script>alert(1)</script>'
    page = drawn(
        '<c-card heading="{{ evil }}"><c-figure :value="evil" label="{{ evil }}" href="/?q={{ evil }}" /></c-card>'
        '<c-stage label="{{ evil }}" position="2" /><c-empty heading="{{ evil }}">{{ evil }}</c-empty>'
        '<c-path :steps="steps" label="{{ evil }}" /><c-tabs :items="tabs" label="{{ evil }}" />'
        '<c-versions :fields="versions" saved_by="{{ evil }}" /><c-facts :items="facts" />'
        '<c-avatar name="{{ evil }}" />',
        evil=evil,
        steps=[{"label": evil, "note": evil, "href": evil, "state": "done", "gate": evil}],
        tabs=[{"label": evil, "url": evil, "is_current": True, "count": evil}],
        versions=[{"label": evil, "mine": evil, "theirs": "other"}],
        facts=[(evil, evil)],
    )
    assert page.find("script") is None


def test_a_component_does_not_inherit_what_its_page_calls_the_same():
    page = drawn(
        '<c-card><c-figure value="3" label="moved" /></c-card>', heading="Page", note="page note", href="/page/"
    )
    assert page.get_text(" ", strip=True) == "3 moved"
    assert page.find("a") is None


def test_what_is_wrong_with_a_hidden_field_is_said_without_its_name():
    class Asked(forms.Form):
        key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open the form again."})
        name = forms.CharField(error_messages={"required": "Say it."})

    assert errors_of(Asked({"key": "zz"})) == [("", "Open the form again."), ("id_name", "Name: Say it.")]


def test_the_language_switch_keeps_the_page_and_its_filters():
    request = RequestFactory().get("/en/portfolio/projects/?stage=pilot&q=%D9%82")
    with translation.override("en"):
        links = BeautifulSoup(language_switch({"request": request}), "html.parser").select("a")
    assert [(a["href"], a["hreflang"]) for a in links] == [("/ar/portfolio/projects/?stage=pilot&q=%D9%82", "ar")]


def test_the_language_switch_says_so_where_a_translation_is_missing():
    request = RequestFactory().get("/en/news/")
    with translation.override("en"):
        there = BeautifulSoup(
            language_switch({"request": request, "language_urls": {"ar": "/ar/akhbar/"}}), "html.parser"
        )
        missing = BeautifulSoup(language_switch({"request": request, "language_urls": {"ar": ""}}), "html.parser")
    assert there.a["href"] == "/ar/akhbar/"
    assert missing.a is None and "not translated yet" in missing.get_text()
