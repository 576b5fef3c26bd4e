import django.db.models.deletion
from django.db import migrations, models

import preau.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0009_people_listed_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerMailbox",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=preau.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)), fields=["email"], name="former_mailbox_untold"
                    )
                ],
            },
        ),
    ]
