from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.live_block import LiveBlock
from cms.blocks.project_chooser import ProjectChooserBlock
from cms.live import Live
from portfolio.projects.enums import Visibility


class ChosenProjectsBlock(LiveBlock):
    projects = blocks.ListBlock(ProjectChooserBlock(label=_("Project")), label=_("Projects"), min_num=1, max_num=12)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        hidden = [project for project in result["projects"] if project and project.visibility != Visibility.PUBLIC]
        if hidden:
            raise blocks.StructBlockValidationError(
                non_block_errors=[
                    ValidationError(
                        _("%(project)s is not public, and this page is for everybody.") % {"project": hidden[0]}
                    )
                ]
            )
        return result

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        # What the reader may not see is left out in silence, also where a chosen project is public no more.
        chosen = [project.pk for project in value["projects"] if project is not None]
        return {"rows": live.chosen(chosen), "heading": value["heading"] or gettext("Projects")}

    class Meta:
        icon = "clipboard-list"
        label = _("Chosen projects")
        template = "cms/blocks/chosen_projects.html"
