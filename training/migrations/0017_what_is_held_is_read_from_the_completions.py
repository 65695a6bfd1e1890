from collections import Counter

from django.db import migrations
from django.db.models import F


def leave_out_whoever_left(apps, schema_editor):
    """Whoever is not active is nobody's: valid and completed counted those people too."""
    held = apps.get_model("training", "Holding").objects.filter(
        person__is_active=False, person__learner__agency__isnull=False
    )
    fewer = Counter()
    for agency, course, first_on, until in held.values_list(
        "person__learner__agency", "course", "first_on", "valid_until"
    ):
        fewer[agency, course, "completed", first_on.replace(day=1)] += 1
        fewer[agency, course, "valid", until] += 1
    days = apps.get_model("training", "CellDay").objects
    for (agency, course, what, day), people in fewer.items():
        days.filter(cell__agency=agency, cell__course=course, what=what, day=day).update(people=F("people") - people)
    days.filter(people=0).delete()


class Migration(migrations.Migration):
    dependencies = [("training", "0016_words_of_courses")]

    operations = [
        migrations.RunPython(leave_out_whoever_left, migrations.RunPython.noop),
        migrations.DeleteModel("Holding"),
    ]
