"""What people type about the things of the ground floor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.models import SavedView
from records.sent_forms import SentOnce, said
from records.typed_text import TypedText


class SavedViewForm(SentOnce):
    name = TypedText(label=_("Name of the view"), max_length=80, error_messages=said(_("Give it a name.")))
    is_shared = forms.BooleanField(
        label=_("Whoever has its address may open it"),
        help_text=_("They find there what they may see themselves."),
        required=False,
    )


class NewViewForm(SavedViewForm):
    place = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)


class ChangedViewForm(SavedViewForm):
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Open the form again.")})

    @classmethod
    def of(cls, view: SavedView, data: Any = None) -> ChangedViewForm:
        initial = {"name": view.name, "is_shared": view.is_shared, "version": view.version}
        return cls(data, initial=initial, prefix=None)
