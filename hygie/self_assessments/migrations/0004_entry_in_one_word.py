from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('self_assessments', '0003_fill_measure_packs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='selfassessmententry',
            name='entered_on',
            field=models.DateField(verbose_name='saisi le'),
        ),
        migrations.AlterField(
            model_name='selfassessmententry',
            name='receipt',
            field=models.CharField(blank=True, max_length=200, verbose_name='référence de l’accusé'),
        ),
    ]
