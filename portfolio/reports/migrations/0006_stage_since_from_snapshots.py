"""Since when a project stood in its stage is in every snapshot; now it is a column too, to be counted from."""

import datetime as dt
import json

from django.db import migrations

from records import append_only

AT_ONCE = 500


def fill(apps, schema_editor):
    snapshots = apps.get_model("reports", "Snapshot")
    entries = apps.get_model("reports", "FrozenEntry")
    if not entries.objects.exists():
        return
    append_only.remove(schema_editor.connection.alias)
    for part in snapshots.objects.filter(kind="lab", of__isnull=False).select_related("of").iterator(chunk_size=50):
        told = {one["project"]: one["facts"].get("since") for one in json.loads(part.of.content)["projects"]}
        rows = list(entries.objects.filter(snapshot=part, project__in=told))
        for row in rows:
            since = told[row.project_id]
            row.stage_since = dt.date.fromisoformat(since) if since else None
        entries.objects.bulk_update(rows, ["stage_since"], batch_size=AT_ONCE)
    append_only.install(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_stage_since")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
