from django.db import migrations

from records.source_keys import in_western_digits

KEYED = ("Course", "Learner", "Completion")


def keys_in_western_digits(apps, schema_editor):
    for name in KEYED:
        in_western_digits(apps.get_model("training", name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("training", "0014_completions_put_right_in_place")]

    operations = [migrations.RunPython(keys_in_western_digits, migrations.RunPython.noop, elidable=True)]
