from django.utils.translation import gettext_lazy as _

from records.trail_words import register

register(
    {
        "workspace.read_notice": _("Read a notice"),
        "workspace.read_all_notices": _("Marked all notices as read"),
    }
)
