from collections import defaultdict

from django.db import migrations

from portfolio.projects.weights import weighted

BATCH = 500


def share_equally(apps, schema_editor):
    """Nobody ever said a weight: whatever held on a day shares that day equally. Where that changes a link is cut."""
    alignment = apps.get_model("projects", "Alignment")
    projects = alignment.objects.order_by("project").values_list("project", flat=True).distinct()
    ids = list(projects)
    for start in range(0, len(ids), BATCH):
        links = defaultdict(list)
        for row in alignment.objects.filter(project__in=ids[start : start + BATCH]).order_by("project", "since", "id"):
            links[row.project_id].append(row)
        several = {project: rows for project, rows in links.items() if len(rows) > 1}
        made = [
            alignment(
                project_id=project, objective_id=held.what, since=held.since, until=held.until, weight=held.weight
            )
            for project, rows in several.items()
            for held in weighted((row.objective_id, row.since, row.until) for row in rows)
        ]
        alignment.objects.filter(project__in=several).delete()
        alignment.objects.bulk_create(made, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_classification")]
    operations = [migrations.RunPython(share_equally, migrations.RunPython.noop)]
