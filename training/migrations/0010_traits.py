import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from training.traits import Told, traits_of


def draw(apps, schema_editor):
    """As things stand when this runs; whatever changes later draws what it changes."""
    trait = apps.get_model("training", "Trait")
    gone = apps.get_model("training", "Merger").objects.values("gone")
    people = apps.get_model("accounts", "Person").objects.filter(forgotten_at=None).exclude(pk__in=gone)
    told = people.values_list("pk", "email", "name_en", "name_ar", "learner__source_key").order_by("pk")
    made = (
        trait(person_id=pk, kind=kind, word=word)
        for pk, email, name_en, name_ar, number in told.iterator(chunk_size=2_000)
        for kind, word in sorted(traits_of(Told(email, name_en, name_ar, number or "")))
    )
    trait.objects.bulk_create(made, batch_size=2_000)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0009_attempts_that_measure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Trait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("word", models.CharField(max_length=254)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "word", "person"), name="trait_once")],
            },
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
    ]
