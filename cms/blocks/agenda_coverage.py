from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class AgendaCoverageBlock(LiveBlock):
    """Every objective in force with its number of projects; those without any are named."""

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {"strategies": live.agenda, "heading": value["heading"] or gettext("Coverage of the agenda")}

    class Meta:
        icon = "list-ol"
        label = _("Coverage of the agenda")
        template = "cms/blocks/agenda_coverage.html"
