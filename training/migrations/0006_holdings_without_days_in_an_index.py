import django.db.models.deletion
from django.db import migrations, models

# Loads move the days of holdings by the thousand: where a page has room, the moved row stays on it and no index changes.
ROOM = "ALTER TABLE training_holding SET (fillfactor = {})"


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ROOM.format(70))


def leave_none(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ROOM.format(100))


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0005_people_and_statements"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="holding", name="holding_by_end"),
        migrations.AlterField(
            model_name="holding",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="training.course"
            ),
        ),
        migrations.RunPython(leave_room, leave_none),
    ]
