"""Words of another school never show (row A3): searches, completion, files and errors, asked by everyone of the lycée.

Every address of the matrix is read for the same word while the matrix is walked (test_matrix.py). The API and its
rosters have theirs in tests/api/test_limits.py, the log in kernel/test_logs_name_nobody.py.
"""

import copy
from typing import Any

import pytest
from django.db import transaction

import matrix
import test_matrix
from canaries import CANARY, plant, shows
from cast import COLLEGE, LYCEE, Academy
from preau.access import finding, groups
from preau.directory.models import Homeroom
from preau.kernel import scope
from test_matrix import READERS, client_of

MORE = (
    f"/annuaire/?q={CANARY}", f"/annuaire/?q={CANARY[:3]}", f"/annuaire/propositions/?q={CANARY}",
    f"/console/annuaire/?q={CANARY}", f"/console/acces/?q={CANARY}", f"/console/responsables/?q={CANARY}",
    f"/eleves/?q={CANARY}", f"/console/journal/?q={CANARY}", f"/console/droits/confies/?q={CANARY}",
    f"/console/elus/?q={CANARY}", f"/console/groupes/?q={CANARY}", f"/{CANARY[:2]}/nulle-part/",
)  # fmt: skip


@pytest.fixture
def planted(academy: Academy) -> int:
    """The word is on the collège's people and things; how many people bear it."""
    return plant(academy)


def leaks(academy: Academy, who: str) -> list[str]:
    """Addresses at which this reader of the lycée met the word."""
    client = client_of(academy, who, "lycee")
    kept, found = copy.deepcopy(client.cookies), []

    def look(address: str, method: str = "get", data: Any = None) -> None:
        client.cookies = copy.deepcopy(kept)  # an address may sign out: what it wrote is undone, so is this
        with transaction.atomic():
            if shows(getattr(client, method)(address, data or {}), address):
                found.append(f"{method} {address}")
            transaction.set_rollback(True)

    for address in MORE:
        look(address)
    for kind in ("people", "journal"):
        look("/console/exports/nouveau/", "post", {"liste": kind, "format": "csv", "q": ""})
    return found


@pytest.mark.parametrize("who", READERS)
def test_no_word_of_another_school_is_found_by_searching(academy: Academy, planted: int, who: str) -> None:
    assert planted > 50
    assert leaks(academy, who) == []


def test_a_page_that_forgets_its_school_is_found(
    academy: Academy, planted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both defences taken away: groups are read in every school, and so are the lists that names are looked for in."""
    real = groups._select
    everywhere = [academy.school(key).pk for key in (LYCEE, COLLEGE)]
    monkeypatch.setattr(groups, "_select", lambda source, name, values, schools: real(source, name, values, None))
    monkeypatch.setattr(finding, "_schools", lambda wanted: everywhere)
    assert [one for one in leaks(academy, "head") if "/annuaire/" in one]


def test_the_walk_of_the_matrix_finds_the_word(academy: Academy) -> None:
    """As if the head's page of classes gave the collège's."""
    with scope.everything("a page that forgets its school"):
        others = Homeroom.objects.filter(school=academy.school(LYCEE)).exclude(label=matrix.targets.CLASSES[LYCEE])
        others.update(label=f"{CANARY} classe")
    rows = [one for one in matrix.ROWS if one.url == "console:activation" and one.method == "get"]
    said = list(test_matrix.what_is_otherwise(rows, academy))
    assert any("head of lycee" in one and "a word of another school" in one for one in said), said


def test_the_addresses_asked_for_are_there(academy: Academy) -> None:
    head = client_of(academy, "head", "lycee")
    met = {address: head.get(address).status_code for address in MORE}
    assert {address for address, status in met.items() if status == 404} == {MORE[-1]}, met
