from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class AgenciesBlock(LiveBlock):
    most = blocks.IntegerBlock(
        label=_("How many agencies"),
        default=10,
        min_value=1,
        max_value=100,
        help_text=_("Those with most projects first."),
    )

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        every_row = live.agencies
        return {
            "rows": every_row[: value["most"]],
            "left_out": max(len(every_row) - value["most"], 0),
            "heading": value["heading"] or gettext("Agencies side by side"),
        }

    class Meta:
        icon = "group"
        label = _("Agencies side by side")
        template = "cms/blocks/agencies.html"
