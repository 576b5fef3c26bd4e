from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import preau.kernel.fields

_BITS = {
    "National_elv": 1, "National_tut": 2, "National_ens": 4, "National_doc": 8, "National_evs": 16, "National_dir": 32,
    "National_eta": 64, "National_ext": 128, "National_col": 256, "National_aca": 512,
}  # fmt: skip
_CASES = " ".join(f"WHEN '{profile}' THEN {bit}" for profile, bit in _BITS.items())
# School by school, in the order of each school's people: the database sorts a few thousand rows at once.
_FILL = f"""
    INSERT INTO directory_listedperson (school_id, person_id, search_name, profiles)
    SELECT m.school_id, m.person_id, p.search_name, m.profiles
      FROM (SELECT m.school_id, m.person_id, SUM(m.profile) AS profiles
              FROM (SELECT a.school_id AS school_id, a.person_id AS person_id, CASE a.profile {_CASES} END AS profile
                      FROM directory_affiliation a WHERE a.state = 'active' AND a.school_id = %s
                    UNION
                    SELECT g.school_id, g.guardian_id, 2
                      FROM directory_guardianship g WHERE g.ended_at IS NULL AND g.school_id = %s) m
             GROUP BY m.school_id, m.person_id) m
      JOIN directory_person p ON p.id = m.person_id"""  # noqa: S608

_COUNT = """
    INSERT INTO directory_listedcount (school_id, profiles, people)
    SELECT school_id, profiles, COUNT(*) FROM directory_listedperson WHERE school_id = %s GROUP BY school_id, profiles"""


def fill(apps: Any, schema_editor: Any) -> None:
    """From the places and guardianships that are there."""
    school = apps.get_model("directory", "School")
    field, connection = school._meta.get_field("id"), schema_editor.connection
    for pk in list(school.objects.order_by("pk").values_list("pk", flat=True)):
        key = field.get_db_prep_value(pk, connection)
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [key, key])
            cursor.execute(_COUNT, [key])


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_names_sorted_by_family_name")]

    operations = [
        migrations.CreateModel(
            name="ListedPerson",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "school_id", "person_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("search_name", preau.kernel.fields.PlainOrderField(max_length=210)),
                ("profiles", models.PositiveSmallIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+", to="directory.person",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+", to="directory.school",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["school", "search_name", "person", "profiles"], name="listed_by_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "school_id", "profiles", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("profiles", models.PositiveSmallIntegerField()),
                ("people", models.PositiveIntegerField()),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+", to="directory.school",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]  # fmt: skip
