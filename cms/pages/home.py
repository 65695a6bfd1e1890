from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks import EVERY_BLOCK
from cms.pages.public_page import PublicPage, found_by
from cms.streams import BlockStream


class HomePage(PublicPage):
    heading = models.CharField(_("heading"), max_length=160, help_text=_("One sentence that tells what the lab does."))
    body = BlockStream(EVERY_BLOCK, blank=True, verbose_name=_("body"))

    template = "cms/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        PublicPage.content_panels[0],
        FieldPanel("heading"),
        *PublicPage.content_panels[1:],
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, *found_by("heading", "body")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
