"""What each file wrote in each action, so that an import may be undone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quality_plan", "0003_imports")]

    operations = [
        migrations.AddField(
            model_name="planimport",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="annulé le"),
        ),
        migrations.AddField(
            model_name="planimport",
            name="undone_by_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="annulé par"),
        ),
        migrations.CreateModel(
            name="ImportedAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action_id", models.UUIDField()),
                ("label", models.CharField(max_length=230)),
                ("is_new", models.BooleanField()),
                ("version", models.PositiveIntegerField()),
                ("before", models.JSONField(blank=True, default=dict)),
                ("number_before", models.CharField(blank=True, max_length=40, null=True)),
                ("number_after", models.CharField(blank=True, max_length=40, null=True)),
                ("postponement_id", models.UUIDField(blank=True, null=True)),
                ("following_id", models.UUIDField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("written", "écrite"),
                            ("undone", "annulée"),
                            ("kept", "gardée"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=200)),
                (
                    "plan_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="written",
                        to="quality_plan.planimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "action écrite par un import",
                "verbose_name_plural": "actions écrites par un import",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan_import", "action_id"), name="imported_once"
                    )
                ],
            },
        ),
    ]
