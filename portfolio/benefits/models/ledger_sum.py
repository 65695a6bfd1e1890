from django.db import models

from portfolio.benefits.enums import Entry
from portfolio.benefits.models.benefit import Benefit
from portfolio.measures.models import Indicator

# Values are kept in ten-thousandths, the smallest step that a ledger knows: whole numbers add up exactly everywhere.
DIGITS = 4


class LedgerSum(models.Model):
    """What the entries of one kind come to for a benefit: of each period the newest. Drawn from the ledger each time
    that something is written there, so that the country's figures need not read all of it."""

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="sums")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Entry)
    periods = models.PositiveIntegerField()
    total = models.BigIntegerField()
    least = models.BigIntegerField()
    most = models.BigIntegerField()
    # Of the last period alone.
    latest = models.BigIntegerField()

    class Meta:
        # All of it, so that the country's figures are read from the index alone.
        indexes = [
            models.Index(
                fields=["kind", "indicator", "total", "latest", "least", "most", "periods"],
                name="ledger_sum_of_country",
            )
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "benefit"], name="ledger_sum_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.benefit_id} {self.kind}"
