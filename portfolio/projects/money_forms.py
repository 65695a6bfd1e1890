"""The table of a project's money as a form: a row for each quarter, a cell for each kind of amount."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.actions.money import field_of
from portfolio.projects.enums import MoneyKind
from portfolio.projects.models import Project
from portfolio.projects.models.money import ZERO
from records.clock import Quarter, today
from records.sent_forms import SentOnce, said
from records.typed_text import TypedAmount, TypedText

Amounts = dict[tuple[MoneyKind, Quarter], Decimal]
# Ten years: a page that nobody fills in further.
MOST_QUARTERS = 40
LAST_YEAR = 2100


def quarters_of(project: Project, amounts: Amounts, until: int | None) -> list[Quarter]:
    """From its beginning to its end, whatever has an amount, and this year at least; until another year if asked."""
    year = today().year
    known = [quarter for _kind, quarter in amounts]
    first = min([Quarter(year, 1), *known, *([Quarter.of(project.starts_on)] if project.starts_on else [])])
    last = max([Quarter(year, 4), *known, *([Quarter.of(project.ends_on)] if project.ends_on else [])])
    if until is not None and last.year < until <= LAST_YEAR:
        last = Quarter(until, 4)
    found = [first]
    while found[-1] < last:
        found.append(found[-1].next)
    return found[-MOST_QUARTERS:]


class MoneyForm(SentOnce):
    newest = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})
    reason = TypedText(
        label=_("Why do the amounts change?"),
        help_text=_("Needed when a budget changes."),
        max_length=300,
        required=False,
        error_messages=said(),
    )

    def __init__(
        self, data: Any = None, *, amounts: Amounts, quarters: list[Quarter], newest: int, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"newest": newest}, **kwargs)
        self.quarters = quarters
        self.amounts = amounts
        for quarter in quarters:
            for kind in MoneyKind:
                name = field_of(kind, quarter)
                self.fields[name] = TypedAmount(required=False, label=label_of(kind, quarter))
                held = amounts.get((kind, quarter))
                if held is not None:
                    self.initial[name] = plain(held)

    @property
    def typed(self) -> Amounts:
        """What was written in each cell; one that was emptied holds nothing any more."""
        return {
            (kind, quarter): amount if amount is not None else ZERO
            for quarter in self.quarters
            for kind in MoneyKind
            if (amount := self.cleaned_data.get(field_of(kind, quarter))) is not None or (kind, quarter) in self.amounts
        }

    def cell(self, kind: MoneyKind, quarter: Quarter) -> SafeString:
        name = field_of(kind, quarter)
        bound = self[name]
        errors = bound.errors
        label = label_of(kind, quarter)
        told = format_html_join(
            "", '<p class="field-error" id="id_{}_error">{}</p>', ((name, words) for words in errors)
        )
        return format_html(
            '<input type="text" class="number money-cell" inputmode="decimal" dir="ltr" autocomplete="off" '
            'name="{}" id="id_{}" value="{}" aria-label="{}"{}>{}',
            name,
            name,
            bound.value() if bound.value() is not None else "",
            label,
            format_html(' aria-invalid="true" aria-describedby="id_{}_error"', name) if errors else "",
            told,
        )


def plain(amount: Decimal) -> str:
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def label_of(kind: MoneyKind, quarter: Quarter) -> str:
    return gettext("%(kind)s, quarter %(quarter)s of %(year)s, in riyals") % {
        "kind": kind.label,
        "quarter": quarter.number,
        "year": quarter.year,
    }
