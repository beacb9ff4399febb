import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_typographic_labels'),
        ('organisations', '0002_finess_imports'),
        ('self_assessments', '0004_entry_in_one_word'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shared_at', models.DateTimeField(auto_now_add=True)),
                ('shared_by_name', models.CharField(blank=True, max_length=200)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='self_assessments.measurepack')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'partage d’un référentiel',
                'verbose_name_plural': 'partages de référentiels',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('pack', 'unit'), name='pack_share_once')],
            },
        ),
        migrations.CreateModel(
            name='MeasureProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure_id', models.CharField(max_length=160)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by_name', models.CharField(blank=True, max_length=200)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='self_assessments.selfassessment')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.evidence')),
            ],
            options={
                'verbose_name': 'preuve d’une mesure',
                'verbose_name_plural': 'preuves des mesures',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'measure_id', 'evidence'), name='measure_proof_once')],
            },
        ),
    ]
