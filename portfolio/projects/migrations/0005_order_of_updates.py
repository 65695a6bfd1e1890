from django.db import migrations

# Django cannot write an index whose empty days come last for both databases; SQLite's own order puts them there anyway.
MAKE = """
CREATE INDEX state_today_by_update_nulls_last ON projects_projectstate (last_update_on DESC NULLS LAST, project_id DESC)
WHERE to_date IS NULL
"""
DROP = "DROP INDEX IF EXISTS state_today_by_update_nulls_last"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_first_of_each_stage")]
    operations = [migrations.RunPython(make, drop)]
