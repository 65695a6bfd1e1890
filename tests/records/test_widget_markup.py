"""What is written in Python is what Django's templates write."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from records.widget_markup import QUICK, QuickWidgets

WORDS = [
    "<b>\"sharp\" & 'quick'</b>",
    SafeString("<i>safe</i>"),
    "كلمات",
    "",
    " ",
    None,
    0,
    12345.5,
    False,
    _("Agency"),
]
CHOICES = [
    ("", "—"),
    ("a<b", 'A "quoted" label'),
    (1, 12345),
    ("group", [("g1", SafeString("<u>safe</u>")), ("g2", _("Agency"))]),
]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "id_x", "class": "wide", "required": True, "disabled": False, "data-x": '"<', "rows": 3, "max": 1234.5},
]
PLAIN = [
    forms.TextInput,
    forms.Textarea,
    forms.HiddenInput,
    forms.EmailInput,
    forms.PasswordInput,
    forms.NumberInput,
    forms.URLInput,
    forms.SearchInput,
    forms.CheckboxInput,
    forms.FileInput,
]
WITH_CHOICES = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> tuple[str, str]:
    quick, slow = (
        widget.render("na<me", value, dict(attrs), renderer) for renderer in (QuickWidgets(), DjangoTemplates())
    )
    return quick, slow


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "dressed"])
@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_inputs(kind: type[forms.Widget], attrs: dict[str, Any], language: str) -> None:
    with translation.override(language):
        for value in WORDS:
            quick, slow = both(kind(), value, attrs)
            assert quick == slow


@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "dressed"])
@pytest.mark.parametrize("kind", WITH_CHOICES, ids=lambda kind: kind.__name__)
def test_choices(kind: Any, attrs: dict[str, Any]) -> None:
    for value in (None, "", "a<b", 1, ["g1", "a<b"], "not among them"):
        quick, slow = both(kind(choices=CHOICES), value, attrs)
        assert quick == slow
        parts = [
            [option.tag() for option in forms.BoundField(Form(renderer=renderer), kind_field(kind), "x").subwidgets]
            for renderer in (QuickWidgets(), DjangoTemplates())
        ]
        assert parts[0] == parts[1]


class Form(forms.Form):
    pass


def kind_field(kind: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=CHOICES, widget=kind)


def test_dates_and_times() -> None:
    for widget in (forms.DateInput(), forms.DateTimeInput(), forms.TimeInput()):
        quick, slow = both(widget, dt.datetime(2026, 2, 3, 4, 5, 6), {"id": "x"})
        assert quick == slow


def test_what_is_written_quickly_is_safe_and_the_rest_is_left_to_templates() -> None:
    quick = QuickWidgets().render("django/forms/widgets/text.html", forms.TextInput().get_context("x", "<b>", {}))
    assert isinstance(quick, SafeString)
    assert "<b>" not in quick
    assert "django/forms/widgets/multiwidget.html" not in QUICK
    quick, slow = both(forms.SplitDateTimeWidget(), dt.datetime(2026, 2, 3, 4, 5), {})
    assert quick == slow


def test_it_is_what_every_form_is_written_with() -> None:
    assert isinstance(forms.Form().renderer, QuickWidgets)
