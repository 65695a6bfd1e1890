from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms.blocks import EVERY_BLOCK
from cms.pages.public_page import PublicPage
from cms.streams import BlockStream


class ProgressPage(PublicPage):
    """Built by curators from blocks with live data. It opens with the news, made from the data."""

    body = BlockStream(EVERY_BLOCK, blank=True, verbose_name=_("body"))

    template = "cms/pages/progress.html"
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("progress page")
        verbose_name_plural = _("progress pages")
