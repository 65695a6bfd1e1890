from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.live_block import LiveBlock
from cms.live import Live
from portfolio.ideas.queries import open_calls


class OpenCallsBlock(LiveBlock):
    most = blocks.IntegerBlock(
        label=_("How many calls"), default=6, min_value=1, max_value=24, help_text=_("Those that close soonest first.")
    )

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {
            "calls": list(open_calls(live.reader)[: value["most"]]),
            "heading": value["heading"] or gettext("Calls for ideas"),
        }

    class Meta:
        icon = "help"
        label = _("Open calls for ideas")
        template = "cms/blocks/open_calls.html"
