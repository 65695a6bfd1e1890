from portfolio.benefits.models.benefit import Benefit
from portfolio.benefits.models.entry import LedgerEntry
from portfolio.benefits.models.ledger_sum import LedgerSum
from portfolio.benefits.models.sharing import Share, Sharing

__all__ = ["Benefit", "LedgerEntry", "LedgerSum", "Share", "Sharing"]
