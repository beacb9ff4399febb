"""Packs kept before this version: how many measures they hold, and where they come from."""

from django.db import migrations


def fill(apps, schema_editor):
    packs = apps.get_model("self_assessments", "MeasurePack")
    assessments = apps.get_model("self_assessments", "SelfAssessment")
    for pack in packs.objects.all():
        pack.measure_count = len(pack.measures)
        pack.origin = "official" if pack.is_official else "demonstration" if pack.is_demonstration else "own"
        pack.save(update_fields=["measure_count", "origin"])
        assessments.objects.filter(pack=pack).update(measure_count=pack.measure_count)


class Migration(migrations.Migration):

    dependencies = [
        ('self_assessments', '0002_measure_packs'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
