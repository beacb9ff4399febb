from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quality_plan", "0004_what_an_import_wrote"),
    ]

    operations = [
        migrations.AddField(
            model_name="planaction",
            name="retested_by_name",
            field=models.CharField(
                blank=True, editable=False, max_length=150, verbose_name="RETEX validé par"
            ),
        ),
        migrations.AddField(
            model_name="planaction",
            name="retested_criterion",
            field=models.CharField(
                blank=True, editable=False, max_length=10, verbose_name="critère"
            ),
        ),
        migrations.AddField(
            model_name="planaction",
            name="retested_in",
            field=models.CharField(
                blank=True, editable=False, max_length=250, verbose_name="exercice"
            ),
        ),
        migrations.AddField(
            model_name="planaction",
            name="retested_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="vérifiée par exercice le"
            ),
        ),
        migrations.AddField(
            model_name="planaction",
            name="retested_source_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
    ]
