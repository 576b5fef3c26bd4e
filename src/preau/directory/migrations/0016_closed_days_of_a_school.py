"""Closed days, which the public page kept until now: the same table, kept here from now on."""

import django.db.models.deletion
from django.db import migrations, models

import preau.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0015_words_of_listed_names"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Closure",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=preau.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("reason", models.CharField(max_length=120)),
                        (
                            "school",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.school",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "news_closure",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("school", "starts_on", "ends_on"), name="closure_once"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="closure_ends_after"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
