from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_undoing_and_decisions_in_the_background"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="refusals_beyond",
            field=models.JSONField(null=True),
        ),
    ]
