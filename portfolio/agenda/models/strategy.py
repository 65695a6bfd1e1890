import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.bilingual import InBothLanguages
from records.versions import Versioned


class Titled(Versioned):
    """What a strategy and its parts have in common: a stable code, both titles, an order, and a day of retirement."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    description_ar = models.TextField(_("description in Arabic"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_on = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        help_text=_("From this day nothing new is aligned to it; the past keeps it."),
    )

    title = InBothLanguages("title")
    description = InBothLanguages("description")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.title)

    def is_in_force(self, day: dt.date) -> bool:
        return self.retired_on is None or self.retired_on > day


class Strategy(Titled):
    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")


class Pillar(Titled):
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="pillars", verbose_name=_("strategy"))

    class Meta:
        ordering = ["strategy__order", "order", "code"]
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")


class Objective(Titled):
    """What work is aligned to. Belongs to a strategy, and to one of its pillars where the strategy names them."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("strategy")
    )
    pillar = models.ForeignKey(
        Pillar, on_delete=models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name=_("pillar")
    )

    class Meta:
        ordering = ["strategy__order", "order", "code"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def is_in_force(self, day: dt.date) -> bool:
        """It ends with its strategy or its pillar, as `objectives_in_force` asks the database."""
        above = [self.strategy] if self.pillar is None else [self.strategy, self.pillar]
        return super().is_in_force(day) and all(one.is_in_force(day) for one in above)
