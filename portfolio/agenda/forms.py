from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.wording import Wording
from records.typed_text import TypedLines, TypedNumber, TypedText


class EntryForm(forms.ModelForm):
    """Parses only: what is saved is saved by the actions, at the version that the form was opened with."""

    code = forms.SlugField(
        label=_("code"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens. It stays the same for ever."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    title_en = TypedText(label=_("title in English"), max_length=200, language="en")
    title_ar = TypedText(label=_("title in Arabic"), max_length=200, language="ar")
    description_en = TypedLines(
        label=_("description in English"), max_length=2000, required=False, language="en", widget=forms.Textarea
    )
    description_ar = TypedLines(
        label=_("description in Arabic"), max_length=2000, required=False, language="ar", widget=forms.Textarea
    )
    order = TypedNumber(label=_("order"), min_value=0, max_value=999, initial=0)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_version"] = self.instance.version
            # The code is how imports and reports name it, so it is shown and not changed.
            self.fields["code"].disabled = True

    @property
    def wording(self) -> Wording:
        said = self.cleaned_data
        return Wording(
            title_en=said["title_en"],
            title_ar=said["title_ar"],
            description_en=said["description_en"],
            description_ar=said["description_ar"],
            order=said["order"],
        )


class StrategyForm(EntryForm):
    class Meta:
        model = Strategy
        fields = ["code", "title_en", "title_ar", "description_en", "description_ar", "order"]


class PillarForm(EntryForm):
    class Meta:
        model = Pillar
        fields = ["strategy", "code", "title_en", "title_ar", "description_en", "description_ar", "order"]


class ObjectiveForm(EntryForm):
    class Meta:
        model = Objective
        fields = ["strategy", "pillar", "code", "title_en", "title_ar", "description_en", "description_ar", "order"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        strategy, pillar = said.get("strategy"), said.get("pillar")
        if strategy and pillar and pillar.strategy_id != strategy.pk:
            self.add_error("pillar", _("This pillar belongs to another strategy."))
        return said
