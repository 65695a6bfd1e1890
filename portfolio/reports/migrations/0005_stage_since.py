from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_document_pieces")]

    operations = [migrations.AddField("frozenentry", "stage_since", models.DateField(null=True))]
