from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

TOLD = [
    "person_id",
    "course_id",
    "agency_id",
    "completed_on",
    "expires_on",
    "score",
    "is_void",
    "reason",
    "recorded_at",
    "recorded_by_id",
    "revision",
]
# Each completion with the first one that was told of it, and whether nothing was told later.
CHAINS = """
    CREATE TEMPORARY TABLE told_of AS
    WITH RECURSIVE chain (root, id) AS (
        SELECT id, id FROM training_completion WHERE replaces_id IS NULL
        UNION ALL
        SELECT chain.root, c.id FROM training_completion c JOIN chain ON c.replaces_id = chain.id
    )
    SELECT chain.root, chain.id, later.id IS NULL AS is_last
    FROM chain LEFT JOIN training_completion later ON later.replaces_id = chain.id
    WHERE chain.root IN (SELECT root FROM chain GROUP BY root HAVING COUNT(*) > 1)
"""
KEEP = f"""
    INSERT INTO training_completionrevision (completion_id, {", ".join(TOLD)})
    SELECT t.root, {", ".join(f"c.{column}" for column in TOLD)}
    FROM told_of t JOIN training_completion c ON c.id = t.id WHERE NOT t.is_last
"""  # noqa: S608 - made of constants
CERTIFICATES = """
    UPDATE training_certificate SET completion_id = t.root FROM told_of t WHERE training_certificate.completion_id = t.id
"""
# Who was asked again about a completion that was put right is asked once: what was answered stays.
FOLLOW_UPS_TWICE = """
    DELETE FROM training_followup WHERE id IN (
        SELECT id FROM (
            SELECT f.id, ROW_NUMBER() OVER (PARTITION BY t.root ORDER BY f.answered_at IS NULL, f.id) AS place
            FROM training_followup f JOIN told_of t ON t.id = f.completion_id) placed
        WHERE place > 1)
"""
FOLLOW_UPS = """
    UPDATE training_followup SET completion_id = t.root FROM told_of t WHERE training_followup.completion_id = t.id
"""
PUT_RIGHT = f"""
    UPDATE training_completion SET {", ".join(f"{column} = last.{column}" for column in TOLD)}
    FROM told_of t JOIN training_completion last ON last.id = t.id
    WHERE training_completion.id = t.root AND t.is_last
"""  # noqa: S608 - made of constants
LET_GO = "DELETE FROM training_completion WHERE id IN (SELECT id FROM told_of WHERE id <> root)"


def fold(apps, schema_editor):
    """What replaced one another becomes one row with its revisions."""
    on = " ON training_completion" if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS training_completion_no_{verb}{on}")
        for statement in (CHAINS, KEEP, CERTIFICATES, FOLLOW_UPS_TWICE, FOLLOW_UPS, PUT_RIGHT, LET_GO):
            cursor.execute(statement)
        cursor.execute("DROP TABLE told_of")


def unchecked(model, **more):
    return models.ForeignKey(to=model, on_delete=PROTECT, db_index=False, db_constraint=False, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_ai_committee"),
        ("training", "0012_people_and_not_tries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompletionRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("completion", unchecked("training.completion", related_name="revisions")),
                ("revision", models.PositiveIntegerField()),
                ("person", unchecked(settings.AUTH_USER_MODEL, related_name="+")),
                ("course", unchecked("training.course", related_name="+")),
                ("agency", unchecked("accounts.agency", related_name="+", null=True)),
                ("completed_on", models.DateField()),
                ("expires_on", models.DateField(null=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("is_void", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", unchecked(settings.AUTH_USER_MODEL, related_name="+", null=True)),
            ],
            options={"ordering": ["completion", "revision"]},
        ),
        migrations.AddConstraint(
            model_name="completionrevision",
            constraint=models.UniqueConstraint(fields=["completion", "revision"], name="completion_revision_once"),
        ),
        migrations.RemoveConstraint(model_name="completion", name="completion_once_per_source"),
        migrations.RunPython(fold, elidable=True),
    ]
