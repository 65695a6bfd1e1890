"""The agenda in the Wagtail admin. Its views ask the policy and call the actions; nothing here saves by itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from portfolio.agenda.actions import objectives, pillars, strategies
from portfolio.agenda.forms import EntryForm, ObjectiveForm, PillarForm, StrategyForm
from portfolio.agenda.models import Objective, Pillar, Strategy
from records.clock import today
from records.policy import may
from records.versions import EditConflict
from records.wording_differences import marked_differences


class AgendaPolicy(ModelPermissionPolicy):
    ASKED = {"add": "agenda.register", "change": "agenda.edit", "delete": "agenda.retire"}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.ASKED and bool(may(user, self.ASKED[action]))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class Refused:
    """What an action refuses is told at the form, with all that was typed still in it."""

    def form_valid(self, form: EntryForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as refusal:
            form.add_error(None, refusal)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PillarsView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("strategy")


class ObjectivesView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("strategy", "pillar")


class RegisterView(Refused, CreateView):
    register: Any = None

    def save_instance(self) -> models.Model:
        entry = self.register(self.form, by=self.request.user)
        log(instance=entry, action="wagtail.create", content_changed=True)
        return entry


class EntryEditView(Refused, EditView):
    edit: Any = None
    conflict: list[dict[str, Any]] | None = None

    @property
    def delete_item_label(self) -> Any:  # type: ignore[override]
        return _("Take back into force") if self.object.retired_on else _("Retire")

    def form_valid(self, form: EntryForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except EditConflict as conflict:
            return self.both_versions(form, conflict.current)

    def save_instance(self) -> models.Model:
        entry = self.edit(self.form, self.object.pk, by=self.request.user)
        log(instance=entry, action="wagtail.edit", content_changed=self.form.has_changed())
        return entry

    def both_versions(self, form: EntryForm, current: models.Model) -> HttpResponse:
        self.form = form
        self.conflict = list(_differences(form, current))
        # Saving again is then a choice made with both versions in view.
        form.data = form.data.copy()
        form.data["seen_version"] = current.version  # type: ignore[attr-defined]
        messages.error(
            self.request, gettext("Somebody else saved this while you were writing. Nothing of yours is lost.")
        )
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "conflict": self.conflict}


def _differences(form: EntryForm, current: models.Model) -> Any:
    for name in form.fields:
        if name == "seen_version":
            continue
        mine, theirs = form.cleaned_data.get(name), getattr(current, name)
        if mine != theirs:
            marked = marked_differences(_shown(mine), _shown(theirs))
            yield {"label": capfirst(str(form.fields[name].label)), "mine": marked[0], "theirs": marked[1]}


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


class RetireView(DeleteView):
    """Nothing of the agenda is deleted: what was aligned to it stays told. From a day on nothing new is."""

    retire: Any = None
    page_title = _("Retire")
    template_name = "wagtailadmin/agenda/retire.html"

    @property
    def comes_back(self) -> bool:
        return self.object.retired_on is not None

    def get_usage(self) -> None:
        return None

    def delete_action(self) -> None:
        with transaction.atomic():
            self.object = self.retire(self.object.pk, on=None if self.comes_back else today(), by=self.request.user)
            log(instance=self.object, action="wagtail.edit", content_changed=True)

    def form_valid(self, form: Any) -> HttpResponse:
        came_back = self.comes_back
        self.delete_action()
        words = gettext("“%(title)s” is in force again.") if came_back else gettext("“%(title)s” is retired.")
        messages.success(self.request, words % {"title": self.object})
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "comes_back": self.comes_back}


class EntryViewSet(ModelViewSet):
    """`register`, `edit` and `retire` are the actions of the entry, given the form that was typed."""

    form: type[EntryForm]
    add_view_class = RegisterView
    edit_view_class = EntryEditView
    delete_view_class = RetireView
    edit_template_name = "wagtailadmin/agenda/edit.html"
    delete_template_name = "wagtailadmin/agenda/retire.html"
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ["code", "title_en", "title_ar"]
    search_backend_name = None
    list_per_page = 50

    @property
    def permission_policy(self) -> AgendaPolicy:
        return AgendaPolicy(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # What is aligned to an entry is told by the portfolio, not by Wagtail's index of references.
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]

    def get_form_class(self, for_update: bool = False) -> type[EntryForm]:
        return self.form

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"register": self.register, **kwargs})

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"edit": self.edit, **kwargs})

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(**{"retire": self.retire, **kwargs})


# The title in the reader's language comes first, as what a row is opened by.
FIRST = ["__str__", Column("code", label=_("Code"), accessor="code")]
STRATEGY = Column("strategy", label=_("Strategy"), accessor="strategy")
RETIRED = DateColumn("retired_on", label=_("Retired on"), accessor="retired_on")


class StrategyViewSet(EntryViewSet):
    model = Strategy
    form = StrategyForm
    icon = "doc-full"
    name = "agenda_strategies"
    url_prefix = "agenda/strategies"
    url_namespace = "wagtail_agenda_strategies"
    list_display = [*FIRST, RETIRED]

    @staticmethod
    def register(form: StrategyForm, *, by: Any) -> Strategy:
        return strategies.register(by=by, code=form.cleaned_data["code"], wording=form.wording)

    @staticmethod
    def edit(form: StrategyForm, pk: int, *, by: Any) -> Strategy:
        return strategies.edit(by=by, strategy_id=pk, wording=form.wording, expected=form.cleaned_data["seen_version"])

    @staticmethod
    def retire(pk: int, *, on: Any, by: Any) -> Strategy:
        return strategies.retire(by=by, strategy_id=pk, on=on)


class PillarViewSet(EntryViewSet):
    model = Pillar
    index_view_class = PillarsView
    form = PillarForm
    icon = "list-ul"
    name = "agenda_pillars"
    url_prefix = "agenda/pillars"
    url_namespace = "wagtail_agenda_pillars"
    list_display = [*FIRST, STRATEGY, RETIRED]
    list_filter = ["strategy"]

    @staticmethod
    def register(form: PillarForm, *, by: Any) -> Pillar:
        said = form.cleaned_data
        return pillars.register(by=by, code=said["code"], strategy=said["strategy"], wording=form.wording)

    @staticmethod
    def edit(form: PillarForm, pk: int, *, by: Any) -> Pillar:
        said = form.cleaned_data
        return pillars.edit(
            by=by, pillar_id=pk, strategy=said["strategy"], wording=form.wording, expected=said["seen_version"]
        )

    @staticmethod
    def retire(pk: int, *, on: Any, by: Any) -> Pillar:
        return pillars.retire(by=by, pillar_id=pk, on=on)


class ObjectiveViewSet(EntryViewSet):
    model = Objective
    index_view_class = ObjectivesView
    form = ObjectiveForm
    icon = "check"
    name = "agenda_objectives"
    url_prefix = "agenda/objectives"
    url_namespace = "wagtail_agenda_objectives"
    list_display = [*FIRST, STRATEGY, Column("pillar", label=_("Pillar"), accessor="pillar"), RETIRED]
    list_filter = ["strategy"]

    @staticmethod
    def register(form: ObjectiveForm, *, by: Any) -> Objective:
        said = form.cleaned_data
        return objectives.register(
            by=by, code=said["code"], strategy=said["strategy"], pillar=said["pillar"], wording=form.wording
        )

    @staticmethod
    def edit(form: ObjectiveForm, pk: int, *, by: Any) -> Objective:
        said = form.cleaned_data
        return objectives.edit(
            by=by,
            objective_id=pk,
            strategy=said["strategy"],
            pillar=said["pillar"],
            wording=form.wording,
            expected=said["seen_version"],
        )

    @staticmethod
    def retire(pk: int, *, on: Any, by: Any) -> Objective:
        return objectives.retire(by=by, objective_id=pk, on=on)


class AgendaViewSetGroup(ModelViewSetGroup):
    items = (StrategyViewSet, PillarViewSet, ObjectiveViewSet)
    menu_icon = "list-ol"
    menu_order = 200

    @cached_property
    def menu_label(self) -> Any:
        return pgettext_lazy("national", "Agenda")


@hooks.register("register_admin_viewset")
def register_agenda() -> AgendaViewSetGroup:
    return AgendaViewSetGroup()
