"""What every page of the public site has in common: two language trees, live figures, and words for searching."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.live import Live
from cms.translations import Alternates
from records.policy import may


def found_by(*fields: str) -> list[index.BaseField]:
    """What is sought in these fields is found by a word's beginning too, as everywhere in the product."""
    return [kind(field) for field in fields for kind in (index.SearchField, index.AutocompleteField)]


class PublicPage(Page):
    lede = models.CharField(
        _("opening lines"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences under the heading; also told to search engines where nothing else is."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lede")]
    search_fields = [*Page.search_fields, *found_by("lede", "search_description")]
    # Pages are for everybody; what is not public is not put on one.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    @cached_property
    def alternates(self) -> Alternates:
        return Alternates.of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        alternates = self.alternates
        return {
            **context,
            "live": self.live_for(reader_of(request)),
            "language_urls": alternates.addresses,
            "missing_translations": alternates.missing,
            "public_address": settings.PUBLIC_ADDRESS.rstrip("/"),
            "description": self.search_description or self.lede,
            "edit_url": self.edit_url_for(request),
        }

    def live_for(self, reader: Any) -> Live:
        return Live(reader)

    def edit_url_for(self, request: HttpRequest) -> str:
        if getattr(request, "is_preview", False) or not may(getattr(request, "user", None), "accounts.enter_editor"):
            return ""
        return reverse("wagtailadmin_pages:edit", args=[self.pk])


def reader_of(request: HttpRequest) -> Any:
    """A page that is being edited is previewed as the public will see it, not as its editor does."""
    if getattr(request, "is_preview", False):
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
