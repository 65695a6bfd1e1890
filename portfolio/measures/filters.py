"""What the list of indicators is asked for, read from the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.measures.enums import Frequency
from portfolio.measures.models import Indicator
from portfolio.measures.models.indicator import IndicatorQuerySet
from portfolio.measures.periods import latest_over
from records.clock import today
from records.typed_text import TypedText

SHOWS = (("due", _("Reading is missing")), ("retired", _("Retired")), ("all", _("All, retired ones too")))


class Words(django_filters.CharFilter):
    field_class = TypedText


class IndicatorFilter(django_filters.FilterSet):
    q = Words(method="by_words", label=_("Words"), max_length=200)
    agency = django_filters.ChoiceFilter(method="by_agency", label=_("Owner agency"))
    show = django_filters.ChoiceFilter(method="by_state", label=_("Which"), choices=SHOWS)

    class Meta:
        model = Indicator
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: IndicatorQuerySet) -> None:
        super().__init__(data, queryset)
        owners = Agency.objects.filter(indicators__isnull=False).distinct().order_by("code")
        self.form.fields["agency"].choices = [("", _("All agencies")), *((one.code, one.name) for one in owners)]

    @property
    def qs(self) -> Any:
        found = super().qs
        return found if self.form.cleaned_data.get("show") else found.in_force(today())

    def by_words(self, indicators: Any, name: str, text: str) -> Any:
        return indicators.filter(words__have=text)

    def by_agency(self, indicators: Any, name: str, code: str) -> Any:
        return indicators.filter(owner_agency__code=code)

    def by_state(self, indicators: Any, name: str, which: str) -> Any:
        if which == "retired":
            return indicators.filter(retired_on__lte=today())
        if which == "due":
            return indicators.in_force(today()).filter(reading_is_missing())
        return indicators


def reading_is_missing() -> Q:
    """Of `with_latest` rows: the newest period that is over has no reading."""
    late = Q(latest_period=None)
    for frequency in Frequency.values:
        late |= Q(frequency=frequency, latest_period__lt=latest_over(today(), frequency))
    return late
