from django.utils.translation import gettext_lazy as _

from records import trail_facts
from records.trail_words import register

register(
    {
        "benefits.promise": _("Promised a benefit"),
        "benefits.reword": _("Reworded a benefit"),
        "benefits.forecast": _("Forecast a benefit"),
        "benefits.claim": _("Claimed a benefit"),
        "benefits.verify": _("Verified a benefit"),
        "benefits.share": _("Shared a benefit among agencies"),
        "benefits.seed_scale": _("Laid benefits to measure on"),
    }
)

trail_facts.register(
    {
        "benefit": _("Benefit"),
        "benefits": _("Benefits"),
        "claimed": _("Claimed"),
        "entries": _("Entries"),
        "indicator": _("Indicator"),
        "period": _("Period"),
        "shares": _("Shares in hundredths of a percent"),
        "value": _("Value"),
    },
    kinds={"benefits.ledgerentry": _("Entry of the ledger"), "benefits.sharing": _("Sharing of a benefit")},
)
