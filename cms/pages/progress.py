from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks import EVERY_BLOCK
from cms.live import Live
from cms.pages.public_page import PublicPage, found_by
from cms.streams import BlockStream
from portfolio.reports.closed import closed_quarters
from portfolio.reports.models import ReportingQuarter


class ProgressPage(PublicPage):
    """Built by curators from blocks with live data. It opens with the news, made from the data."""

    closed_quarter = models.ForeignKey(
        ReportingQuarter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed quarter"),
        help_text=_("Left empty, the page tells of today. Else of what the accepted reports of that quarter say."),
    )
    body = BlockStream(EVERY_BLOCK, blank=True, verbose_name=_("body"))

    template = "cms/pages/progress.html"
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]
    content_panels = [*PublicPage.content_panels, FieldPanel("closed_quarter"), FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, *found_by("body")]

    class Meta:
        verbose_name = _("progress page")
        verbose_name_plural = _("progress pages")

    def clean(self) -> None:
        super().clean()
        if self.closed_quarter and not closed_quarters().filter(pk=self.closed_quarter.pk).exists():
            raise ValidationError(
                {"closed_quarter": _("Choose a quarter that is over and of which a report is accepted.")}
            )

    def live_for(self, reader: Any) -> Live:
        return Live(reader, self.closed_quarter)
