"""Competencies in the Wagtail admin: added and worded by actions; none is deleted, because courses build it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from portfolio.agenda.wagtail_hooks import AgendaPolicy, Refused
from records.typed_text import TypedNumber, TypedText
from training.actions import competencies
from training.models import Competency


class CompetencyPolicy(AgendaPolicy):
    ASKED = dict.fromkeys(("add", "change"), "training.keep_courses")


class CompetencyForm(forms.ModelForm):
    title_en = TypedText(max_length=120, label=_("Title in English"))
    title_ar = TypedText(max_length=120, label=_("Title in Arabic"))
    note_en = TypedText(max_length=300, required=False, label=_("In one sentence, in English"))
    note_ar = TypedText(max_length=300, required=False, label=_("In one sentence, in Arabic"))
    order = TypedNumber(min_value=0, max_value=32_767, initial=0, label=_("Order"))

    class Meta:
        model = Competency
        fields = ["code", "title_en", "title_ar", "note_en", "note_ar", "order"]


class WordingForm(CompetencyForm):
    class Meta(CompetencyForm.Meta):
        fields = ["title_en", "title_ar", "note_en", "note_ar", "order"]


class AddView(Refused, CreateView):
    def save_instance(self) -> Competency:
        return competencies.add(by=self.request.user, **self.form.cleaned_data)


class WordingView(Refused, EditView):
    def save_instance(self) -> Competency:
        return competencies.edit(by=self.request.user, competency=self.object, **self.form.cleaned_data)


class CompetencyViewSet(ModelViewSet):
    model = Competency
    icon = "tag"
    menu_label = _("Competencies")
    menu_order = 231
    add_to_admin_menu = True
    name = "competencies"
    url_prefix = "competencies"
    url_namespace = "wagtail_competencies"
    add_view_class = AddView
    edit_view_class = WordingView
    list_display = ["__str__", Column("code", label=_("Code"), accessor="code")]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False

    @property
    def permission_policy(self) -> CompetencyPolicy:
        return CompetencyPolicy(self.model)

    def get_form_class(self, for_update: bool = False) -> type[CompetencyForm]:
        return WordingForm if for_update else CompetencyForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in ("usage", "delete")]
