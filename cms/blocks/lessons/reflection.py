from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ReflectionBlock(blocks.StructBlock):
    """Something to think about; nobody asks for what was thought."""

    prompt = blocks.TextBlock(label=_("What to think about"), max_length=600)

    class Meta:
        icon = "pick"
        label = _("Reflection")
        template = "cms/lessons/reflection.html"
