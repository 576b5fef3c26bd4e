"""Whoever left and was erased is nowhere: every column that may point to them, every text that names who acted."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction

from house.pointing import ALL, UNUSED, account_of, pointing_at, rooms, someone
from preau.directory.models import Person
from preau.kernel import duties, scope
from preau.kernel.signatures import nobody
from signing_all import sign_everything

STAYS = {
    "kernel.AuditEntry.actor_id": "the journal keeps who acted for its three years, as a number that names nobody",
    "directory.FileReading.reader": "that somebody of the school opened a pupil's file is kept for its own year",
}
"""Columns that still hold the number of somebody erased, and why."""
LOOKS_SIGNED = re.compile(r"(^|_)(by|as|label|actor|author|maker|owner|sender|signer|who|whom)$")
NO_NAME = {
    "directory.StudyProgramme.label": "of a programme", "directory.Subject.label": "of a subject",
    "directory.Homeroom.label": "of a class", "directory.StudentGroup.label": "of a group",
    "directory.StaffFunction.label": "of a function", "directory.StaffFunction.discipline_label": "of a discipline",
    "directory.Enrollment.level_label": "of a level", "access.SpaceOpening.level_label": "of a level",
    "identity.SchoolNetwork.label": "of a place", "identity.ApiToken.label": "its holder's word for it, goes with it",
    "identity.Account.demo_label": "of the invented cast, goes with the account",
    "federation.ServiceSession.told_as": "the person's own name at a service, goes with the account",
    "kernel.Job.lease_owner": "of a process", "diary.EntryUnit.label": "of a class",
    "diary.WorkUnit.label": "of a class",
}  # fmt: skip
"""Texts that look as if they named who acted, and do not."""


@pytest.fixture(autouse=True)
def everywhere(db):
    with scope.everything("tests of erasure"):
        yield


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ALL)
def test_nothing_points_to_who_was_erased(name):
    model, column = ALL[name]
    leaver = someone()
    wanted = pointing_at(model, column, leaver, account_of(leaver))
    with transaction.atomic():
        duties.erase([leaver.pk])
    left = model._base_manager.filter(**{column.attname: wanted}).exists()
    assert left is (name in STAYS), f"{name} still holds who was erased" if left else f"{name} is gone: say so"
    assert Person.objects.get(pk=leaver.pk).family_name == ""


def test_the_tables_are_all_there():
    assert {"identity.Account.person", "console.ListExport.asked_by", "access.Delegation.person"} <= set(ALL)
    assert set(UNUSED | set(STAYS) | set(NO_NAME)) <= {
        f"{model._meta.label}.{column.name}" for model in rooms() for column in model._meta.concrete_fields
    }


def test_a_room_that_forgets_to_erase_is_found(monkeypatch):
    known = {room: duty for room, duty in duties.duties().items() if room != "console"}
    monkeypatch.setattr(duties, "duties", lambda: known)
    with pytest.raises(AssertionError, match="still holds"):
        test_nothing_points_to_who_was_erased("console.ListExport.asked_by")


# --- texts that name who acted ------------------------------------------------------------------------------------


def uncovered(models_of: list[type[models.Model]], known: dict[str, duties.Duty]) -> list[str]:
    """Texts that name who acted, and that neither a signature nor a stated term covers."""
    covered = {one.column for duty in known.values() for one in duty.signatures}
    covered |= {f"{room}.{name}" for room, duty in known.items() for name in duty.names_stay}
    return [
        f"{name}: say in privacy.py whose it is (`signatures`), or how long the name stays (`names_stay`)"
        for model in models_of
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and not column.choices
        and LOOKS_SIGNED.search(column.name)
        and (name := f"{model._meta.label}.{column.name}") not in covered | set(NO_NAME)
    ]  # fmt: skip


def test_every_text_that_names_who_acted_is_covered():
    assert uncovered(rooms(), duties.duties()) == []


def test_a_text_that_no_rule_covers_is_found():
    without = duties.duties() | {"access": duties.Duty({}), "kernel": duties.Duty({})}
    assert {one.split(":")[0] for one in uncovered(rooms(), without)} == {
        "access.SchoolSetting.changed_by", "access.AuthoritySetting.changed_by", "access.SpaceOpening.changed_by",
        "access.SchoolLink.declared_by", "access.Delegation.given_by", "access.NameOpening.asked_as",
        "access.NameOpening.answered_by", "access.Crisis.set_by", "kernel.AuditEntry.actor_label",
    }  # fmt: skip


def test_a_name_that_stays_has_its_term():
    kinds = {term.kind for term in duties.terms()}
    told = {f"{room}.{name}": kind for room, duty in duties.duties().items() for name, kind in duty.names_stay.items()}
    assert told
    for column, kind in told.items():
        assert kind in kinds, f"{column} stays for {kind}, which is no term of the table of durations"


def test_a_signature_holds_a_name_and_its_person():
    for room, duty in duties.duties().items():
        for one in duty.signatures:
            assert one.model._meta.app_label == room
            assert f"{one.model.__name__}.{one.label}" in duty.fields
            # What the declaration says is of nobody is not told and not erased.
            for column in (one.label, one.who):
                use = duty.fields[f"{one.model.__name__}.{column}"]
                assert use.is_personal, f"{one.column}: a name is of somebody"


def texts() -> Iterator[tuple[str, Any]]:
    """What stands in every column of every row, as text."""
    for model in rooms():
        names = [column.attname for column in model._meta.concrete_fields if column.name != "pk"]
        for row in model._base_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                if isinstance(value, str | dict | list):
                    yield f"{model._meta.label}.{name}", value


def holding(name: str) -> set[str]:
    """The columns in which that name stands, in whichever table."""
    return {where for where, value in texts() if name in json.dumps(value, ensure_ascii=False)}


def test_the_name_of_who_did_one_of_everything_is_left_in_the_journal_alone(academy, client_as, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    person = academy["helene-garnier"].person
    Person.objects.filter(pk=person.pk).update(given_name="Canarine", family_name="Serin-Testue")
    for kept in ("person", "actor"):
        academy["helene-garnier"].__dict__.pop(kept, None)
    signed = {one.column for duty in duties.duties().values() for one in duty.signatures}
    sign_everything(academy, client_as("helene-garnier"))
    before = holding("Serin-Testue")
    assert signed <= before, f"the story in signing_all.py lacks {signed - before}"
    with transaction.atomic():
        duties.erase([person.pk])
    assert holding("Serin-Testue") == {"kernel.AuditEntry.actor_label", "kernel.AuditEntry.data"} & before
    rows = {one.model for duty in duties.duties().values() for one in duty.signatures if one.told}
    for model in rows:
        assert any(nobody() in str(row) for row in model._base_manager.values_list()), model
