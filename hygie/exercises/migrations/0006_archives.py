import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0005_after_the_fact'),
        ('organisations', '0003_typographic_labels'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchivedRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, verbose_name='empreinte')),
                ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='établissement d’origine')),
                ('played_on', models.DateField(blank=True, null=True, verbose_name='joué le')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='archive faite le')),
                ('has_names', models.BooleanField(default=True, verbose_name='avec les noms')),
                ('run_key', models.CharField(blank=True, max_length=64)),
                ('file_name', models.CharField(max_length=200, verbose_name='nom du fichier')),
                ('size', models.PositiveBigIntegerField(verbose_name='taille en octets')),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lue le')),
                ('read_by_name', models.CharField(max_length=200, verbose_name='lue par')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='prise le')),
                ('taken_by_name', models.CharField(blank=True, max_length=200, verbose_name='prise par')),
                ('bearer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'archive importée',
                'verbose_name_plural': 'archives importées',
                'ordering': ['-played_on', '-read_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_at', None), _negated=True), fields=('bearer', 'digest'), name='archive_taken_once')],
            },
        ),
    ]
