from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """With the project in it, the index gives a stage's first and last rows in order, and nothing is sorted."""

    dependencies = [("projects", "0003_counted_by_index")]
    operations = [
        migrations.RemoveIndex(model_name="projectstate", name="state_today_by_stage"),
        migrations.AddIndex(
            model_name="projectstate",
            index=models.Index(
                fields=["stage", "-stage_since", "-project"], name="state_today_in_stage", condition=Q(to_date=None)
            ),
        ),
    ]
