from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0004_groups_and_absent_leave_as_files"),
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
                    ("pairs", "Fiches à rapprocher"),
                    ("pending", "Changements à valider"),
                    ("api", "Listes lues par l’API"),
                ],
                max_length=8,
            ),
        ),
    ]
