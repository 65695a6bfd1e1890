from django.utils.translation import gettext_lazy as _

from records.trail_words import register

register(
    {
        "agenda.load": _("Laid the national agenda"),
        "agenda.register_strategy": _("Registered a strategy"),
        "agenda.register_pillar": _("Registered a pillar"),
        "agenda.register_objective": _("Registered an objective"),
        "agenda.edit_strategy": _("Edited a strategy"),
        "agenda.edit_pillar": _("Edited a pillar"),
        "agenda.edit_objective": _("Edited an objective"),
        "agenda.retire_strategy": _("Retired a strategy"),
        "agenda.retire_pillar": _("Retired a pillar"),
        "agenda.retire_objective": _("Retired an objective"),
    }
)
