from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_names_on_locks_and_openings_go_with_their_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="knowndevice",
            name="at_school",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
