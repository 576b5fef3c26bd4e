from typing import Any

from django.db import migrations

# (room, model, text, number): columns that named who did something, and that now hold the person's number as well.
_COLUMNS = (
    ("access", "SchoolSetting", "changed_by", "changed_by_id"),
    ("access", "AuthoritySetting", "changed_by", "changed_by_id"),
    ("access", "SpaceOpening", "changed_by", "changed_by_id"),
    ("access", "SchoolLink", "declared_by", "declared_by_id"),
    ("access", "Delegation", "given_by", "given_by_id"),
    ("access", "NameOpening", "answered_by", "answered_by_id"),
    ("identity", "Lock", "set_by", "set_by_id"),
    ("identity", "ViewOpening", "opened_label", "opened_by_id"),
    ("people", "PrivacyNotice", "published_by", "published_by_id"),
    ("people", "CorrectionRequest", "decided_by", "decided_by_id"),
)
_GONE = "une personne partie"


def find(apps: Any, schema_editor: Any) -> None:
    """By the journal, where each of these acts stands under the same name with its person's number.

    A name that two persons bear, or none in the journal any more, goes: it could not be told whose it is. A name that
    the journal holds without a person is a part of the platform, and stays.
    """
    entries = apps.get_model("kernel", "AuditEntry").objects.order_by()
    erased = apps.get_model("directory", "Person").objects.exclude(erased_at=None)
    for room, name, text, number in _COLUMNS:
        rows = apps.get_model(room, name)._base_manager.filter(**{number: None}).exclude(**{text: ""}).order_by()
        for label in list(rows.values_list(text, flat=True).distinct()):
            people = set(entries.filter(actor_label=label[:200]).values_list("actor_id", flat=True).distinct())
            if people == {None}:
                continue
            known = people.pop() if len(people) == 1 else None
            gone = known is None or erased.filter(pk=known).exists()
            rows.filter(**{text: label}).update(**{text: _GONE} if gone else {number: known})


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_names_on_notices_and_answers_go_with_their_people"),
        ("access", "0005_names_of_settings_go_with_their_people"),
        ("identity", "0007_names_on_locks_and_openings_go_with_their_people"),
        ("directory", "0009_people_listed_by_name"),
        ("kernel", "0001_initial"),
    ]

    operations = [migrations.RunPython(find, migrations.RunPython.noop, elidable=False)]
