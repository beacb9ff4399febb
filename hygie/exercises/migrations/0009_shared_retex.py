import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0008_together"),
        ("organisations", "0003_typographic_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedRetex",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
                ("title", models.CharField(max_length=300, verbose_name="scénario")),
                ("year", models.CharField(blank=True, max_length=10, verbose_name="année")),
                ("grade", models.CharField(blank=True, max_length=60, verbose_name="niveau")),
                ("content", models.JSONField(default=dict)),
                (
                    "note",
                    models.CharField(blank=True, max_length=200, verbose_name="d’où il vient"),
                ),
                (
                    "taken_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="pris le"),
                ),
                ("taken_by_name", models.CharField(max_length=200, verbose_name="pris par")),
                (
                    "bearer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "RETEX partagé",
                "verbose_name_plural": "RETEX partagés",
                "ordering": ["-taken_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("bearer", "digest"), name="shared_retex_once")
                ],
            },
        ),
    ]
