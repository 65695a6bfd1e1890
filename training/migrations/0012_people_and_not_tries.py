from django.db import migrations

# Who tried a course twice was counted twice.
COUNT = """
    UPDATE training_cell SET
        nominated = (SELECT COUNT(DISTINCT e.person_id) FROM training_enrolment e
            WHERE e.agency_id = training_cell.agency_id AND e.course_id = training_cell.course_id),
        attended = (SELECT COUNT(DISTINCT e.person_id) FROM training_enrolment e
            WHERE e.agency_id = training_cell.agency_id AND e.course_id = training_cell.course_id
            AND e.begun_on IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0011_managers_to_come")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
