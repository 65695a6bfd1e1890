from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class FunnelBlock(LiveBlock):
    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {
            "marks": live.stage_marks,
            "off_path": live.off_path,
            "heading": value["heading"] or gettext("From idea to scale"),
        }

    class Meta:
        icon = "arrow-right"
        label = _("The path")
        template = "cms/blocks/funnel.html"
