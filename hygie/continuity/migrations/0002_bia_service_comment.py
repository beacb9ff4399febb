from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('continuity', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='bia',
            name='service_comment',
            field=models.TextField(blank=True, max_length=4000, verbose_name='ce que le service en dit'),
        ),
    ]
