from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks import EVERY_BLOCK
from cms.pages.public_page import PublicPage, found_by
from cms.streams import BlockStream


class AgendaPage(PublicPage):
    """Strategies, their pillars and objectives, with the projects of each. They come from the agenda itself."""

    body = BlockStream(EVERY_BLOCK, blank=True, verbose_name=_("below the agenda"))

    template = "cms/pages/agenda.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ContentPage"]
    max_count_per_parent = 1
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, *found_by("body")]

    class Meta:
        verbose_name = _("agenda page")
        verbose_name_plural = _("agenda pages")
