from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0003_lists_read_through_the_api"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listexport",
            name="kind",
            field=models.CharField(
                choices=[
                    ("people", "Annuaire"),
                    ("journal", "Journal"),
                    ("group", "Personnes d’un groupe"),
                    ("absent", "Jamais venus"),
                    ("api", "Listes lues par l’API"),
                ],
                max_length=8,
            ),
        ),
    ]
