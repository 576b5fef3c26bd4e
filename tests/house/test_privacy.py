"""Every room with tables says, field by field, why it keeps it, who sees it, until when."""

from django.apps import apps

from preau.kernel.duties import Duty, FieldUse, duties
from preau.kernel.registry import modules_named


def fields_of_rooms() -> dict[str, set[str]]:
    """ "Model.field" of every table of every room."""
    return {
        config.label: {
            f"{model.__name__}.{field.name}"
            for model in config.get_models(include_auto_created=True)
            for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        }
        for config in apps.get_app_configs()
        if config.name.startswith("preau.") and list(config.get_models())
    }


def gaps(tables: dict[str, set[str]], told: dict[str, Duty]) -> list[str]:
    """One line for each room, field or word that lacks or is too much."""
    found = []
    for room, names in tables.items():
        if room not in told:
            found.append(f"{room}: no privacy.py with a DUTY")
            continue
        uses = told[room].fields
        found += [f"{room}: {name} is not declared" for name in sorted(names - set(uses))]
        found += [f"{room}: {name} does not exist" for name in sorted(set(uses) - names)]
        found += [
            f"{room}: {name} lacks a purpose, an audience or a duration"
            for name, use in uses.items()
            if not (str(use.purpose).strip() and str(use.audience).strip() and str(use.duration).strip())
        ]
    return found


def test_every_field_of_every_room_is_declared() -> None:
    tables = fields_of_rooms()
    assert {"kernel", "directory", "identity", "imports", "analytics"} <= set(tables)
    assert gaps(tables, duties()) == []


def test_the_check_sees_what_lacks() -> None:
    use = FieldUse("why", "who", "when")
    blank = FieldUse("why", " ", "when")
    tables = {"a": {"M.x", "M.y"}, "b": {"N.z"}}
    assert gaps(tables, {"a": Duty({"M.x": use, "M.w": use, "M.y": blank})}) == [
        "a: M.w does not exist",
        "a: M.y lacks a purpose, an audience or a duration",
        "b: no privacy.py with a DUTY",
    ]
    assert gaps({"a": {"M.x", "M.y"}}, {"a": Duty({"M.x": use})}) == ["a: M.y is not declared"]


def test_what_goes_has_its_line_in_the_table_of_durations() -> None:
    defaults = Duty({})
    for room, duty in duties().items():
        goes = duty.expire is not defaults.expire
        assert not goes or duty.terms, f"{room} lets data expire, and tells no term"
        for term in duty.terms:
            assert term.kind.startswith(f"{room}."), term.kind
            assert term.days() > 0
            assert str(term.what) and str(term.since) and str(term.law), term.kind


def test_what_a_guardian_does_not_get_is_a_part_of_the_export() -> None:
    for room, duty in duties().items():
        for path in duty.withheld:
            assert path == path.strip(".") and path.count(".") <= 1, f"{room}: {path}"


def test_a_room_that_holds_personal_data_exports_it_or_lets_it_expire() -> None:
    for module in modules_named("privacy"):
        duty: Duty = module.DUTY
        if any(use.is_personal for use in duty.fields.values()):
            defaults = Duty({})
            assert duty.export is not defaults.export or duty.expire is not defaults.expire, module.__name__
            assert duty.erase is not defaults.erase or duty.expire is not defaults.expire, module.__name__
