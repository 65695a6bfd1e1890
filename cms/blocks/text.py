from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

from cms.clean_html import cleaned

FEATURES = ("h2", "h3", "bold", "ol", "ul", "link", "document-link")


class TextBlock(RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": list(FEATURES), **kwargs})

    def render_basic(self, value: Any, context: Any = None) -> SafeString:
        return cleaned(value.source)

    def get_form_state(self, value: Any) -> Any:
        return super().get_form_state(value)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/text.html"
