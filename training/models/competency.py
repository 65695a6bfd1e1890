from django.db import models
from django.utils.translation import gettext_lazy as _

from records.bilingual import InBothLanguages


class Competency(models.Model):
    """A skill that courses build. The six of the OECD's model are laid at the beginning."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_ar = models.CharField(_("title in Arabic"), max_length=120)
    note_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    note_ar = models.CharField(_("in one sentence, in Arabic"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    title = InBothLanguages("title")
    note = InBothLanguages("note")

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")

    def __str__(self) -> str:
        return str(self.title)
