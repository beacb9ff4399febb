from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0002_entry_corrects'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entrysheet',
            name='receipt',
            field=models.CharField(max_length=200, verbose_name='référence de l’accusé'),
        ),
    ]
