import re
import unicodedata
from typing import Any

from django.db import migrations

# Names were folded as "given family"; lists are in the order of family names. Folding as it was on that day.
_TRANSLATED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l",
               "Ł": "l", "’": " ", "‘": " ", "ʼ": " ", "‐": " ", "‑": " ", "–": " ", "—": " "}  # fmt: skip
_TABLE = str.maketrans(_TRANSLATED)
_AT_ONCE = 5000


def _fold(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.translate(_TABLE)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^0-9a-z]+", " ", flat).strip()


def rewrite(apps: Any, schema_editor: Any) -> None:
    """By batches in the order of identifiers, so that memory stays flat."""
    person = apps.get_model("directory", "Person")
    field = person._meta.get_field("id")
    connection, last = schema_editor.connection, None
    while True:
        rows = person.objects.order_by("pk").values_list("pk", "family_name", "given_name")
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:_AT_ONCE])
        if not batch:
            return
        last = batch[-1][0]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE directory_person SET search_name = %s WHERE id = %s",
                [
                    (f"{_fold(family)}  {_fold(given)}"[:210], field.get_db_prep_value(pk, connection))
                    for pk, family, given in batch
                    if family or given
                ],
            )


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_in_charge_by_the_head")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=False)]
