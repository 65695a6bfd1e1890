import django.db.models.deletion
from django.db import migrations, models

# As the ledger stood when this was written; whatever is told later draws its own sums.
DRAWN = """
INSERT INTO benefits_ledgersum (benefit_id, indicator_id, kind, periods, total, least, most, latest)
SELECT told.benefit_id, b.indicator_id, told.kind, COUNT(*), SUM(told.units), MIN(told.units), MAX(told.units),
    MAX(CASE WHEN told.place = 1 THEN told.units END)
FROM (
    SELECT benefit_id, kind, units, ROW_NUMBER() OVER (PARTITION BY benefit_id, kind ORDER BY period_on DESC) AS place
    FROM (
        SELECT e.benefit_id, e.kind, e.period_on, CAST(ROUND(e.value * 10000) AS BIGINT) AS units,
            ROW_NUMBER() OVER (
                PARTITION BY e.benefit_id, e.kind, e.period_on ORDER BY e.happened_on DESC, e.id DESC
            ) AS newest
        FROM benefits_ledgerentry e
    ) entry
    WHERE newest = 1
) told
JOIN benefits_benefit b ON b.id = told.benefit_id
GROUP BY told.benefit_id, b.indicator_id, told.kind
"""


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0002_initial"),
        ("measures", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forecast", "Forecast"),
                            ("claimed", "Claimed by the agency"),
                            ("verified", "Verified by the lab"),
                        ],
                        max_length=8,
                    ),
                ),
                ("periods", models.PositiveIntegerField()),
                ("total", models.BigIntegerField()),
                ("least", models.BigIntegerField()),
                ("most", models.BigIntegerField()),
                ("latest", models.BigIntegerField()),
                (
                    "benefit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sums", to="benefits.benefit"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.indicator"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "indicator", "total", "latest", "least", "most", "periods"],
                        name="ledger_sum_of_country",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "benefit"), name="ledger_sum_once_a_kind")],
            },
        ),
        migrations.RunSQL(DRAWN, migrations.RunSQL.noop),
    ]
