"""Rules about tables. Each takes models and returns one sentence per breach."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import models

from preau.kernel.tenancy import TenantModel

Model = type[models.Model]


def floors(pyproject: Path) -> dict[str, int]:
    """Room to floor (0 is the ground), from the contract of floors."""
    contracts = tomllib.loads(pyproject.read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["name"].startswith("Floors"))["layers"]
    return {room.strip(" ()"): floor for floor, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def room_of(model: Model) -> str:
    """The room a model lives in; "" for third-party ones."""
    names = model.__module__.split(".")
    return names[1] if names[0] == "preau" else ""


def links_that_climb(everything: Iterable[Model], floor_of: Mapping[str, int]) -> list[str]:
    """Foreign keys that point to a higher floor or to a neighbour, and reverse names across rooms."""
    found = []
    for model in everything:
        room = room_of(model)
        if not room:
            continue
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation):
                continue
            target = field.related_model
            if not isinstance(target, type) or not room_of(target) or room_of(target) == room:
                continue
            name = f"{model._meta.label}.{field.name}"
            if floor_of[room_of(target)] >= floor_of[room]:
                found.append(f"{name} points up or sideways to {target._meta.label}")
            if not str(field.remote_field.related_name or "").endswith("+"):
                found.append(f"{name} leaves a reverse name on {target._meta.label}: related_name='+'")
    return found


def tables_without_school(everything: Iterable[Model], reasons: Mapping[str, str]) -> list[str]:
    """Tables that carry no school and give no reason, and reasons without a table."""
    without = {m._meta.label for m in everything if room_of(m) and not issubclass(m, TenantModel)}
    return [
        *(f"{label} carries no school: SchoolOwned, or give the reason" for label in sorted(without - set(reasons))),
        *(f"{label} has a reason for carrying no school, but it does" for label in sorted(set(reasons) - without)),
    ]


def keys_without_school_first(everything: Iterable[Model], reasons: Mapping[str, str]) -> list[str]:
    """Indexes and unique keys of schools' tables that do not begin with the school."""
    found = {}
    for model in everything:
        if not issubclass(model, TenantModel):
            continue
        first = model.tenant_field
        label = model._meta.label
        for index in model._meta.indexes:
            if not index.fields or index.fields[0].lstrip("-") != first:
                found[f"{label}:{index.name}"] = "index"
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != (first,):
                found[f"{label}:{constraint.name}"] = "unique key"
        for field in model._meta.local_fields:
            if not field.primary_key and (field.unique or field.db_index) and field.name != first:
                found[f"{label}:{field.name}"] = "unique field" if field.unique else "index of a field"
    return [
        *(f"{name}: {what} does not begin with the school" for name, what in found.items() if name not in reasons),
        *(f"{name} has a reason but needs none" for name in reasons if name not in found),
    ]
