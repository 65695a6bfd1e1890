"""Forms of the quarterly reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Person
from portfolio.projects.enums import Confidence
from portfolio.reports.actions.quarters import agencies_for
from portfolio.reports.actions.signing import Marked
from portfolio.reports.actions.writing import LONGEST, Written, tidied
from portfolio.reports.contents import Material
from portfolio.reports.enums import FIGURES, OF_AGENCY, OF_PROJECT, RATINGS, Part
from portfolio.reports.models import ReportEntry, ReportingTerms, ReportPart
from portfolio.reports.models.quarter import code_of, quarter_of_day, span_of
from portfolio.reports.told import part_words, quarter_words
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_numbers import TypedDecimal
from records.typed_text import DayInput, TypedDate, TypedLines, TypedNumber, TypedText, western_digits

# So many quarters back can be opened: history is brought in, the country is not invented.
QUARTERS_BACK = 12
TABLE_LIMIT_BYTES = 5 * 1024 * 1024


class PartsForm(forms.Form):
    """The parts of a project or of the agency, each with the version that the person has before her."""

    def __init__(
        self, data: Any = None, *, names: Iterable[Part], parts: Mapping[str, ReportPart], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.names, self.parts = tuple(names), parts
        for name in self.names:
            part = parts.get(name)
            self.fields[name] = _field_of(name)
            self.fields[name].initial = part.text if part else ""
            self.fields[f"{name}-version"] = forms.IntegerField(
                widget=forms.HiddenInput,
                initial=part.version if part else 0,
                min_value=0,
                error_messages=dict.fromkeys(("required", "invalid", "min_value"), _("Open the form again.")),
            )

    @property
    def written(self) -> dict[str, Written]:
        """What was sent: a part that the form did not hold stays as it is."""
        return {
            name: Written(tidied(name, self.cleaned_data[name]), self.cleaned_data[f"{name}-version"])
            for name in self.names
            if name in self.data
        }

    def clean(self) -> dict[str, Any]:
        # A rating left open sends nothing at all, and its version with it; what was not sent is not missed.
        for name in self.names:
            version = f"{name}-version"
            if name not in self.data and version in self.errors:
                del self.errors[version]
        return self.cleaned_data

    def take(self, refusal: Any) -> None:
        for name, errors in getattr(refusal, "error_dict", {"__all__": refusal.messages}).items():
            self.add_error(name if name in self.fields else None, errors)

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[name], self[f"{name}-version"]) for name in self.names]

    def renew(self, parts: Mapping[str, ReportPart]) -> None:
        """Sent again, it goes over the versions that are shown beside it now."""
        self.data = self.data.copy()
        for name, part in parts.items():
            self.data[f"{name}-version"] = part.version


def _field_of(name: Part) -> forms.Field:
    common: dict[str, Any] = {"label": name.label, "required": False}
    if name in RATINGS:
        return forms.ChoiceField(
            choices=Confidence.choices, widget=forms.RadioSelect, error_messages=choice_said(), **common
        )
    if name in FIGURES:
        return TypedText(
            max_length=20,
            error_messages=said(),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}),
            **common,
        )
    if name == Part.ENDS_ON:
        return TypedText(max_length=20, error_messages=said(), widget=DayInput(format="%Y-%m-%d"), **common)
    rows = 6 if name in (Part.NARRATIVE, Part.LAB_REASON) else 3
    return TypedLines(rows=rows, max_length=LONGEST, error_messages=said(), **common)


class Versioned(SentOnce):
    """Does what its button says to the report as it stands on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})


class ReasonForm(SentOnce):
    reason = TypedLines(label=_("Reason"), rows=4, max_length=2000, error_messages=said(_("Give the reason.")))


class ReturnForm(ReasonForm):
    """A word on the whole, and one on any paragraph that says something or should."""

    def __init__(self, *args: Any, material: Material, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What has to be changed")
        self.places: dict[str, tuple[ReportEntry | None, Part]] = {}
        for entry, names in [(None, OF_AGENCY), *((entry, OF_PROJECT) for entry in material.entries)]:
            for name in names:
                place = f"{entry.pk if entry else 'agency'}-{name}"
                self.places[place] = (entry, name)
                self.fields[place] = TypedLines(
                    label=name.label, rows=1, required=False, max_length=2000, error_messages=said()
                )
        self.material = material

    @property
    def remarks(self) -> list[Marked]:
        return [
            Marked(entry, name, self.cleaned_data[place])
            for place, (entry, name) in self.places.items()
            if self.cleaned_data.get(place)
        ]

    def groups(self) -> list[tuple[str, list[tuple[Any, str]]]]:
        """The places of each project, and of the agency as a whole, each with what it says now."""
        found: dict[ReportEntry | None, list[tuple[Any, str]]] = {}
        for place, (entry, name) in self.places.items():
            text = self.material.texts.get(entry.pk if entry else None, {}).get(name, "")
            found.setdefault(entry, []).append((self[place], _said_now(name, text)))
        return [
            (str(entry.title if entry else gettext("The agency as a whole")), places) for entry, places in found.items()
        ]


def _said_now(name: Part, text: str) -> str:
    words = Truncator(part_words(name, text)).words(60)
    return format_html('<span class="said-now" dir="auto">{}</span>', words) if words else ""


class ExtensionForm(ReasonForm):
    until = TypedDate(label=_("Until"), error_messages={"required": _("Choose the new due date.")})
    field_order = ["until", "reason"]


class SignatureForm(Versioned):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
        error_messages={"required": _("Type your password: it is your signature.")},
    )
    code = forms.CharField(
        label=_("Code of your second factor"),
        help_text=_("From your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr", "inputmode": "numeric"}),
        error_messages={"required": _("Type the code of your second factor.")},
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean_code(self) -> str:
        return western_digits(self.cleaned_data["code"]).strip()


class TermsForm(SentOnce):
    year_starts_in = forms.TypedChoiceField(
        label=_("The reporting year begins in"), coerce=int, error_messages=choice_said()
    )
    due_after_days = TypedNumber(
        label=_("Days from the end of the quarter to the due date"),
        min_value=1,
        max_value=90,
        error_messages=said(
            min_value=_("From 1 to 90 days."), max_value=_("From 1 to 90 days."), invalid=_("Write a whole number.")
        ),
    )
    variance_percent = TypedDecimal(
        label=_("A difference is explained from this percentage on"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        error_messages=said(
            min_value=_("From 0 to 100 percent."),
            max_value=_("From 0 to 100 percent."),
            invalid=_("Write a number."),
            max_digits=_("From 0 to 100 percent."),
            max_decimal_places=_("At most two decimals."),
            max_whole_digits=_("From 0 to 100 percent."),
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from django.utils.dates import MONTHS

        self.fields["year_starts_in"].choices = list(MONTHS.items())  # type: ignore[attr-defined]

    @classmethod
    def of(cls, terms: ReportingTerms) -> TermsForm:
        names = ("year_starts_in", "due_after_days", "variance_percent", "version")
        return cls(initial={name: getattr(terms, name) for name in names})


class HolidayForm(SentOnce):
    day = TypedDate(label=_("Day"), error_messages={"required": _("Choose the day.")})
    name_en = TypedText(label=_("Name in English"), max_length=120, error_messages=said())
    name_ar = TypedText(label=_("Name in Arabic"), max_length=120, error_messages=said())


class AgencyChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, agency: Any) -> str:
        return str(agency.name)


class OpenForm(SentOnce):
    quarter = forms.ChoiceField(label=_("Quarter"), error_messages=choice_said())
    due_on = TypedDate(label=_("Due on"), help_text=_("Left empty: by the terms of reporting."), required=False)
    variance_percent = TypedDecimal(
        label=_("A difference is explained from this percentage on"),
        help_text=_("Left empty: by the terms of reporting."),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        error_messages=said(
            min_value=_("From 0 to 100 percent."),
            max_value=_("From 0 to 100 percent."),
            invalid=_("Write a number."),
            max_digits=_("From 0 to 100 percent."),
            max_decimal_places=_("At most two decimals."),
            max_whole_digits=_("From 0 to 100 percent."),
        ),
    )
    agencies = AgencyChoices(
        label=_("Who must report"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice_said(_("Choose at least one agency that must report.")),
    )

    def __init__(self, *args: Any, terms: ReportingTerms, opened: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        choices = [choice for choice in _quarters_back(terms) if choice[0] not in set(opened)]
        self.fields["quarter"].choices = choices  # type: ignore[attr-defined]
        self.fields["agencies"].queryset = agencies_for(today())  # type: ignore[attr-defined]
        self.initial.setdefault("agencies", list(agencies_for(today()).values_list("pk", flat=True)))

    @property
    def chosen_quarter(self) -> tuple[int, int]:
        year, number = self.cleaned_data["quarter"].split("-q")
        return int(year), int(number)


def _quarters_back(terms: ReportingTerms) -> list[tuple[str, str]]:
    found, day = [], today()
    for _number in range(QUARTERS_BACK):
        year, number = quarter_of_day(day, terms.year_starts_in)
        found.append((code_of(year, number), quarter_words(year, number)))
        day = span_of(year, number, terms.year_starts_in)[0] - dt.timedelta(days=1)
    return found


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return str(person)


class DeputyForm(SentOnce):
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), empty_label=None, error_messages=choice_said()
    )
    person = PersonChoice(
        label=_("Who signs for you"),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
        error_messages=choice_said(_("Choose who signs for you.")),
    )
    starts_on = TypedDate(label=_("From"), error_messages={"required": _("Choose the first day.")})
    ends_on = TypedDate(label=_("To"), error_messages={"required": _("Choose the last day.")})

    def __init__(self, *args: Any, agencies: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if len(agencies) == 1:
            self.initial.setdefault("agency", agencies[0].pk)


class TableForm(SentOnce):
    table = forms.FileField(
        label=_("The filled table"),
        help_text=_("The file that you took from here, as .xlsx."),
        error_messages={
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
            "empty": _("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_table(self) -> Any:
        content = self.cleaned_data["table"]
        if content.size > TABLE_LIMIT_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB."))
        return content


class TakeForm(SentOnce):
    """Which differences are taken is in the boxes of the page; `seen` says which ones it showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, error_messages=said())
