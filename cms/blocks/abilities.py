from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.blocks.live_block import LiveBlock
from cms.live import Live


class AbilitiesBlock(LiveBlock):
    """The country's valid completions by skill. To visitors no figure below five is told, and none leads to people."""

    def drawn(self, value: Any, live: Live) -> dict[str, Any]:
        return {"abilities": live.abilities, "heading": value["heading"] or gettext("Who of ours can do this")}

    class Meta:
        icon = "success"
        label = _("What people have learned")
        template = "cms/blocks/abilities.html"
