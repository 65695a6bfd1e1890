"""What the ledger comes to, drawn anew from all its entries. The caller holds the benefits, or is the only writer."""

from collections.abc import Sequence

from django.db import connection

from portfolio.benefits.models import Benefit, LedgerEntry, LedgerSum
from portfolio.benefits.models.ledger_sum import DIGITS


def draw_sums(benefits: Sequence[int]) -> None:
    if not benefits:
        return
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(places=", ".join(["%s"] * len(benefits))), list(benefits))


SQL = f"""
INSERT INTO {LedgerSum._meta.db_table} (benefit_id, indicator_id, kind, periods, total, least, most, latest)
SELECT told.benefit_id, b.indicator_id, told.kind, COUNT(*), SUM(told.units), MIN(told.units), MAX(told.units),
    MAX(CASE WHEN told.place = 1 THEN told.units END)
FROM (
    SELECT benefit_id, kind, units, ROW_NUMBER() OVER (PARTITION BY benefit_id, kind ORDER BY period_on DESC) AS place
    FROM (
        SELECT e.benefit_id, e.kind, e.period_on, CAST(ROUND(e.value * {10**DIGITS}) AS BIGINT) AS units,
            ROW_NUMBER() OVER (
                PARTITION BY e.benefit_id, e.kind, e.period_on ORDER BY e.happened_on DESC, e.id DESC
            ) AS newest
        FROM {LedgerEntry._meta.db_table} e WHERE e.benefit_id IN ({{places}})
    ) entry
    WHERE newest = 1
) told
JOIN {Benefit._meta.db_table} b ON b.id = told.benefit_id
WHERE TRUE
GROUP BY told.benefit_id, b.indicator_id, told.kind
ON CONFLICT (kind, benefit_id) DO UPDATE SET periods = excluded.periods, total = excluded.total,
    least = excluded.least, most = excluded.most, latest = excluded.latest
"""  # noqa: S608 - names of the models' own tables
