"""An undo goes by parts behind the page, as the writing does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="historyimport",
            name="claim",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="historyimport",
            name="undo_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif d’annulation"),
        ),
        migrations.AlterField(
            model_name="historyimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("read", "À confirmer"),
                    ("running", "En cours d’écriture"),
                    ("done", "Écrit"),
                    ("partial", "Écrit en partie"),
                    ("interrupted", "Interrompu"),
                    ("undone", "Annulé"),
                    ("dropped", "Abandonné"),
                    ("undoing", "En cours d’annulation"),
                    ("undo_stopped", "Annulation interrompue"),
                ],
                default="read",
                max_length=12,
                verbose_name="état",
            ),
        ),
    ]
