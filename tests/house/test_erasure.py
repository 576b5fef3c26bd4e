"""Whoever left and was erased is nowhere: every column of every table that may point to a person, or to an account.

Rows are made by what the tables themselves say, so that a table of a room to come is tried without being named here.
"""

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from preau.directory.models import Person
from preau.identity.models import Account
from preau.kernel import clock, duties, scope

STAYS = {
    "kernel.AuditEntry.actor_id": "the journal keeps who acted for its three years, as a number that names nobody",
    "directory.FileReading.reader": "that somebody of the school opened a pupil's file is kept for its own year",
    "identity.OneTimeCode.maker_id": "codes of minutes go by their own term, weeks before any leaver does",
}
"""Columns that still hold the number of somebody erased, and why."""
UNUSED = {
    "identity.Account.joining", "identity.OneTimeCode.slip_id", "identity.Slip.batch", "imports.PendingChange.batch",
    "kernel.OutboxEvent.tenant", "kernel.Job.tenant", "identity.AccountSession.device_id",
    "identity.SecondFactor.device_id", "access.SchoolSetting.version", "access.AuthoritySetting.version",
    "access.SpaceOpening.version",
}  # fmt: skip
"""Columns of numbers that are of no person: a batch, a version, a device."""
ALIKE: dict[str, dict[str, Callable[[], Any]]] = {
    "directory.Section": {"homeroom": lambda: made(apps.get_model("directory", "Homeroom"))},
}
"""What the constraints of a table ask beyond the types of its columns."""
_count = itertools.count(1)


def rooms() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith("preau.")]


def columns() -> Iterator[tuple[str, type[models.Model], Any]]:
    """Every column that may hold a person or an account: by key, or as a bare number."""
    for model in rooms():
        for column in model._meta.concrete_fields:
            name = f"{model._meta.label}.{column.name}"
            bare = isinstance(column, models.UUIDField) and not column.primary_key
            if model is Person or name in UNUSED:
                continue
            if column.related_model in (Person, Account) or (bare and not column.related_model):
                yield name, model, column


def made(model: type[models.Model], **given: Any) -> Any:
    """A row of that table, with what must be there and as little else as may be."""
    values = {**given, **{name: make() for name, make in ALIKE.get(model._meta.label, {}).items()}}
    for column in model._meta.concrete_fields:
        if column.name not in values and not (column.null or column.has_default()):
            values[column.name] = value_for(column)
    return model._base_manager.create(**values)


def value_for(column: Any) -> Any:
    if column.related_model is Person:
        return someone()
    if column.related_model is not None:
        found = column.related_model._base_manager.first()
        return found or made(column.related_model)
    if column.choices:
        return column.choices[0][0]
    number = next(_count)
    text = str(number)[-(column.max_length or 12) :]
    kinds: list[tuple[type, Any]] = [
        (models.UUIDField, uuid.uuid4()), (models.DateTimeField, clock.now()), (models.DateField, clock.today()),
        (models.JSONField, {}), (models.BinaryField, number.to_bytes(16)), (models.BooleanField, False),
        (models.IntegerField, number), (models.CharField, text), (models.TextField, text),
        (models.GenericIPAddressField, "192.0.2.1"),
    ]  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column, kind))


def someone() -> Person:
    number = next(_count)
    return Person.objects.create(family_name=f"Canari{number}", given_name="Lina", suspended_at=clock.now())


@pytest.fixture(autouse=True)
def everywhere(db):
    with scope.everything("tests of erasure"):
        yield


ALL = {name: (model, column) for name, model, column in columns()}


@pytest.mark.parametrize("name", ALL)
def test_nothing_points_to_who_was_erased(name):
    model, column = ALL[name]
    leaver = someone()
    account = Account.objects.create(person=leaver, login=f"canari.{leaver.pk.hex}", created_at=clock.now())
    of_account = column.related_model is Account or column.name in ("account_id", "owner")
    if model is not Account:
        value = account if of_account else leaver
        row = made(model, **{column.name: value if column.related_model else value.pk})
        if name == "api.IdempotentAnswer.owner":
            type(row).objects.filter(pk=row.pk).update(person_id=leaver.pk)
    with transaction.atomic():
        duties.erase([leaver.pk])
    wanted = account.pk if of_account else leaver.pk
    left = model._base_manager.filter(**{column.attname: wanted}).exists()
    assert left is (name in STAYS), f"{name} still holds who was erased" if left else f"{name} is gone: say so"
    assert Person.objects.get(pk=leaver.pk).family_name == ""


def test_the_tables_are_all_there():
    assert {"identity.Account.person", "console.ListExport.asked_by", "access.Delegation.person"} <= set(ALL)
    assert set(UNUSED | set(STAYS)) <= {
        f"{model._meta.label}.{column.name}" for model in rooms() for column in model._meta.concrete_fields
    }


def test_a_room_that_forgets_to_erase_is_found(monkeypatch):
    known = {room: duty for room, duty in duties.duties().items() if room != "console"}
    monkeypatch.setattr(duties, "duties", lambda: known)
    with pytest.raises(AssertionError, match="still holds"):
        test_nothing_points_to_who_was_erased("console.ListExport.asked_by")
