from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portfolio.measures.actions import indicators, readings
from portfolio.measures.forms import CorrectReadingForm, IndicatorEditForm, IndicatorForm, ReadingForm
from portfolio.measures.models import Indicator
from portfolio.measures.periods import words_of_period
from portfolio.measures.queries import readings_on
from portfolio.measures.views.access import indicator_of, reading_of
from records.sending import CONFLICT, REFUSED, sent, stop_unless
from records.versions import EditConflict

METHODS = ["GET", "HEAD", "POST"]


def address_of(indicator: Indicator) -> str:
    return reverse("measures:page", args=[indicator.code])


@require_http_methods(METHODS)
def define(request: HttpRequest) -> HttpResponse:
    stop_unless(request.user, "measures.define", None)
    form = IndicatorForm(request.POST or None)

    def work() -> str:
        made = indicators.define(
            by=request.user,
            code=form.cleaned_data["code"],
            owner_agency=form.cleaned_data["owner_agency"],
            **form.defined,
        )
        messages.success(request, gettext("The indicator is defined."))
        return address_of(made)

    done = sent(request, form, work) if request.method == "POST" else None
    return done or _form_page(request, form, gettext("Define an indicator"), None, REFUSED if form.is_bound else 200)


@require_http_methods(METHODS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    indicator = indicator_of(request.user, code)
    stop_unless(request.user, "measures.define", indicator)
    form = IndicatorEditForm(request.POST or None, indicator=indicator)

    def work() -> str:
        indicators.edit(
            by=request.user,
            indicator=indicator,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            owner_agency=form.cleaned_data["owner_agency"],
            **form.defined,
        )
        messages.success(request, gettext("The definition is saved. Readings up to now keep the one of their time."))
        return address_of(indicator)

    status = REFUSED if form.is_bound else 200
    differences: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            if done := sent(request, form, work):
                return done
        except EditConflict as conflict:
            status = CONFLICT
            differences = [
                {
                    "label": form[name].label,
                    "mine": _shown(value),
                    "theirs": _shown(getattr(conflict.current, name)),
                }
                for name, value in form.defined.items()
                if value != getattr(conflict.current, name)
            ]
            form.data = form.data.copy()
            form.data["version"] = conflict.current.version  # type: ignore[attr-defined]
    return _form_page(request, form, gettext("Change the definition"), indicator, status, differences)


@require_http_methods(METHODS)
def read(request: HttpRequest, code: str) -> HttpResponse:
    indicator = indicator_of(request.user, code)
    stop_unless(request.user, "measures.read", indicator)
    taken = {reading.period_on for reading in readings_on(indicator)}
    form = ReadingForm(request.POST or None, request.FILES or None, indicator=indicator, taken=taken)

    def work() -> str:
        typed = {name: form.cleaned_data[name] for name in ("period_on", "value", "method", "link", "file")}
        readings.read(by=request.user, indicator=indicator, **typed)
        messages.success(request, gettext("The reading is recorded."))
        return address_of(indicator)

    done = sent(request, form, work) if request.method == "POST" else None
    return done or _form_page(request, form, gettext("Record a reading"), indicator, REFUSED if form.is_bound else 200)


@require_http_methods(METHODS)
def correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    reading = reading_of(request.user, code, pk)
    stop_unless(request.user, "measures.correct", reading)
    form = CorrectReadingForm(request.POST or None)
    indicator = reading.indicator

    def work() -> str:
        typed = {name: form.cleaned_data[name] for name in ("value", "reason", "method")}
        readings.correct(by=request.user, reading=reading, **typed)
        messages.success(request, gettext("The reading is corrected; the first one is kept beside it."))
        return address_of(indicator)

    done = sent(request, form, work) if request.method == "POST" else None
    heading = gettext("Correct the reading of %(period)s") % {
        "period": words_of_period(reading.period_on, indicator.frequency)
    }
    lede = gettext("It says %(value)s %(unit)s now.") % {
        "value": indicator.shown(reading.value),
        "unit": indicator.unit,
    }
    return done or _form_page(request, form, heading, indicator, REFUSED if form.is_bound else 200, lede=lede)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    indicator: Indicator | None,
    status: int,
    differences: list[dict[str, Any]] | None = None,
    lede: str = "",
) -> HttpResponse:
    trail = [{"label": gettext("Indicators"), "url": reverse("measures:list")}]
    if indicator:
        trail.append({"label": str(indicator.title), "url": address_of(indicator)})
    return render(
        request,
        "measures/definition.html" if isinstance(form, IndicatorForm) else "measures/form.html",
        {
            "form": form,
            "heading": heading,
            "lede": lede or (str(indicator.title) if indicator else ""),
            "differences": differences or [],
            "back": address_of(indicator) if indicator else reverse("measures:list"),
            "trail": [*trail, {"label": heading, "url": ""}],
        },
        status=status,
    )
