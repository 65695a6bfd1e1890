from django.utils.translation import gettext_lazy as _

from records import trail_facts
from records.trail_words import register

register(
    {
        "followups.change_due": _("Changed the date of an action"),
        "followups.close": _("Closed an action"),
        "followups.drop": _("Dropped an action"),
        "followups.hand_on": _("Handed an action on"),
        "followups.open": _("Opened an action"),
    }
)

trail_facts.register({"owner_agency": _("Agency in charge"), "subject": _("Subject")})
