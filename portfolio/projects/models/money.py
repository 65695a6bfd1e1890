from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import MoneyKind
from portfolio.projects.models.project import Project
from records.append_only import AppendOnly, AppendOnlyQuerySet
from records.clock import Quarter, today

ZERO = Decimal("0.00")
# A hundred thousand million riyals: more than any project here has, and far within what the columns hold exactly.
LARGEST_AMOUNT = Decimal("99999999999.99")


class MoneyEntry(AppendOnly):
    """By how much the budget, the forecast or the spending of a quarter changed, in riyals.

    The amounts of a day are the sums of the changes until then, so that "as of" is a filter and a total is a sum.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="money")
    kind = models.CharField(_("kind"), max_length=8, choices=MoneyKind)
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    change = models.DecimalField(_("change"), max_digits=14, decimal_places=2)
    # What the quarter then holds.
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    happened_on = models.DateField(default=today)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["happened_on", "id"]
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        constraints = [
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="money_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(amount__lte=LARGEST_AMOUNT), name="money_within_bounds"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "kind", "year", "quarter", "happened_on", "change"], name="money_by_period")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind} {self.year}-q{self.quarter}"

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class MoneyStanding(models.Model):
    """The sums of today, one row a project, drawn with each change so that lists and filters need not add up."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="money_standing")
    budget = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    forecast = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    spend = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.budget}"
