from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0013_completions_keep_what_was_told")]

    operations = [
        migrations.RemoveField(model_name="completion", name="replaces"),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.UniqueConstraint(
                condition=~models.Q(source_key=""),
                fields=("source_name", "source_key"),
                name="completion_once_per_source",
            ),
        ),
    ]
