from __future__ import annotations

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgencyKind
from records.bilingual import InBothLanguages
from records.search_words import fold
from records.versions import Versioned

code_shape = RegexValidator(r"^[A-Z0-9][A-Z0-9-]{1,19}$", _("Use capital letters, digits and hyphens, 2 to 20 in all."))


def folded(name: str) -> str:
    return " ".join(fold(name).split())


class AgencyQuerySet(models.QuerySet["Agency"]):
    def open_on(self, day: dt.date) -> AgencyQuerySet:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def called(self, name: str) -> AgencyQuerySet:
        """The agency of that code, name or alias, however it is spelt."""
        return self.filter(Q(code__iexact=name.strip()) | Q(aliases__folded=folded(name))).distinct()


class Agency(Versioned):
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[code_shape])
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    # The name of what it is part of, where a table tells it and that is not here yet.
    parent_told = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    source_name = models.CharField(max_length=80, blank=True, editable=False)

    name = InBothLanguages("name")
    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return str(self.name)


class AgencyAlias(models.Model):
    """Another name of the same body. Folded, so that every spelling finds it; its own names are aliases too."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(_("alias"), max_length=200)
    folded = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        ordering = ["alias"]

    def __str__(self) -> str:
        return self.alias
