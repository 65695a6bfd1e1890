"""What the blocks with live data have in common: a heading of the curator's, and figures for the present reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.live import Live


class LiveBlock(blocks.StructBlock):
    """Its figures are counted when the page is read, over what the reader may see; nothing of them is stored."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        required=False,
        max_length=120,
        help_text=_("Left empty, the block's own heading is used."),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        live = context.get("live") or Live(None)
        return {**context, "live": live, **self.drawn(value, live)}

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {}
