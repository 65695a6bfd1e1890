from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks import EVERY_BLOCK
from cms.pages.public_page import PublicPage, found_by
from cms.streams import BlockStream


class ContentPage(PublicPage):
    body = BlockStream(EVERY_BLOCK, blank=True, verbose_name=_("body"))

    template = "cms/pages/content.html"
    parent_page_types = ["cms.HomePage", "cms.ContentPage", "cms.AgendaPage", "cms.ProgressPage"]
    subpage_types = ["cms.ContentPage"]
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, *found_by("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        above = self.get_ancestors().live().filter(depth__gt=1)
        trail = [{"label": page.title, "url": page.get_url(request)} for page in above]
        return {
            **super().get_context(request, *args, **kwargs),
            "trail": [*trail, {"label": self.title, "url": ""}],
        }

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
