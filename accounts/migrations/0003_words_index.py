from django.db import migrations

from records.search_words import words_index

MAKE, DROP = words_index("accounts_person")


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sessions_versions_and_words")]
    operations = [migrations.RunPython(on_postgresql(MAKE), on_postgresql(DROP))]
