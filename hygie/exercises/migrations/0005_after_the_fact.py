from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0004_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='observation',
            name='noted_by_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='recopié par'),
        ),
        migrations.AddField(
            model_name='run',
            name='provenance',
            field=models.CharField(choices=[('document', 'Pièce'), ('memory', 'De mémoire'), ('imported', 'Importé')], default='document', editable=False, max_length=10, verbose_name='provenance'),
        ),
    ]
