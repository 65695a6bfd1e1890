from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TryItBlock(blocks.StructBlock):
    """The lesson taken into the reader's own project."""

    task = blocks.TextBlock(label=_("What to try"), max_length=600)
    steps = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Step")), label=_("Steps"), min_num=0, default=[])

    class Meta:
        icon = "tasks"
        label = _("Try this in your project")
        template = "cms/lessons/try_it.html"
