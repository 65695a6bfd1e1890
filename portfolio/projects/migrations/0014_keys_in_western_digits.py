from django.db import migrations

from records.source_keys import in_western_digits

KEYED = ("Project", "StageTransition", "SourceNote", "GateReview", "ProjectUpdate", "Milestone")


def keys_in_western_digits(apps, schema_editor):
    for name in KEYED:
        in_western_digits(apps.get_model("projects", name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("projects", "0013_expected_end_of_states")]

    operations = [migrations.RunPython(keys_in_western_digits, migrations.RunPython.noop, elidable=True)]
