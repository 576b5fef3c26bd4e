from typing import Any

from django.db import migrations

_SCHOOL = "right(school_id::text, 12) || '.'"
# The words of each name, each after the end of its school's number: one look finds those that begin so in one school.
# Written at once: what waits to be written would be read through by each search. SQLite holds one school, and reads all.
_INDEX = f"""
    CREATE INDEX listed_words ON directory_listedperson USING gin (
        array_to_tsvector(array_remove(
            string_to_array({_SCHOOL} || replace(search_name, ' ', ' ' || {_SCHOOL}), ' '), {_SCHOOL}))
    ) WITH (fastupdate = off)"""


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_INDEX)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX listed_words")


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_schools_that_ask_to_be_read")]
    operations = [migrations.RunPython(make, drop, elidable=False)]
