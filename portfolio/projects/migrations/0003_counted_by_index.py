from django.db import migrations, models
from django.db.models import Q

from records.search_words import VECTOR, words_index

TABLE = "projects_projectstate"
MAKE_WHOLE, DROP_WHOLE = words_index(TABLE)
# Most states are of the past and most searches of today: one index over both would read nine rows for each it shows.
# A search "as of" a past day uses the two together.
PARTS = {"words_today": "to_date IS NULL", "words_past": "to_date IS NOT NULL"}


def part(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(DROP_WHOLE)
    for name, which in PARTS.items():
        vector = VECTOR.format(column="words")
        schema_editor.execute(f"CREATE INDEX {TABLE}_{name} ON {TABLE} USING gin ({vector}) WHERE {which}")


def join(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in PARTS:
        schema_editor.execute(f"DROP INDEX IF EXISTS {TABLE}_{name}")
    schema_editor.execute(MAKE_WHOLE)


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_words_index")]
    operations = [
        migrations.RemoveIndex(model_name="projectstate", name="state_today_by_agency"),
        migrations.RemoveIndex(model_name="stagetransition", name="transition_by_day"),
        migrations.AddIndex(
            model_name="projectstate",
            index=models.Index(
                fields=["-stage_since", "-project"], name="state_today_by_move", condition=Q(to_date=None)
            ),
        ),
        migrations.AddIndex(
            model_name="projectstate",
            index=models.Index(
                fields=["lead_agency", "stage", "confidence", "stage_since", "visibility", "project"],
                name="state_today_counted",
                condition=Q(to_date=None),
            ),
        ),
        migrations.AddIndex(
            model_name="stagetransition",
            index=models.Index(fields=["happened_on", "move", "project"], name="transition_of_a_day"),
        ),
        migrations.RunPython(part, join),
    ]
