from django.utils.translation import gettext_lazy as _

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
