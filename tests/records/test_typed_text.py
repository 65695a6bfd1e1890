"""What people type comes back to them as they typed it."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django import forms
from django.conf import settings

from records.typed_text import TypedDate, TypedNumber

ROOMS = {"accounts", "cms", "integrations", "portfolio", "records", "training"}


class Plan(forms.Form):
    ends_on = TypedDate()


@pytest.mark.parametrize("typed", ["2026-02-31", "next spring", "2026-13-01"])
def test_maryam_sees_the_impossible_day_that_she_typed(typed: str) -> None:
    form = Plan({"ends_on": typed})
    assert not form.is_valid()
    box = str(form["ends_on"])
    assert 'type="text"' in box
    assert f'value="{typed}"' in box


@pytest.mark.parametrize("typed", ["2026-02-28", "٢٠٢٦-٠٢-٢٨"])
def test_a_day_that_there_is_is_taken_in_either_digits(typed: str) -> None:
    form = Plan({"ends_on": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ends_on"] == dt.date(2026, 2, 28)


def test_a_day_that_there_is_stands_in_the_browsers_own_box() -> None:
    assert 'type="date"' in str(Plan({"ends_on": "2026-02-28"})["ends_on"])
    assert 'type="date"' in str(Plan()["ends_on"])


class Seats(forms.Form):
    seats = TypedNumber(min_value=1)


@pytest.mark.parametrize("typed", ["12", "١٢", " ۱۲ "])
def test_a_number_is_taken_in_the_digits_of_any_keyboard(typed: str) -> None:
    form = Seats({"seats": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seats"] == 12


@pytest.mark.parametrize("typed", ["twelve", "١٢ مقعدًا", "0"])
def test_what_is_no_number_comes_back_as_it_was_typed(typed: str) -> None:
    form = Seats({"seats": typed})
    assert not form.is_valid()
    # A browser's number box would take no Arabic digit, and would lose what it takes for none.
    box = str(form["seats"])
    assert 'type="text"' in box and 'inputmode="numeric"' in box
    assert f'value="{typed}"' in box


def number_boxes(known: list[type[forms.BaseForm]]) -> list[str]:
    return [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in known
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.NumberInput)
    ]


def of_ours() -> list[type[forms.BaseForm]]:
    import_module(settings.ROOT_URLCONF)
    found, to_ask = [], [forms.BaseForm]
    while to_ask:
        below = to_ask.pop().__subclasses__()
        to_ask += below
        found += [form for form in below if form.__module__.split(".")[0] in ROOMS]
    return found


def test_no_form_takes_numbers_in_a_browsers_number_box() -> None:
    class Box(forms.Form):
        seats = forms.IntegerField()

    assert number_boxes([Box]) == [f"{__name__}.Box.seats"]
    assert len(of_ours()) > 100
    assert number_boxes(of_ours()) == []
