from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class ConfidenceBlock(LiveBlock):
    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {"marks": live.confidence_marks, "heading": value["heading"] or gettext("Confidence")}

    class Meta:
        icon = "tick-inverse"
        label = _("Confidence")
        template = "cms/blocks/confidence.html"
