from typing import Any

from django.db import migrations

import records.search_words


def keep_words(apps: Any, schema_editor: Any) -> None:
    """As Course.save keeps them from now on."""
    courses = apps.get_model("training", "Course").objects.using(schema_editor.connection.alias)
    for course in courses.iterator():
        course.words = records.search_words.words_of(
            course.code, course.title_en, course.title_ar, course.summary_en, course.summary_ar
        )
        course.save(update_fields=["words"])


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0015_keys_in_western_digits"),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="words",
            field=records.search_words.WordsField(default="", editable=False),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
    ]
