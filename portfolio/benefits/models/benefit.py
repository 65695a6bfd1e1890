from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.measures.models import Indicator
from portfolio.projects.models import Project
from records.bilingual import InBothLanguages
from records.clock import today
from records.versions import Versioned


class Benefit(Versioned):
    """What a project gives the citizen, told by one indicator. How much of it stands in the ledger."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="benefits")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="benefits", verbose_name=_("indicator")
    )
    gain_en = models.CharField(_("what the citizen gains, in English"), max_length=300)
    gain_ar = models.CharField(_("what the citizen gains, in Arabic"), max_length=300)
    promised_on = models.DateField(_("promised on"), default=today)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    gain = InBothLanguages("gain")

    class Meta:
        ordering = ["project", "id"]
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        constraints = [models.UniqueConstraint(fields=["project", "indicator"], name="benefit_once_a_project")]

    def __str__(self) -> str:
        return str(self.gain)
