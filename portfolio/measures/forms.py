"""What people type about indicators: parsed here, judged by the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.measures.actions.indicators import in_use
from portfolio.measures.enums import MOST_DECIMALS, Aggregation, Direction, Frequency
from portfolio.measures.models import Indicator
from portfolio.measures.models.indicator import DEFINING, FIXED
from portfolio.measures.periods import before, latest_over, words_of_period
from records.clock import today
from records.file_contents import ACCEPTED
from records.sent_forms import SentOnce, choice_said, said
from records.typed_numbers import TypedDecimal
from records.typed_text import TypedDate, TypedLines, TypedNumber, TypedText

# How far back a reading can be chosen without a table being brought in.
PERIODS_OFFERED = 24


# A period outside of these is no period of a reading, whoever typed it.
YEARS = range(1990, 2100)


class PeriodChoice(forms.ChoiceField):
    """A period by its first day; the newest that is over comes first.

    A period that is not offered (it is not over, somebody was quicker) is left to the action, whose sentence says why.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=choice_said(_("Choose the period.")), **kwargs)

    def offer(self, periods: list[dt.date], frequency: str) -> None:
        self.choices = [(period.isoformat(), words_of_period(period, frequency)) for period in periods]

    def valid_value(self, value: Any) -> bool:
        try:
            return dt.date.fromisoformat(str(value)).year in YEARS
        except ValueError:
            return False

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return dt.date.fromisoformat(chosen) if chosen else None


def periods_over(frequency: str, count: int = PERIODS_OFFERED) -> list[dt.date]:
    period, found = latest_over(today(), frequency), []
    for _place in range(count):
        found.append(period)
        period = before(period, frequency)
    return found


class EvidenceFields(SentOnce):
    link = TypedText(
        label=_("Link to the evidence"),
        max_length=500,
        required=False,
        error_messages=said(),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )


class ReadingForm(EvidenceFields):
    period_on = PeriodChoice(label=_("Period"))
    value = TypedDecimal(label=_("Value"))
    method = TypedText(
        label=_("How it was read"),
        help_text=_("Only where it differs from the method of the indicator."),
        max_length=500,
        required=False,
        error_messages=said(),
    )

    field_order = ("period_on", "value", "method", "link", "file")

    def __init__(self, *args: Any, indicator: Indicator, taken: set[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [period for period in periods_over(indicator.frequency) if period not in taken]
        self.fields["period_on"].offer(free, indicator.frequency)
        self.fields["value"].help_text = indicator.unit


class CorrectReadingForm(SentOnce):
    value = TypedDecimal(label=_("Value as it is right"))
    reason = TypedText(
        label=_("Why it is corrected"), max_length=500, error_messages=said(_("Say why the reading is corrected."))
    )
    method = TypedText(label=_("How it was read"), max_length=500, required=False, error_messages=said())


class IndicatorForm(SentOnce):
    title_ar = TypedText(label=_("Name in Arabic"), max_length=200, error_messages=said(), language="ar")
    title_en = TypedText(label=_("Name in English"), max_length=200, error_messages=said(), language="en")
    code = forms.SlugField(
        label=_("Code"),
        help_text=_("Small letters, digits and hyphens; tables name the indicator by it."),
        max_length=40,
        error_messages=said(invalid=_("Use letters, digits and hyphens.")),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    owner_agency = forms.ModelChoiceField(
        label=_("Owner agency"),
        help_text=_("Its innovation officers record the readings."),
        queryset=Agency.objects.none(),
        empty_label=_("Choose"),
        error_messages=choice_said(_("Choose the agency that owns it.")),
    )
    unit_ar = TypedText(label=_("Unit in Arabic"), max_length=60, error_messages=said(), language="ar")
    unit_en = TypedText(label=_("Unit in English"), max_length=60, error_messages=said(), language="en")
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect, error_messages=choice_said()
    )
    aggregation = forms.ChoiceField(
        label=_("How values of several periods and projects become one"),
        choices=Aggregation.choices,
        error_messages=choice_said(),
    )
    frequency = forms.ChoiceField(
        label=_("How often it is read"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    decimals = TypedNumber(
        label=_("Digits after the point"),
        min_value=0,
        max_value=MOST_DECIMALS,
        error_messages={
            "required": _("This cannot stay empty."),
            "invalid": _("Give a whole number from 0 to 4."),
            "min_value": _("Give a whole number from 0 to 4."),
            "max_value": _("Give a whole number from 0 to 4."),
        },
    )
    baseline = TypedDecimal(label=_("Baseline"), required=False)
    target = TypedDecimal(label=_("Target"), required=False)
    target_on = TypedDate(label=_("To be reached by"), required=False)
    source = TypedText(
        label=_("Source"),
        help_text=_("Where the figure comes from, such as a system or a survey."),
        max_length=300,
        error_messages=said(),
    )
    method = TypedLines(label=_("Method"), rows=3, max_length=2000, required=False, error_messages=said())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_agency"].queryset = Agency.objects.open_on(today())
        for name, usual in (("direction", "up"), ("aggregation", "sum"), ("frequency", "month"), ("decimals", 0)):
            self.initial.setdefault(name, usual)

    @property
    def defined(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DEFINING if name in self.cleaned_data}


class IndicatorEditForm(IndicatorForm):
    code = None  # type: ignore[assignment]
    reason = TypedText(
        label=_("Why the definition changes"),
        help_text=_("Readings up to now keep the definition of their time."),
        max_length=300,
        required=False,
        error_messages=said(),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*DEFINING, "owner_agency", "version"):
            self.initial[name] = getattr(indicator, name)
        self.initial["owner_agency"] = indicator.owner_agency_id
        self.fields["owner_agency"].queryset |= Agency.objects.filter(pk=indicator.owner_agency_id)
        self.is_in_use = in_use(indicator)
        if self.is_in_use:
            for name in FIXED:
                self.fields[name].disabled = True
