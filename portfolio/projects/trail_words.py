from django.utils.translation import gettext_lazy as _

from records.trail_words import register

register(
    {
        "projects.answer_handover": _("Answered a handover"),
        "projects.ask_gate": _("Asked for a gate"),
        "projects.correct_update": _("Corrected an update"),
        "projects.decide_gate": _("Decided a gate"),
        "projects.edit": _("Edited a project"),
        "projects.follow": _("Followed a project"),
        "projects.lay_pathway": _("Laid the standard pathway"),
        "projects.move": _("Moved a project without a gate"),
        "projects.offer_handover": _("Offered a handover"),
        "projects.post_update": _("Posted an update"),
        "projects.record_history": _("Brought in history"),
        "projects.register": _("Registered a project"),
        "projects.seed_agenda": _("Laid an agenda to measure on"),
        "projects.seed_people": _("Laid people to measure on"),
        "projects.seed_scale": _("Laid projects to measure on"),
        "projects.set_cover": _("Set a cover picture"),
        "projects.unfollow": _("Stopped following a project"),
        "projects.withdraw_gate": _("Withdrew a gate request"),
        "projects.withdraw_handover": _("Withdrew a handover"),
    }
)
