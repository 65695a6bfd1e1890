from django.db import migrations

from records.source_keys import in_western_digits

KEYED = ("Reading",)


def keys_in_western_digits(apps, schema_editor):
    for name in KEYED:
        in_western_digits(apps.get_model("measures", name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]

    operations = [migrations.RunPython(keys_in_western_digits, migrations.RunPython.noop, elidable=True)]
