from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class LiveFigure(models.TextChoices):
    PROJECTS = "projects", _("Projects")
    AGENCIES = "agencies", _("Agencies that lead a project")
    OBJECTIVES = "objectives", _("Objectives with a project")
    MOVED_FORWARD = "moved_forward", _("Projects that moved forward this quarter")
    STANDING_STILL = "standing_still", _("Projects that stand still")
    IN_USE = "in_use", _("Projects in Scale or Embedded")


class FiguresBlock(LiveBlock):
    figures = blocks.MultipleChoiceBlock(
        choices=LiveFigure.choices,
        label=_("Figures"),
        help_text=_("Counted live for whoever reads the page."),
        widget=forms.CheckboxSelectMultiple,
    )

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {"figures": live.shown_figures(value["figures"])}

    class Meta:
        icon = "order"
        label = _("Figures")
        template = "cms/blocks/figures.html"
