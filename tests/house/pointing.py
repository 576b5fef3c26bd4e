"""Every column of every table that may point to a person or to an account, and rows that do: for erasure and own data.

Rows are made by what the tables themselves say, so that a table of a room to come is tried without being named here.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from preau.directory.models import Person
from preau.identity.models import Account
from preau.kernel import clock
from preau.kernel.ids import new_id

UNUSED = {
    "identity.Account.joining", "identity.OneTimeCode.slip_id", "identity.Slip.batch", "imports.PendingChange.batch",
    "kernel.OutboxEvent.tenant", "kernel.Job.tenant", "identity.AccountSession.device_id",
    "notifications.PushDevice.device_id", "identity.SecondFactor.device_id", "access.SchoolSetting.version",
    "access.AuthoritySetting.version", "access.SpaceOpening.version", "access.ReplyClosing.thread",
    "liaison.Entry.thing_id",
    "files.StoredFile.thing", "news.NewsPicture.file_id", "messaging.Message.thread", "messaging.Delivery.thread",
    "safety.Report.message_id", "safety.Containment.lock_id", "diary.Entry.lesson", "diary.EntryUnit.unit",
    "attendance.RollCall.last_key", "diary.Work.given_lesson", "diary.WorkUnit.unit", "diary.WorkUnit.due_lesson",
    "diary.FormerText.thing", "diary.TeachingPlan.copied_from", "catchup.Release.lesson",
    "submissions.Assignment.work", "submissions.Copy.unit", "submissions.CopyVersion.attempt",
    "submissions.CopyVersion.joined", "submissions.CopyPart.file",
    "documents.Node.file_id", "documents.Version.file_id",
}  # fmt: skip
"""Columns of numbers that are of no person: a batch, a version, a device, an exchange."""
ALIKE: dict[str, dict[str, Callable[[], Any]]] = {
    "directory.Section": {"homeroom": lambda: made(apps.get_model("directory", "Homeroom"))},
    "submissions.Copy": {"pupil": lambda: someone()},
    "access.ReplyClosing": {"thread": new_id},
    "access.SchoolLink": dict.fromkeys(("school", "other_school"), lambda: made(apps.get_model("directory", "School"))),
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
    alike = ALIKE.get(model._meta.label, {})
    values = {**{name: make() for name, make in alike.items() if name not in given}, **given}
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
        (models.IntegerField, number), (models.TimeField, dt.time(7)), (models.CharField, text),
        (models.TextField, text),
        (models.GenericIPAddressField, "192.0.2.1"),
    ]  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column, kind))


def someone() -> Person:
    number = next(_count)
    return Person.objects.create(family_name=f"Canari{number}", given_name="Lina", suspended_at=clock.now())


def account_of(person: Person) -> Account:
    return Account.objects.create(person=person, login=f"canari.{person.pk.hex}", created_at=clock.now())


def pointing_at(model: type[models.Model], column: Any, person: Person, account: Account) -> Any:
    """A row whose `column` holds that person, or their account; the account itself when the table is that of accounts.

    Returns the number by which it points.
    """
    bare = column.related_model is None
    of_account = column.related_model is Account or (bare and column.name in ("account_id", "owner"))
    value: Any = account if of_account else person
    if model is not Account:
        row = made(model, **{column.name: value if column.related_model else value.pk})
        if f"{model._meta.label}.{column.name}" == "api.IdempotentAnswer.owner":
            type(row).objects.filter(pk=row.pk).update(person_id=person.pk)
    return value.pk


ALL = {name: (model, column) for name, model, column in columns()}
