from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_of_today(apps, schema_editor):
    """Which end was expected on a day before, nobody wrote down: there it stays unknown."""
    project = apps.get_model("projects", "Project")
    known = project.objects.filter(pk=OuterRef("project")).values("ends_on")[:1]
    apps.get_model("projects", "ProjectState").objects.filter(to_date=None).update(ends_on=Subquery(known))


class Migration(migrations.Migration):
    dependencies = [("projects", "0012_ai_reviews")]

    operations = [
        migrations.AddField("projectstate", "ends_on", models.DateField(null=True)),
        migrations.RunPython(tell_of_today, migrations.RunPython.noop),
    ]
