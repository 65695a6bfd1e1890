"""What sort of innovation a project is. The same columns stand on the project and in each of its dated states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Facet, InnovationKind
from records.bilingual import InBothLanguages
from records.versions import Versioned

CLASSIFIED = ("facet", "kind", "trl", "uses_ai", "in_digital_factory")


class Classified(models.Model):
    facet = models.CharField(_("facet of innovation"), max_length=12, choices=Facet, blank=True, default="")
    kind = models.CharField(_("what is new"), max_length=12, choices=InnovationKind, blank=True, default="")
    trl = models.PositiveSmallIntegerField(_("technology readiness level"), null=True, blank=True)
    uses_ai = models.BooleanField(_("uses artificial intelligence"), default=False)
    in_digital_factory = models.BooleanField(_("delivered with the Digital Factory"), default=False)

    class Meta:
        abstract = True


class Tag(Versioned):
    """A word of the lab's own for what it wants to find again. Retired ones stay on what carries them."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_en = models.CharField(_("title in English"), max_length=80)
    title_ar = models.CharField(_("title in Arabic"), max_length=80)
    retired_on = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        help_text=_("From this day no other project gets it; those that have it keep it."),
    )

    title = InBothLanguages("title")

    class Meta:
        ordering = ["code"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return str(self.title)
