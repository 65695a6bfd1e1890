from django.utils.translation import gettext_lazy as _

from records import trail_facts
from records.trail_words import register

register({"cms.found_site": _("Founded the public site"), "cms.write_lesson": _("Wrote a lesson")})

trail_facts.register({"from_version": _("From version"), "pages": _("Pages")})
