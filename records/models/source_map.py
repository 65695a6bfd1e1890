from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.versions import Versioned


class SourceMap(Versioned):
    """How the columns of a source are to be read, remembered for its next table."""

    what = models.CharField(_("holds"), max_length=20)
    source = models.CharField(_("source"), max_length=80)
    # As `records.tables.mapping.map_of` reads it.
    told = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["what", "source"]
        constraints = [models.UniqueConstraint(fields=["what", "source"], name="one_map_per_source")]

    def __str__(self) -> str:
        return f"{self.what} {self.source}"
