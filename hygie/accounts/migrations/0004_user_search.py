"""Accounts are listed and searched without accents."""

from django.db import migrations, models

from hygie.domain.names import search_key


def fill(apps, schema_editor):
    users = apps.get_model("accounts", "User")
    for user in users.objects.iterator():
        users.objects.filter(pk=user.pk).update(
            search=search_key(f"{user.full_name} {user.email}")[:300]
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_shared_cache_table")]

    operations = [
        migrations.AddField(
            "user",
            "search",
            models.CharField(db_index=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            "user",
            {
                "ordering": ["search", "id"],
                "verbose_name": "compte",
                "verbose_name_plural": "comptes",
            },
        ),
    ]
