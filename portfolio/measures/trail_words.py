from django.utils.translation import gettext_lazy as _

from records import trail_facts
from records.trail_words import register

register(
    {
        "measures.define": _("Defined an indicator"),
        "measures.edit": _("Changed the definition of an indicator"),
        "measures.retire": _("Retired an indicator"),
        "measures.read": _("Recorded a reading"),
        "measures.correct": _("Corrected a reading"),
        "measures.record_history": _("Brought in readings"),
        "measures.seed_scale": _("Laid indicators to measure on"),
    }
)

trail_facts.register(
    {"indicators": _("Indicators"), "readings": _("Readings")}, kinds={"measures.reading": _("Reading")}
)
