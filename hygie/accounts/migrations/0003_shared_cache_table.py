"""The table of the shared cache, where throttling counts: every process must see the same counts."""

from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitations_and_stamps")]

    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
