"""How a curator chooses projects for a page: from the public ones alone, since pages are for everybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portfolio.projects.enums import Visibility
from portfolio.projects.models import Project, ProjectState


class ProjectWords(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)
        sought = self.cleaned_data["q"]
        if sought:
            found = ProjectState.objects.on(None).filter(words__have=sought)
            objects = objects.filter(pk__in=found.values("project"))
            self.is_searching, self.search_query = True, sought
        return objects


class PublicProjects(BaseChooseView):
    ordering = "-pk"
    filter_form_class = ProjectWords

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column,
            Column("lead_agency", label=_("Lead agency"), accessor="lead_agency"),
            Column("stage", label=_("Stage"), accessor="stage"),
        ]

    def get_object_list(self) -> Any:
        return Project.objects.filter(visibility=Visibility.PUBLIC).select_related("lead_agency", "stage")


class ChooseView(ChooseViewMixin, CreationFormMixin, PublicProjects):
    pass


class ChooseResultsView(ChooseResultsViewMixin, CreationFormMixin, PublicProjects):
    pass


class ProjectChooserViewSet(ChooserViewSet):
    model = Project
    url_prefix = "projects-to-show"
    name = "wagtail_project_chooser"
    icon = "clipboard-list"
    choose_one_text = _("Choose a public project")
    choose_another_text = _("Choose another project")
    edit_item_text = _("See this project")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    per_page = 20


project_chooser = ProjectChooserViewSet()
