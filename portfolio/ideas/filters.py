"""What the list of ideas is asked for, read from the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.enums import IdeaStatus
from portfolio.ideas.models import Call, Idea
from records.typed_text import TypedText

MOST_WORDS_TYPED = 200


class Words(django_filters.CharFilter):
    field_class = TypedText


class IdeaFilter(django_filters.FilterSet):
    q = Words(method="by_words", label=_("Words"), max_length=MOST_WORDS_TYPED)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=IdeaStatus.choices, empty_label=_("All"))
    call = django_filters.ModelChoiceFilter(label=_("Call"), queryset=Call.objects.none(), empty_label=_("All"))

    class Meta:
        model = Idea
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Idea], *, person: Any) -> None:
        super().__init__(data, queryset)
        self.form.fields["call"].queryset = Call.objects.visible_to(person)

    def by_words(self, ideas: QuerySet[Idea], name: str, text: str) -> QuerySet[Idea]:
        return ideas.filter(words__have=text)

    @property
    def is_narrowed(self) -> bool:
        return self.form.is_valid() and any(self.form.cleaned_data.values())
