"""An empty database becomes what the models say, by the quick way of `preau.kernel.migrating`."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from preau.kernel import scope
from preau.kernel.migrating import drawn_alone

pytestmark = pytest.mark.django_db


def test_tables_columns_keys_and_indexes_are_those_of_the_models() -> None:
    wrong = []
    with scope.everything("looking at tables"), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table, lists = model._meta.db_table, connection.introspection
            columns = {one.name: one.null_ok for one in lists.get_table_description(cursor, table)}
            wanted = {one.column: one.null for one in model._meta.local_fields if one.column}
            said = {name for name, null in wanted.items() if columns.get(name, not null) != null}
            wrong += [f"{table}.{name}" for name in said | (wanted.keys() - columns.keys())]
            found = lists.get_constraints(cursor, table)
            named = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
            wrong += [f"{table}: {name}" for name in named - found.keys()]
            keys = {one["columns"][0] for one in found.values() if one["foreign_key"]}
            pointing = {one.column for one in model._meta.local_fields if one.remote_field and one.db_constraint}
            wrong += [f"{table}.{name} points nowhere" for name in pointing - keys]
    assert wrong == []


def _world() -> ProjectState:
    """A school, a person of it, a card of the person."""

    def key(to: str) -> models.Field:
        return models.ForeignKey(to, models.CASCADE, related_name="+")

    state = ProjectState()
    state.add_model(ModelState("a", "School", [("id", models.BigAutoField(primary_key=True))]))
    state.add_model(ModelState("a", "Person", [("id", models.BigAutoField(primary_key=True)), ("at", key("a.School"))]))
    state.add_model(ModelState("a", "Card", [("id", models.BigAutoField(primary_key=True)), ("of", key("a.Person"))]))
    return state


def test_a_data_migration_reads_through_relations_what_was_added_before() -> None:
    with drawn_alone():
        state = _world()
        assert state.apps.get_model("a", "Card")
        migrations.AddField("school", "name", models.TextField(default="")).state_forwards("a", state)
        migrations.AddField("person", "other", models.ForeignKey("a.School", models.CASCADE, null=True)).state_forwards(
            "a", state
        )
        state.clear_delayed_apps_cache()  # as Django does before each data migration
        card = state.apps.get_model("a", "Card")
    assert "name" in str(card.objects.filter(of__at__name="x", of__other__name="y").query)


def test_what_others_point_to_takes_them_along_when_it_changes() -> None:
    with drawn_alone():
        state = _world()
        before = state.apps.get_model("a", "Card")
        migrations.AlterField("school", "id", models.UUIDField(primary_key=True)).state_forwards("a", state)
        card, person = (state.apps.get_model("a", name) for name in ("Card", "Person"))
        assert card is not before
        assert isinstance(person._meta.get_field("at").target_field, models.UUIDField)
        migrations.RemoveField("card", "of").state_forwards("a", state)
        assert [one.name for one in state.apps.get_model("a", "Card")._meta.fields] == ["id"]
