from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import StageKind
from records.bilingual import InBothLanguages


class Pathway(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_ar = models.CharField(_("title in Arabic"), max_length=120)

    title = InBothLanguages("title")

    class Meta:
        ordering = ["code"]
        verbose_name = _("pathway")
        verbose_name_plural = _("pathways")

    def __str__(self) -> str:
        return str(self.title)


class PathwayVersion(models.Model):
    """A pathway as it stood from a day on. Projects pin the version that they run under."""

    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    opened_on = models.DateField(_("open from"))

    class Meta:
        ordering = ["pathway", "-number"]
        constraints = [models.UniqueConstraint(fields=["pathway", "number"], name="pathway_version_once")]

    def __str__(self) -> str:
        return f"{self.pathway} {self.number}"


class Stage(models.Model):
    version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="stages")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=StageKind, default=StageKind.ON_PATH)
    order = models.PositiveSmallIntegerField(_("order"))
    title_en = models.CharField(_("title in English"), max_length=80)
    title_ar = models.CharField(_("title in Arabic"), max_length=80)
    # Longer than this without a move, and the project stands still.
    usual_days = models.PositiveSmallIntegerField(_("usual days"), default=120)

    title = InBothLanguages("title")

    class Meta:
        ordering = ["version", "order"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="stage_code_once"),
            models.UniqueConstraint(fields=["version", "order"], name="stage_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Gate(models.Model):
    """The decision point between a stage and the next."""

    version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="gates")
    code = models.CharField(_("code"), max_length=10)
    from_stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="gate_out")
    to_stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="gate_in")

    class Meta:
        ordering = ["from_stage__order"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="gate_code_once")]

    def __str__(self) -> str:
        return self.code
