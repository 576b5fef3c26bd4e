import django.db.models.deletion
from django.db import migrations, models

import preau.kernel.fields

# FTS5 keeps no text of its own: it reads the words where they are, and triggers tell it what comes and goes. A later
# change of messaging_words on SQLite makes that table anew, and has to make these again.
_MAKE = (
    """
    CREATE VIRTUAL TABLE messaging_words_found USING fts5(
        everyone, staff, own, content='messaging_words', content_rowid='id', tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER messaging_words_come AFTER INSERT ON messaging_words BEGIN
        INSERT INTO messaging_words_found (rowid, everyone, staff, own)
        VALUES (new.id, new.everyone, new.staff, new.own);
    END
    """,
    """
    CREATE TRIGGER messaging_words_go AFTER DELETE ON messaging_words BEGIN
        INSERT INTO messaging_words_found (messaging_words_found, rowid, everyone, staff, own)
        VALUES ('delete', old.id, old.everyone, old.staff, old.own);
    END
    """,
)
_UNDO = (
    "DROP TRIGGER messaging_words_go",
    "DROP TRIGGER messaging_words_come",
    "DROP TABLE messaging_words_found",
)


def _on_sqlite(*statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for one in statements:
                schema_editor.execute(one)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_attached_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("everyone", preau.kernel.fields.SearchedField()),
                ("staff", preau.kernel.fields.SearchedField()),
                ("own", preau.kernel.fields.SearchedField()),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="messaging.message"
                    ),
                ),
            ],
        ),
        migrations.RunPython(_on_sqlite(*_MAKE), _on_sqlite(*_UNDO), elidable=False),
    ]
