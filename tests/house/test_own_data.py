"""Own data are whole: what points to a person is in their export, or its room says why not (GDPR article 15)."""

from typing import Any

import pytest

from house.pointing import ALL, account_of, pointing_at, someone
from preau.kernel import duties, scope
from preau.people.archive_words import TITLES


@pytest.fixture(autouse=True)
def everywhere(db):
    with scope.everything("tests of own data"):
        yield


def untold() -> dict[str, str]:
    return {f"{room}.{name}": why for room, duty in duties.duties().items() for name, why in duty.untold.items()}


def told(person: Any) -> dict[str, Any]:
    return {room: found for room, found in duties.export_of(person.pk).items() if room != "made_at"}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ALL)
def test_what_points_to_a_person_is_told_to_them(name):
    model, column = ALL[name]
    person = someone()
    if name == "identity.Account.person":
        before, account = told(person), account_of(person)
    else:
        account, before = account_of(person), told(person)
    pointing_at(model, column, person, account)
    is_told = told(person) != before
    assert is_told is (name not in untold()), (
        f"{name} is told: take it out of `untold`" if is_told
        else f"{name} is not in the person's own data: tell it (export), or say why not (`untold`, privacy.py)"
    )  # fmt: skip


def test_what_is_not_told_has_its_reason():
    assert untold()
    for name, why in untold().items():
        assert name in ALL, f"{name} points to nobody"
        assert len(why) > 20, name


def test_a_room_that_forgets_to_tell_is_found(monkeypatch):
    known = {room: duty for room, duty in duties.duties().items() if room != "imports"}
    monkeypatch.setattr(duties, "duties", lambda: known)
    with pytest.raises(AssertionError, match="is not in the person's own data"):
        test_what_points_to_a_person_is_told_to_them("imports.ImportRun.actor_id")


def test_what_is_signed_has_words_for_the_page():
    for room, duty in duties.duties().items():
        assert room in TITLES or not duty.signatures, f"{room} lacks its title in people/archive_words.py"
        for one in duty.signatures:
            lacking = {one.told, *one.says} - set(TITLES) - {""}
            assert lacking == set(), f"{room}: people/archive_words.py"


def test_what_one_signed_tells_nothing_of_others():
    """Columns told of a signature name no person: those it is about read it in their own data."""
    for duty in duties.duties().values():
        for one in duty.signatures:
            people = {name.rsplit(".", 1)[1] for name, (model, _column) in ALL.items() if model is one.model}
            told_columns = {column.split("__")[0] for column in one.says}
            assert told_columns.isdisjoint(people), f"{one.column}: {told_columns & people}"
