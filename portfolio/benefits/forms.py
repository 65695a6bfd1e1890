"""What people type about benefits: parsed here, judged by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.benefits.enums import WHOLE, Entry
from portfolio.benefits.models import Benefit
from portfolio.measures.forms import EvidenceFields, PeriodChoice, periods_over
from portfolio.measures.models import Indicator
from portfolio.measures.periods import next_after, periods_between
from portfolio.projects.models import Project
from records.clock import today
from records.sent_forms import SentOnce, choice_said, said
from records.typed_numbers import TypedDecimal
from records.typed_text import TypedLines, TypedText

PERIODS_AHEAD = 12


class IndicatorChoice(forms.ModelChoiceField):
    def label_from_instance(self, indicator: Any) -> str:
        return f"{indicator.title} ({indicator.unit})"


class GainFields(SentOnce):
    gain_ar = TypedText(
        label=_("What does the citizen gain? In Arabic"),
        max_length=300,
        error_messages=said(_("Say it in both languages.")),
        language="ar",
    )
    gain_en = TypedText(
        label=_("What does the citizen gain? In English"),
        max_length=300,
        error_messages=said(_("Say it in both languages.")),
        language="en",
    )

    @property
    def gain(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("gain_en", "gain_ar")}


class PromiseForm(GainFields):
    indicator = IndicatorChoice(
        label=_("By which indicator is it seen?"),
        queryset=Indicator.objects.none(),
        empty_label=_("Choose"),
        error_messages=choice_said(_("Choose the indicator.")),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = project.benefits.values("indicator")
        self.fields["indicator"].queryset = Indicator.objects.in_force(today()).exclude(pk__in=used)


class RewordForm(GainFields):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})


class TellForm(EvidenceFields):
    kind = forms.ChoiceField(
        label=_("What do you tell?"),
        choices=[
            (Entry.CLAIMED.value, _("What was reached: the lab verifies it")),
            (Entry.FORECAST.value, _("What is expected")),
        ],
        widget=forms.RadioSelect,
        error_messages=choice_said(),
    )
    period_on = PeriodChoice(label=_("Period"))
    value = TypedDecimal(label=_("Value"))
    reason = TypedLines(
        label=_("How is it known?"),
        help_text=_("Where the figure comes from, and what it leaves out."),
        rows=3,
        max_length=2000,
        error_messages=said(_("Say how this is known.")),
    )

    field_order = ("kind", "period_on", "value", "reason", "link", "file")

    def __init__(self, *args: Any, benefit: Benefit, may_claim: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        frequency = benefit.indicator.frequency
        over = periods_over(frequency)
        ahead = next_after(over[0], frequency)
        last = ahead
        for _number in range(PERIODS_AHEAD - 1):
            last = next_after(last, frequency)
        self.fields["period_on"].offer([*reversed(periods_between(ahead, last, frequency)), *over], frequency)
        self.initial.setdefault("period_on", over[0].isoformat())
        self.fields["value"].help_text = benefit.indicator.unit
        if not may_claim:
            self.fields["kind"].choices = [(Entry.FORECAST.value, _("What is expected"))]
        self.initial.setdefault("kind", Entry.CLAIMED.value if may_claim else Entry.FORECAST.value)


class VerifyForm(SentOnce):
    value = TypedDecimal(
        label=_("Verified value"), help_text=_("All of what was claimed, a part of it, or 0 for nothing.")
    )
    reason = TypedLines(
        label=_("What did you compare, and what did you find?"),
        rows=4,
        max_length=2000,
        error_messages=said(_("Say how this is known.")),
    )


class ShareForm(SentOnce):
    """One box of percent for each agency of the project."""

    reason = TypedText(
        label=_("Why is it shared so?"),
        max_length=500,
        error_messages=said(_("Say why the benefit is shared so.")),
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], present: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        for agency in agencies:
            name = f"share_{agency.pk}"
            self.fields[name] = TypedDecimal(label=str(agency.name), max_digits=5, decimal_places=2, required=False)
            self.fields[name].widget.attrs["aria-label"] = str(agency.name)
            part = present.get(agency.pk, 0)
            self.initial.setdefault(name, f"{part / 100:.2f}".rstrip("0").rstrip(".") if part else "")

    def take(self, refusal: ValidationError) -> None:
        """What is wrong with the shares together stands at the first of them, and not above the form alone."""
        if hasattr(refusal, "error_dict") and "shares" in refusal.error_dict:
            refusal.error_dict[f"share_{self.agencies[0].pk}"] = refusal.error_dict.pop("shares")
        super().take(refusal)

    @property
    def parts(self) -> list[Any]:
        return [self[f"share_{agency.pk}"] for agency in self.agencies]

    @property
    def hundredths(self) -> dict[Agency, int]:
        typed = {agency: self.cleaned_data.get(f"share_{agency.pk}") or Decimal(0) for agency in self.agencies}
        return {agency: int(percent * (WHOLE // 100)) for agency, percent in typed.items()}
