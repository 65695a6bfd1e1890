from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import EvidenceKind, StageKind
from records.bilingual import InBothLanguages
from records.versions import Versioned


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


class PathwayVersionQuerySet(models.QuerySet["PathwayVersion"]):
    def open(self) -> PathwayVersionQuerySet:
        return self.exclude(opened_on=None)


class PathwayVersion(Versioned):
    """A pathway as it stood from a day on. Projects pin the version that they run under.

    Without that day it is a draft: a curator may still write it, and no project runs under it.
    """

    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    opened_on = models.DateField(_("open from"), null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PathwayVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pathway", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="pathway_version_once"),
            models.UniqueConstraint(fields=["pathway"], condition=Q(opened_on=None), name="pathway_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.pathway} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.opened_on is None


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


class GateCriterion(models.Model):
    """What has to be shown at a gate. It belongs to the gate's version and is written and frozen with it."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    text_en = models.CharField(_("criterion in English"), max_length=300)
    text_ar = models.CharField(_("criterion in Arabic"), max_length=300)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    asks_text = models.BooleanField(EvidenceKind.TEXT.label, default=True)
    asks_file = models.BooleanField(EvidenceKind.FILE.label, default=True)
    asks_link = models.BooleanField(EvidenceKind.LINK.label, default=True)
    # The key of a fact in portfolio.projects.gate_facts that can be chosen as evidence.
    fact = models.CharField(EvidenceKind.FACT.label, max_length=60, blank=True)

    text = InBothLanguages("text")

    class Meta:
        ordering = ["gate", "order"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["gate", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["gate", "order"], name="criterion_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def kinds(self) -> list[EvidenceKind]:
        asked = {
            EvidenceKind.TEXT: self.asks_text,
            EvidenceKind.FILE: self.asks_file,
            EvidenceKind.LINK: self.asks_link,
            EvidenceKind.FACT: bool(self.fact),
        }
        return [kind for kind, is_asked in asked.items() if is_asked]
