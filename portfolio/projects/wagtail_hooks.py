"""Pathways and rating scales in the Wagtail admin, beside the agenda: by actions, with both versions on a conflict."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portfolio.agenda.wagtail_hooks import FIRST, RETIRED, AgendaPolicy, EntryViewSet
from portfolio.projects.actions import ratings
from portfolio.projects.forms import RatingScaleForm
from portfolio.projects.models import RatingScale
from portfolio.projects.views import pathways
from records.policy import may


class ScalesPolicy(AgendaPolicy):
    ASKED = {"add": "projects.edit_scales", "change": "projects.edit_scales", "delete": "projects.edit_scales"}


class RatingScaleViewSet(EntryViewSet):
    model = RatingScale
    form = RatingScaleForm
    icon = "order"
    menu_label = _("Rating scales")
    menu_order = 220
    add_to_admin_menu = True
    name = "rating_scales"
    url_prefix = "rating-scales"
    url_namespace = "wagtail_rating_scales"
    list_display = [*FIRST, RETIRED]

    @property
    def permission_policy(self) -> ScalesPolicy:
        return ScalesPolicy(self.model)

    @staticmethod
    def register(form: RatingScaleForm, *, by: Any) -> RatingScale:
        return ratings.register_scale(by=by, code=form.cleaned_data["code"], wording=form.wording)

    @staticmethod
    def edit(form: RatingScaleForm, pk: int, *, by: Any) -> RatingScale:
        said = form.cleaned_data
        return ratings.edit_scale(by=by, scale_id=pk, wording=form.wording, expected=said["seen_version"])

    @staticmethod
    def retire(pk: int, *, on: dt.date | None, by: Any) -> RatingScale:
        return ratings.retire_scale(by=by, scale_id=pk, on=on)


@hooks.register("register_admin_viewset")
def register_rating_scales() -> RatingScaleViewSet:
    return RatingScaleViewSet()


@hooks.register("register_admin_urls")
def pathway_urls() -> list[Any]:
    patterns = [
        path("", pathways.index, name="index"),
        path("begin/", pathways.begin, name="begin"),
        path("<int:pk>/draft/", pathways.draft, name="draft"),
        path("versions/<int:pk>/", pathways.version, name="version"),
        path("versions/<int:pk>/gates/<str:gate>/", pathways.criteria, name="criteria"),
        path("versions/<int:pk>/open/", pathways.open_version, name="open"),
        path("versions/<int:pk>/discard/", pathways.discard, name="discard"),
        path("versions/<int:pk>/move/", pathways.move, name="move"),
    ]
    return [path("pathways/", include((patterns, "wagtail_pathways"), namespace="wagtail_pathways"))]


class PathwaysItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may(request.user, "projects.write_pathway"))


@hooks.register("register_admin_menu_item")
def pathways_item() -> PathwaysItem:
    return PathwaysItem(_("Pathways"), reverse("wagtail_pathways:index"), icon_name="arrow-right-full", order=210)
