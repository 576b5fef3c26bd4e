from django.db import migrations, models

import preau.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=preau.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("owner", models.UUIDField()),
                ("person_id", models.UUIDField(db_index=True, null=True)),
                ("key", models.CharField(max_length=200)),
                ("digest", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("content_type", models.CharField(blank=True, default="", max_length=80)),
                ("etag", models.CharField(blank=True, default="", max_length=80)),
                ("content", models.BinaryField(default=b"")),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "api_idempotent_answer",
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="answer_once_per_key")],
            },
        ),
    ]
